"""The page of private links: making, renewing, taking back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Role
from app.accounts.service import revoke_role
from app.calendars import rules
from app.calendars.models import FeedLink
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from tests.calendars.factories import staff
from tests.calendars.links import MINE, counted, made_for, make, shown_on
from tests.cast import Cast
from tests.web.browserless import forms_of


def _public_ids(app: Flask) -> list[str]:
    with app.app_context():
        return [link.public_id for link in db.session.query(FeedLink).order_by(FeedLink.id)]


def test_the_address_is_shown_once_with_ways_into_calendars(app: Flask, cast: Cast) -> None:
    lan = cast.client("lan")
    page = lan.submit(MINE, {"name": "iPhone của Lan", "scope": "mine"}, to=MINE)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    path = shown_on(page.text)
    for way in ("webcal://", "https://calendar.google.com/calendar/r?cid=webcal%3A", "https://outlook.live.com/"):
        assert way in page.text
    listed = lan.get(MINE).text
    assert "iPhone của Lan" in listed
    assert path.rsplit("/", 1)[1] not in listed
    assert "chưa có thiết bị nào đọc" in listed
    app.test_client().get(path, headers={"User-Agent": "Google-Calendar-Importer"})
    counted(app)
    assert ", Google" in lan.get(MINE).text


def test_an_english_reader_gets_an_english_calendar(cast: Cast) -> None:
    page = cast.client("lan", "en").submit(MINE, {"name": "Phone", "scope": "busy"}, to=MINE)
    assert ".ics?lang=en" in page.text


def test_what_is_missing_or_not_offered_is_said_at_the_field(cast: Cast) -> None:
    lan = cast.client("lan")
    for given, sentence in (
        ({"name": "  ", "scope": "mine"}, "Bạn chưa điền mục này."),
        ({"name": "x" * 61, "scope": "mine"}, "Tối đa 60 ký tự."),
        ({"name": "Máy", "scope": "staff"}, "Lựa chọn này không có trong danh sách."),
    ):
        page = lan.submit(MINE, given, to=MINE)
        assert page.status_code == 422
        assert sentence in page.text
        assert "calendars/private" not in page.text


def test_the_service_itself_refuses_a_scope_that_is_not_ones_own(app: Flask) -> None:
    for key in ("lan", "mai", "ha", "dung"):
        with pytest.raises(DomainError, match=r"calendar\.scope_not_yours"):
            made_for(app, key, "staff")
    assert _public_ids(app) == []


def test_only_coordinators_are_offered_the_house_calendar(cast: Cast) -> None:
    assert 'value="staff"' in cast.client("tuan").get(MINE).text
    for key in ("lan", "mai", "ha", "dung"):
        assert 'value="staff"' not in cast.client(key).get(MINE).text


def test_renewing_kills_the_old_address_and_keeps_name_and_scope(app: Flask, client: FlaskClient, cast: Cast) -> None:
    lan = cast.client("lan")
    old = make(lan, "busy", "Máy bàn")
    (public_id,) = _public_ids(app)
    new = shown_on(lan.submit(MINE, to=f"{MINE}/{public_id}/renew").text)
    assert (client.get(old).status_code, client.get(new).status_code) == (410, 200)
    with app.app_context():
        links = db.session.query(FeedLink).order_by(FeedLink.id).all()
        assert [(link.name, link.depth, link.revoked_at is None) for link in links] == [
            ("Máy bàn", "busy", False),
            ("Máy bàn", "busy", True),
        ]


def test_who_is_no_coordinator_any_more_cannot_renew_the_house_calendar(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    tuan = cast.client("tuan")
    old = make(tuan, "staff")
    (public_id,) = _public_ids(app)
    with app.app_context():
        transact(lambda: revoke_role(staff("tuan"), Role.COORDINATOR, actor=None))
    refused = tuan.submit(MINE, to=f"{MINE}/{public_id}/renew")
    assert refused.status_code == 422
    assert "Tài khoản của bạn không xem được lịch này." in refused.text
    assert _public_ids(app) == [public_id]
    assert client.get(old).status_code == 200


def test_taking_back_is_at_once(app: Flask, client: FlaskClient, cast: Cast) -> None:
    lan = cast.client("lan")
    path = make(lan)
    (public_id,) = _public_ids(app)
    assert lan.submit(MINE, to=f"{MINE}/{public_id}/revoke").status_code == 302
    assert client.get(path).status_code == 410
    assert "Đã thu hồi đường dẫn “iPhone của Lan”" in lan.get(MINE).text


def test_other_peoples_links_are_not_there(app: Flask, client: FlaskClient, cast: Cast) -> None:
    path = make(cast.client("lan"))
    (public_id,) = _public_ids(app)
    hoa = cast.client("hoa")
    for act in ("renew", "revoke"):
        assert hoa.post(f"{MINE}/{public_id}/{act}", data={"csrf_token": _token(hoa)}).status_code == 404
    assert _public_ids(app) == [public_id]
    assert client.get(path).status_code == 200


def test_there_is_a_limit_and_taking_one_back_makes_room(app: Flask, cast: Cast) -> None:
    for _n in range(rules.LINKS_EACH):
        made_for(app, "lan")
    lan = cast.client("lan")
    full = lan.submit(MINE, {"name": "Một máy nữa", "scope": "mine"}, to=MINE)
    assert full.status_code == 422
    assert "Mỗi người có tối đa 10 đường dẫn." in full.text
    assert 'value="Một máy nữa"' in full.text
    lan.submit(MINE, to=f"{MINE}/{_public_ids(app)[0]}/revoke")
    make(lan)


def test_two_who_take_the_last_place_at_once_do_not_both_get_it(app: Flask) -> None:
    for _n in range(rules.LINKS_EACH - 1):
        made_for(app, "lan")
    start = Barrier(4)

    def take(_n: int) -> str:
        start.wait()
        try:
            made_for(app, "lan")
        except DomainError as refusal:
            return refusal.code
        return "made"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == ["calendar.too_many_links"] * 3 + ["made"]
    assert len(_public_ids(app)) == rules.LINKS_EACH


def test_a_link_that_a_new_password_killed_says_so(app: Flask, cast: Cast) -> None:
    made_for(app, "lan")
    with app.app_context():
        transact(lambda: setattr(staff("lan"), "credentials_changed_at", clock.now()))
    page = cast.client("lan").get(MINE).text
    assert "Bạn đã đổi mật khẩu sau khi tạo đường dẫn này" in page


def _token(client: FlaskClient) -> str:
    return next(form.fields["csrf_token"] for form in forms_of(client.get(MINE).text) if "name" in form.fields)
