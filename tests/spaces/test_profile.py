"""What a profile must hold, and what its links may be: the rules without a database."""

import pytest

from app.core.errors import DomainError
from app.spaces.rules import FIELDS, can_edit, check_profile, normal_channel, normal_link
from app.spaces.words import FIELD_NAMES
from tests.spaces.factories import profile

BAD_LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox",
    "file:///etc/passwd",
    "ftp://example.org/",
    "mailto:a@example.org",
    "//evil.example",
    "http://",
    "https://khong-co-dau-cham",
    "https://user:secret@example.org/",
    "https://example.org@evil.example/",
    "https://exa mple.org/",
    "https://example.org/\nSet-Cookie:x",
    "https://example.org:99999/",
    "https://example.org:0/",
    "https://[::1]/",
    "https://127.0.0.1/",
    "https://-a.example/",
    "https://example.org/" + "a" * 300,
    '"><script>alert(1)</script>',
]


@pytest.mark.parametrize("link", BAD_LINKS)
def test_a_link_that_could_run_or_mislead_is_refused(link):
    with pytest.raises(ValueError):
        normal_link(link)
    with pytest.raises(DomainError) as refused:
        normal_channel("website", link)
    assert (refused.value.code, refused.value.field) == ("space.channel_link", "website")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("facebook.com/xuonggom", "https://facebook.com/xuonggom"),
        (" https://xn--gm-yja.example ", "https://xn--gm-yja.example"),
        ("https://gốm.example/nung", "https://gốm.example/nung"),
    ],
)
def test_a_link_to_a_page_is_kept(typed, kept):
    assert normal_link(typed) == kept


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("email", "không phải thư", "space.channel_email"),
        ("email", "a@b", "space.channel_email"),
        ("email", "a@b.vn\nBcc: c@d.vn", "space.channel_email"),
        ("email", '"<script>"@b.vn', "space.channel_email"),
        ("phone", "gọi Lan", "space.channel_phone"),
        ("phone", "123", "space.channel_phone"),
        ("phone", "0" * 16, "space.channel_phone"),
    ],
)
def test_contacts_must_look_like_contacts(name, typed, code):
    with pytest.raises(DomainError) as refused:
        normal_channel(name, typed)
    assert (refused.value.code, refused.value.field) == (code, name)


def test_contacts_are_kept_as_people_write_them():
    assert normal_channel("email", " xuong@gom.example ") == "xuong@gom.example"
    assert normal_channel("phone", "+84 (24) 3628-7604") == "+84 (24) 3628-7604"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name_vi": "  "}, "space.missing", "name_vi"),
        ({"summary_vi": ""}, "space.missing", "summary_vi"),
        ({"name_vi": "g" * 161}, "space.too_long", "name_vi"),
        ({"description_en": "g" * 6001}, "space.too_long", "description_en"),
        ({"kinds": []}, "space.no_kind", "kinds"),
        ({"kinds": ["castle"]}, "space.unknown_choice", "kinds"),
        ({"fields": ["alchemy"]}, "space.unknown_choice", "fields"),
        ({"ownership": "nobody"}, "space.unknown_choice", "ownership"),
        ({"exactness": "roof"}, "space.unknown_choice", "exactness"),
        ({"channels": {"onclick": "x"}}, "space.unknown_choice", "channels"),
        ({"ward_code": None}, "space.no_ward", "ward_code"),
    ],
)
def test_a_profile_says_what_it_lacks(changes, code, field):
    with pytest.raises(DomainError) as refused:
        check_profile(profile(**changes))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_space_that_is_only_online_needs_no_ward():
    check_profile(profile(kinds=["online"], ward_code=None, street=None, house_number=None))


def test_the_ten_industries_all_have_names():
    assert len(FIELDS) == 10
    assert tuple(FIELD_NAMES) == FIELDS


class _Somebody:
    is_authenticated = True


class _Nobody:
    is_authenticated = False


@pytest.mark.parametrize(
    ("actor", "role", "may"),
    [
        (_Somebody(), "owner", True),
        (_Somebody(), "member", True),
        (_Somebody(), None, False),
        (_Nobody(), "owner", False),
    ],
)
def test_only_the_team_edits(actor, role, may):
    assert can_edit(actor, role) is may
