"""Every letter is of a kind, and every notice leads somewhere that exists."""

import pytest

from app.config import ROOT
from app.notices import rules
from app.notices.links import link_in
from app.notices.rules import Kind, kind_of, placed, shown_count

TEMPLATES = sorted(
    {path.name.partition(".")[0] for path in (ROOT / "templates/mail").glob("*.txt") if path.name[0] != "_"}
)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_letter_has_its_kind(template: str) -> None:
    assert placed(template) is not None


def test_no_kind_names_a_letter_that_is_not_there() -> None:
    assert {name for names in rules._KINDS.values() for name in names} - set(TEMPLATES) == set()
    assert set(TEMPLATES) >= rules.LETTER_ONLY


def test_what_nobody_has_placed_must_arrive() -> None:
    assert placed("something_new") is None
    assert kind_of("something_new") is Kind.MUST


@pytest.mark.parametrize(
    "template",
    ["booking_confirmed", "evaluation_refused", "supplement_extended", "membership_revoked", "reset_password"],
)
def test_what_decides_or_secures_cannot_be_turned_off(template: str) -> None:
    assert kind_of(template) is Kind.MUST


@pytest.mark.parametrize(
    ("template", "values", "link"),
    [
        ("booking_confirmed", {"public_id": "abc"}, "/bookings/abc"),
        ("booking_no_show_answer", {"public_id": "abc"}, "/desk/bookings/abc/day"),
        ("booking_displaced", {"public_id": "abc", "offered_id": None}, "/bookings/abc"),
        ("supplement_reminder", {"path": "/my/applications/abc"}, "/my/applications/abc/supplement"),
        ("evaluation_approved", {"path": "/my/x", "certificate_path": ""}, "/my/x"),
        ("calendar_soon", {"path": ""}, ""),
        ("calendar_soon", {"path": "/events/abc"}, "/events/abc"),
        ("space_team", {"space_id": "abc"}, "/my/spaces/abc/team"),
        ("membership_certificate", {"code": "abc"}, "/my/certificates"),
        ("confirm_address", {}, ""),
        ("evaluation_due", {"path": "//elsewhere.example"}, ""),
        ("evaluation_due", {"path": "https://elsewhere.example"}, ""),
    ],
)
def test_a_notice_leads_where_its_letter_does(template: str, values: dict[str, str], link: str) -> None:
    assert link_in(template, values) == link


def test_the_bell_counts_to_ninety_nine() -> None:
    assert [shown_count(number) for number in (0, 7, 99, 100, 4000)] == ["0", "7", "99", "99+", "99+"]
