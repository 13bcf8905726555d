"""The Centre's screen of calls."""

from datetime import timedelta

import pytest
from flask import Flask

from app.applications import queries
from app.core import clock
from app.core.db import transact
from tests.applications.factories import make_call
from tests.cast import Cast

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
