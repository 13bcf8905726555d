"""The Centre edits its venues: words, policy, hours, odd days."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import transact
from app.venues import queries
from tests.cast import Cast
from tests.web.browserless import forms_of

PAGE = "/desk/venues/cau-kinh"


@pytest.fixture
def tuan(cast: Cast) -> FlaskClient:
    return cast.client("tuan")


def stored(app: Flask, *names: str) -> list[Any]:
    with app.app_context():
        venue = transact(lambda: queries.venue_by_slug("cau-kinh"))
        return [getattr(venue, name) for name in names]


def hours(app: Flask, weekday: int) -> list[str]:
    with app.app_context():
        venue = queries.venue_by_slug("cau-kinh")
        assert venue is not None
        return [f"{h.opens:%H:%M}-{h.closes:%H:%M}" for h in queries.hours_of(venue) if h.weekday == weekday]


def form(client: FlaskClient, action: str) -> Any:
    return next(f.fields.copy() for f in forms_of(client.get(PAGE).text) if f.action == action)


def test_the_list_names_every_venue_and_its_parts(tuan: FlaskClient) -> None:
    page = tuan.get("/desk/venues").text
    assert page.count("/desk/venues/") == 13
    assert "chưa công bố" in page


def test_facts_are_saved_and_shown(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    data = {"capacity": "120", "policy": "instant", "hold_hours": "24", "price_notice_vi": "Miễn phí năm 2026",
            "associates_may_request": "y", "summary_vi": "Lối đi bằng kính."}  # fmt: skip
    assert tuan.submit(PAGE, data, to=PAGE).status_code == 302
    assert stored(app, "capacity", "policy", "hold_hours", "price_notice_vi", "price_notice_en") == [
        120, "instant", 24, "Miễn phí năm 2026", None,
    ]  # fmt: skip
    public = client.get("/venues/cau-kinh").text
    assert "120 người" in public
    assert "Miễn phí năm 2026" in public
    assert tuan.submit(PAGE, {"capacity": ""}, to=PAGE).status_code == 302
    assert stored(app, "capacity") == [None]
    assert "chưa công bố" in client.get("/venues/cau-kinh").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name_vi": ""}, "Bạn chưa điền mục này."),
        ({"capacity": "nhiều"}, "Hãy điền một số nguyên."),
        ({"capacity": "0"}, "Số phải từ 1 đến 100000."),
        ({"hold_hours": ""}, "Bạn chưa điền mục này."),
        ({"hold_hours": "9999999999999"}, "Số phải từ 1 đến 1440."),
        ({"policy": "whatever"}, "Lựa chọn này không có trong danh sách."),
        ({"name_en": "x" * 121}, "Tối đa 120 ký tự."),
    ],
)
def test_wrong_facts_are_refused_and_kept_on_the_page(
    app: Flask, tuan: FlaskClient, change: dict[str, Any], sentence: str
) -> None:
    answer = tuan.submit(PAGE, {"summary_vi": "Lời mới chưa lưu"} | change, to=PAGE)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Lời mới chưa lưu" in answer.text
    assert stored(app, "summary_vi") != ["Lời mới chưa lưu"]


def test_the_second_of_two_is_told_who_saved(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    thu = cast.client("thu")
    stale = form(thu, PAGE)
    tuan.submit(PAGE, {"capacity": "80"}, to=PAGE)
    answer = thu.post(PAGE, data=stale | {"capacity": "90"})
    assert answer.status_code == 422
    assert "Trần Tuấn vừa lưu mục này lúc" in answer.text
    assert stored(app, "capacity") == [80]


def test_a_form_without_its_version_is_stale(app: Flask, tuan: FlaskClient) -> None:
    assert tuan.submit(PAGE, {"capacity": "80", "version": None}, to=PAGE).status_code == 422
    assert stored(app, "capacity") == [None]


def test_two_spans_a_day_and_none(app: Flask, tuan: FlaskClient) -> None:
    data = {"hours-day_0": "", "hours-closes_0": "", "hours-day_1": "8h00", "hours-closes_1": "11:30",
            "hours-second_1": "13:30", "hours-second_closes_1": "17:00"}  # fmt: skip
    assert tuan.submit(PAGE, data, to=f"{PAGE}/hours").status_code == 302
    assert (hours(app, 0), hours(app, 1), hours(app, 2)) == ([], ["08:00-11:30", "13:30-17:00"], ["07:00-22:00"])
    assert tuan.submit(PAGE, {}, to=f"{PAGE}/hours").status_code == 302, "what is shown can be saved again"
    assert hours(app, 1) == ["08:00-11:30", "13:30-17:00"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hours-day_3": "23:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"hours-closes_3": ""}, "Hãy điền cả giờ bắt đầu và giờ kết thúc"),
        ({"hours-second_3": "20:00", "hours-second_closes_3": "22:30"}, "không được chồng lên nhau"),
        ({"hours-day_3": "sáng"}, "Giờ chưa đúng"),
    ],
)
def test_wrong_hours_are_refused(app: Flask, tuan: FlaskClient, change: dict[str, Any], sentence: str) -> None:
    answer = tuan.submit(PAGE, {"hours-day_5": "06:15"} | change, to=f"{PAGE}/hours")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="06:15"' in answer.text
    assert (hours(app, 3), hours(app, 5)) == (["07:00-22:00"], ["07:00-22:00"])


def test_stale_hours_are_refused(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    thu = cast.client("thu")
    stale = form(thu, f"{PAGE}/hours")
    tuan.submit(PAGE, {"hours-day_0": "08:00"}, to=f"{PAGE}/hours")
    answer = thu.post(f"{PAGE}/hours", data=stale)
    assert answer.status_code == 422
    assert "Trần Tuấn vừa lưu mục này lúc" in answer.text
    assert hours(app, 0) == ["08:00-22:00"]


def test_an_odd_day_comes_and_goes(app: Flask, tuan: FlaskClient) -> None:
    add = f"{PAGE}/exceptions"
    data = {"exception-day": "24/12/2030", "exception-opens": "", "exception-closes": "",
            "exception-note_vi": "Đêm Giáng sinh"}  # fmt: skip
    assert tuan.submit(PAGE, data, to=add).status_code == 302
    assert "Đêm Giáng sinh" in tuan.get(PAGE).text
    twice = tuan.submit(PAGE, data, to=add)
    assert twice.status_code == 422
    assert "Ngày này đã có ngoại lệ." in twice.text
    remove = f"{add}/2030-12-24/remove"
    assert tuan.submit(PAGE, {}, to=remove).status_code == 302
    assert "Đêm Giáng sinh" not in tuan.get(PAGE).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"exception-day": ""}, "Bạn chưa điền mục này."),
        ({"exception-day": "0001-01-01"}, "Ngày chưa đúng"),
        ({"exception-opens": "09:00"}, "Hãy điền cả giờ bắt đầu và giờ kết thúc"),
        ({"exception-opens": "09:00", "exception-closes": "08:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
    ],
)
def test_wrong_odd_days_are_refused(tuan: FlaskClient, change: dict[str, Any], sentence: str) -> None:
    data = {"exception-day": "24/12/2030", "exception-note_vi": "Lễ"} | change
    answer = tuan.submit(PAGE, data, to=f"{PAGE}/exceptions")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Lễ"' in answer.text


@pytest.mark.parametrize("who", ["lan", "mai", "dung"])
def test_only_coordinators_edit(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert client.get("/desk/venues").status_code == 403
    assert client.get(PAGE).status_code == 403


def test_unknown_addresses(tuan: FlaskClient, client: FlaskClient) -> None:
    assert tuan.get("/desk/venues/khong-co").status_code == 404
    assert client.get(PAGE).location.startswith("/sign-in")
    token = form(tuan, PAGE)["csrf_token"]
    assert tuan.post(f"{PAGE}/exceptions/mai/remove", data={"csrf_token": token}).status_code == 404
