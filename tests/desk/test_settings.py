"""Settings: for administrators, checked, named, and never saved over somebody else's."""

import pytest
from flask import Flask

from app.audit.queries import last_of
from app.core.db import db, transact
from app.core.errors import DomainError
from app.settings.models import Setting
from app.settings.queries import value, version
from app.settings.service import change_settings
from tests.cast import Cast
from tests.memberships import factories
from tests.memberships.test_admit import together

PAGE = "/desk/settings"


def test_only_what_differs_is_changed_and_somebody_is_named(app: Flask, cast: Cast) -> None:
    client = cast.client("ha")
    assert client.submit(PAGE, {"certificate_number_pattern": "CN-{n:04}/{year}"}).status_code == 302
    with app.app_context():
        assert [setting.key for setting in db.session.query(Setting)] == ["certificate.number_pattern"]
        entry = last_of("setting:certificate.number_pattern")
        assert entry is not None
        assert entry.actor_id == cast.user("ha").id
        assert transact(lambda: factories.member(factories.space())).number == "CN-0001/2026"
    shown = client.get(PAGE).text
    assert "CN-0002/2026" in shown
    assert "Ngô Hà" in shown.split("Lần sửa gần nhất")[-1]


def test_a_new_name_stands_on_every_page(app: Flask, cast: Cast) -> None:
    assert "Không có gì thay đổi" in cast.client("ha").submit(PAGE, follow_redirects=True).text
    cast.client("ha").submit(PAGE, {"site_name": "Cầu Nối"})
    assert "Cầu Nối" in app.test_client().get("/").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("certificate_number_pattern", "KGST-{year}", "Mẫu phải có {n}"),
        ("certificate_number_pattern", "{n}" * 40, "Tối đa 60 ký tự"),
        ("certificate_term_months", "-1", "Số phải từ 0 đến 240"),
        ("certificate_term_months", "hai năm", "Hãy điền một số nguyên"),
        ("membership_grace_days", "", "Bạn chưa điền mục này"),
        ("membership_reminder_days", "90, 0", "các số từ 1 đến 366"),
        ("membership_reminder_days", "mười", "các số từ 1 đến 366"),
        ("membership_reminder_days", "1 2 3 4 5 6 7", "Nhiều nhất 6 lần nhắc"),
        ("network_name_vi", " ", "Bạn chưa điền mục này"),
    ],
)
def test_what_cannot_stand(app: Flask, cast: Cast, field: str, typed: str, sentence: str) -> None:
    refused = cast.client("ha").submit(PAGE, {field: typed, "site_name": "Tên đang gõ"})
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "Tên đang gõ" in refused.text
    with app.app_context():
        assert db.session.query(Setting).count() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reminders_are_typed_as_people_write_a_list(app: Flask, cast: Cast) -> None:
    ha = cast.client("ha")
    assert 'value="90, 30, 7"' in ha.get(PAGE).text
    for typed, stands in (("7; 45,45", [45, 7]), (" ", [])):
        assert ha.submit(PAGE, {"membership_reminder_days": typed}).status_code == 302
        with app.app_context():
            assert value("membership.reminder_days") == stands


def test_two_who_read_the_same_cannot_both_save(app: Flask, cast: Cast) -> None:
    with app.app_context():
        seen = version()

    def save(name: str) -> None:
        transact(lambda: change_settings({"site.name": name}, version=seen, actor=None))

    errors = together(app, lambda: save("Một"), lambda: save("Hai"))
    assert [str(error) for error in errors] == ["setting.changed_meanwhile"]
    refused = cast.client("ha").submit(PAGE, {"version": str(seen), "site_name": "Ba"})
    assert refused.status_code == 422
    assert "Có người vừa lưu cài đặt" in refused.text
    with app.app_context():
        assert value("site.name") in {"Một", "Hai"}


def test_a_key_nobody_declared(ctx: Flask) -> None:
    with pytest.raises(KeyError):
        transact(lambda: change_settings({"site.colour": "red"}, version=version(), actor=None))


def test_only_for_administrators(cast: Cast) -> None:
    for key in ("tuan", "dung", "lan"):
        assert cast.client(key).get(PAGE).status_code == 403


def test_errors_are_never_swallowed(ctx: Flask) -> None:
    """A refused save gives the version back, so the next one can be saved."""
    seen = version()
    with pytest.raises(DomainError):
        transact(lambda: change_settings({"site.name": "x"}, version=seen + 1, actor=None))
    assert transact(lambda: change_settings({"site.name": "x"}, version=seen, actor=None)) == ["site.name"]
