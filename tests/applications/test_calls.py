"""The Centre's screen of calls."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.applications import queries
from app.core import clock
from app.core.db import db, transact
from app.mail.models import Mail
from tests.applications.factories import make_call, make_draft
from tests.cast import Cast, email_of

PAGE = "/desk/calls"
GOOD = {"title_vi": "Đợt 2, năm 2026", "title_en": "Second call of 2026"}


def test_a_call_is_opened(app: Flask, cast: Cast) -> None:
    tuan = cast.client("tuan")
    answer = tuan.submit(f"{PAGE}/new", GOOD)  # type: ignore[attr-defined]
    assert answer.status_code == 302, answer.text
    with app.app_context():
        (call,) = queries.all_calls()
        assert (call.title_vi, call.opens_on, call.closes_on) == ("Đợt 2, năm 2026", clock.today(), None)
        assert queries.open_calls(clock.today()) == [call]
    assert "Đợt 2, năm 2026" in tuan.get(PAGE).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title_vi": " "}, "Bạn chưa điền mục này."),
        ({"opens_on": "31/12"}, "Ngày chưa đúng"),
        ({"opens_on": "2026-12-01", "closes_on": "2026-11-01"}, "Ngày đóng phải từ ngày mở trở đi."),
        ({"opens_on": "2026-12-01", "decision_planned_on": "2026-11-01"}, "Ngày dự kiến quyết định phải sau"),
        ({"criteria": "khong-co"}, "Lựa chọn này không có trong danh sách."),
    ],
)
def test_a_wrong_call_is_told_and_kept(app: Flask, cast: Cast, wrong: dict[str, str], words: str) -> None:
    answer = cast.client("tuan").submit(f"{PAGE}/new", GOOD | wrong)  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert words in answer.text
    assert "Second call of 2026" in answer.text
    with app.app_context():
        assert queries.all_calls() == []


def test_only_coordinators_keep_calls(app: Flask, cast: Cast) -> None:
    for who in ("lan", "mai", "dung", "ha"):
        assert cast.client(who).get(PAGE).status_code == 403
        assert cast.client(who).get(f"{PAGE}/new").status_code == 403
    assert "/sign-in" in app.test_client().get(PAGE).location


def test_the_call_that_closes_first_comes_first(ctx: Flask) -> None:
    today = clock.today()

    def act() -> list[int]:
        rolling = make_call()
        later = make_call(closes_on=today + timedelta(days=9))
        sooner = make_call(closes_on=today)
        make_call(closes_on=today - timedelta(days=1))
        return [sooner.id, later.id, rolling.id]

    expected = transact(act)
    assert [call.id for call in queries.open_calls(today)] == expected


def change(cast: Cast, public_id: str, fields: dict[str, str | None]) -> Any:
    return cast.client("tuan").submit(f"{PAGE}/{public_id}", fields)  # type: ignore[attr-defined]


def call_with_a_draft(app: Flask, cast: Cast) -> str:
    with app.app_context():
        return transact(lambda: make_draft(cast.user("lan"), call=make_call())).call.public_id


def test_days_are_moved_with_a_reason_that_people_with_drafts_read(app: Flask, cast: Cast) -> None:
    public_id = call_with_a_draft(app, cast)
    today = clock.today()
    silent = change(cast, public_id, {"closes_on": today.isoformat()})
    assert silent.status_code == 422
    assert "Bạn ghi lý do đổi ngày" in silent.text
    done = change(cast, public_id, {"closes_on": today.isoformat(), "reason": "Đủ hồ sơ cho năm nay."})
    assert done.status_code == 302, done.text
    with app.app_context():
        call = queries.call_by_public_id(public_id)
        assert call is not None
        assert call.closes_on == today
        (letter,) = db.session.query(Mail).filter_by(template="call_changed")
        assert (letter.recipient, letter.values["note"]) == (email_of("lan"), "Đủ hồ sơ cho năm nay.")
        assert letter.values["closes_on"] == f"{today:%d/%m/%Y}"


def test_a_name_is_mended_without_telling_anybody(app: Flask, cast: Cast) -> None:
    public_id = call_with_a_draft(app, cast)
    assert change(cast, public_id, {"title_vi": "Đợt thường xuyên 2026"}).status_code == 302
    with app.app_context():
        assert db.session.query(Mail).filter_by(template="call_changed").count() == 0
    past = {"closes_on": (clock.today() - timedelta(days=1)).isoformat(), "reason": "x"}
    refused = change(cast, public_id, past)
    assert refused.status_code == 422
    assert "Ngày đóng mới phải từ hôm nay trở đi." in refused.text


def test_everybody_sees_what_is_open_and_what_it_asks(app: Flask, cast: Cast) -> None:
    nobody = app.test_client()
    assert "Hiện chưa có đợt nào nhận hồ sơ." in nobody.get("/calls").text
    with app.app_context():
        transact(lambda: make_call(closes_on=clock.today() + timedelta(days=9)))
        transact(lambda: make_call(opens_on=clock.today() + timedelta(days=2)))
    shown = nobody.get("/calls").text
    for words in ("Đợt đăng ký thường xuyên", "Còn 9 ngày", "Đợt này hỏi những gì", "A4 ·", "Sắp mở"):
        assert words in shown
    assert 'href="/calls"' in nobody.get("/").text
