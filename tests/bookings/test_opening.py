"""The Centre says when a venue can be booked, and learns first which bookings would lie outside."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.bookings.conflicts import hours_on, open_hours
from app.core.db import transact
from app.venues import queries, service
from app.workdays.service import add_special_day
from tests.bookings import factories as make
from tests.cast import Cast
from tests.venues.desk import form_on, the_venue

HERE = "/desk/venues/cau-kinh/hours"
NEW, ODD = f"{HERE}/seasons/new", f"{HERE}/exceptions"


@pytest.fixture
def tuan(cast: Cast) -> FlaskClient:
    return cast.client("tuan")


def hours(app: Flask, weekday: int, season: str = "") -> list[str]:
    with app.app_context():
        venue = the_venue()
        ids = {one.name_vi: one.id for one in queries.seasons_of([venue.id])}
        week = [h for h in queries.hours_of(venue) if h.weekday == weekday and h.season_id == ids.get(season)]
        return [f"{h.opens:%H:%M}-{h.closes:%H:%M}" for h in week]


def booked(app: Flask, cast: Cast, start: str = "19:00", end: str = "21:00") -> str:
    """A confirmed evening of Monday 7/12/2026 at the glass bridge."""
    with app.app_context():

        def book() -> str:
            host = make.space(cast.user("lan"))
            booking = make.book(cast.user("tuan"), host, the_venue(), when=make.span(start, end))
            from app.bookings.service import confirm_booking

            if booking.status != "confirmed":
                confirm_booking(booking, actor=cast.user("tuan"))
            return booking.public_id

        return transact(book)


def test_three_spans_a_day_and_none(app: Flask, tuan: FlaskClient) -> None:
    data = {"day_0": "", "closes_0": "", "day_1": "8h00", "closes_1": "11:30", "second_1": "13:30",
            "second_closes_1": "17:00", "third_1": "18", "third_closes_1": "22:00"}  # fmt: skip
    assert tuan.submit(HERE, data, to=HERE).status_code == 302
    assert (hours(app, 0), hours(app, 1), hours(app, 2)) == (
        [], ["08:00-11:30", "13:30-17:00", "18:00-22:00"], ["07:00-22:00"],
    )  # fmt: skip
    assert tuan.submit(HERE, {}, to=HERE).status_code == 302, "what is shown can be saved again"
    assert len(hours(app, 1)) == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day_3": "23:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"closes_3": ""}, "Hãy điền cả giờ bắt đầu và giờ kết thúc"),
        ({"second_3": "20:00", "second_closes_3": "22:30"}, "không được chồng lên nhau"),
        ({"day_3": "sáng"}, "Giờ chưa đúng"),
    ],
)
def test_wrong_hours_are_refused(app: Flask, tuan: FlaskClient, change: dict[str, Any], sentence: str) -> None:
    answer = tuan.submit(HERE, {"day_5": "06:15"} | change, to=HERE)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#day_3"' in answer.text
    assert 'value="06:15"' in answer.text
    assert (hours(app, 3), hours(app, 5)) == (["07:00-22:00"], ["07:00-22:00"])


def test_stale_hours_are_refused(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    thu = cast.client("thu")
    stale = form_on(thu, HERE)
    tuan.submit(HERE, {"day_0": "08:00"}, to=HERE)
    answer = thu.post(HERE, data=stale)
    assert answer.status_code == 422
    assert "Trần Tuấn vừa lưu mục này lúc" in answer.text
    assert hours(app, 0) == ["08:00-22:00"]


def test_who_would_lie_outside_is_told_before_anything_is_saved(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    booking = booked(app, cast)
    early = {"closes_0": "20:00"}
    asked = tuan.submit(HERE, early, to=HERE)
    assert asked.status_code == 200
    assert "1 lượt đã xác nhận sẽ nằm ngoài giờ mới" in asked.text
    assert f"/bookings/{booking}" in asked.text
    assert hours(app, 0) == ["07:00-22:00"]
    sure = asked.text.split('name="sure"')[1].split('value="')[1].split('"')[0]
    assert tuan.submit(HERE, early | {"sure": "nonsense"}, to=HERE).status_code == 200
    assert tuan.submit(HERE, early | {"sure": sure}, to=HERE).status_code == 302
    assert hours(app, 0) == ["07:00-20:00"]
    assert "1 lượt đã xác nhận nằm ngoài giờ" in tuan.get(HERE).text
    assert tuan.submit(HERE, {"closes_1": "20:00"}, to=HERE).status_code == 302, "who lay outside before is no news"


def test_a_season_takes_the_place_of_the_year(app: Flask, tuan: FlaskClient) -> None:
    sent = {"name_vi": "Mùa đông", "first_day": "1/11", "last_day": "28-2"}
    season = f"{HERE}/seasons/1101"
    assert tuan.submit(NEW, sent, to="").location == season
    assert hours(app, 4, "Mùa đông") == ["07:00-22:00"]
    week = {"closes_4": "18:00", "first_day": "15/11", "name_en": "Winter"}
    assert tuan.submit(season, week, to=season).location == HERE
    with app.app_context():
        shown = open_hours(the_venue(), [date(2027, 1, 1), date(2027, 3, 5)])
        assert [spans[0][1] for spans in shown.values() if spans] == [time(22)], "1/1 is a day off"
        assert open_hours(the_venue(), [date(2026, 12, 4)]) == {date(2026, 12, 4): [(time(7), time(18))]}
    assert tuan.get(season).status_code == 404
    season = f"{HERE}/seasons/1115"
    assert "Mùa đông" in tuan.get("/venues/cau-kinh").text
    assert tuan.submit(season, {}, to=f"{season}/remove").location == HERE
    assert hours(app, 4) == ["07:00-22:00"]
    assert tuan.get(season).status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"first_day": "31/2"}, "first_day", "Hãy điền ngày và tháng"),
        ({"first_day": "hè"}, "first_day", "Hãy điền ngày và tháng"),
        ({"last_day": ""}, "last_day", "Bạn chưa điền mục này."),
        ({"name_vi": ""}, "name_vi", "Bạn chưa điền mục này."),
        ({"first_day": "1/6", "last_day": "2/6"}, "first_day", "đã thuộc mùa “Hè”"),
    ],
)
def test_wrong_seasons_are_refused(
    app: Flask, cast: Cast, tuan: FlaskClient, change: dict[str, str], field: str, sentence: str
) -> None:
    with app.app_context():
        summer = {"name_vi": "Hè", "name_en": None, "first_day": 501, "last_day": 831}
        transact(lambda: service.add_season(the_venue(), actor=cast.user("tuan"), **summer).id)
    answer = tuan.submit(
        NEW, {"name_vi": "Khác", "name_en": "Other", "first_day": "1/10", "last_day": "1/12"} | change
    )
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert 'value="Other"' in answer.text


def test_an_odd_day_comes_and_goes(app: Flask, tuan: FlaskClient) -> None:
    data = {"day": "24/12/2030", "opens": "8:00", "closes": "11:00", "second": "14:00", "second_closes": "17:00",
            "note_vi": "Đêm Giáng sinh"}  # fmt: skip
    assert tuan.submit(ODD, data, to=ODD).location == ODD
    assert "08:00–11:00, 14:00–17:00" in tuan.get(ODD).text
    twice = tuan.submit(ODD, data, to=ODD)
    assert twice.status_code == 422
    assert "Ngày này đã có ngoại lệ." in twice.text
    with app.app_context():
        day = date(2030, 12, 24)
        assert open_hours(the_venue(), [day])[day] == [(time(8), time(11)), (time(14), time(17))]
    assert tuan.submit(ODD, {}, to=f"{ODD}/2030-12-24/remove").location == ODD
    assert "Đêm Giáng sinh" not in tuan.get(ODD).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": ""}, "Bạn chưa điền mục này."),
        ({"day": "0001-01-01"}, "Ngày chưa đúng"),
        ({"opens": "09:00"}, "Hãy điền cả giờ bắt đầu và giờ kết thúc"),
        ({"opens": "09:00", "closes": "08:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        (
            {"opens": "09:00", "closes": "12:00", "third": "11:00", "third_closes": "13:00"},
            "không được chồng lên nhau",
        ),
    ],
)
def test_wrong_odd_days_are_refused(tuan: FlaskClient, change: dict[str, Any], sentence: str) -> None:
    answer = tuan.submit(ODD, {"day": "24/12/2030", "note_vi": "Lễ"} | change, to=ODD)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Lễ"' in answer.text


def test_an_odd_day_tells_whom_it_leaves_outside(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    booked(app, cast)
    shut = {"day": "7/12/2026", "note_vi": "Sửa điện"}
    asked = tuan.submit(ODD, shut, to=ODD)
    assert (asked.status_code, "sẽ nằm ngoài giờ mới" in asked.text) == (200, True)
    sure = asked.text.split('name="sure"')[1].split('value="')[1].split('"')[0]
    assert tuan.submit(ODD, shut | {"sure": sure}, to=ODD).status_code == 302


def _sure(text: str) -> str:
    return text.split('name="sure" value="')[1].split('"')[0]


def test_a_season_that_goes_tells_first_whom_it_leaves_outside(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    week = {"name_vi": "Mùa đông", "first_day": "1/11", "last_day": "28-2"}
    season = f"{HERE}/seasons/1101"
    tuan.submit(NEW, week, to="")
    booking = booked(app, cast)
    tuan.submit(HERE, {"closes_0": "20:00"}, to=HERE)
    asked = tuan.submit(season, {}, to=f"{season}/remove")
    assert (asked.status_code, f"/bookings/{booking}" in asked.text) == (200, True)
    assert tuan.get(season).status_code == 200
    stale = tuan.submit(season, {"sure": "khác"}, to=f"{season}/remove")
    assert stale.status_code == 200
    assert tuan.submit(season, {"sure": _sure(asked.text)}, to=f"{season}/remove").location == HERE
    assert tuan.get(season).status_code == 404


def test_an_odd_day_that_goes_tells_first_whom_it_leaves_outside(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    tuan.submit(ODD, {"day": "7/12/2026", "opens": "8:00", "closes": "22:00", "note_vi": "Lễ hội"}, to=ODD)
    booking = booked(app, cast)
    tuan.submit(HERE, {"closes_0": "20:00"}, to=HERE)
    remove = f"{ODD}/2026-12-07/remove"
    asked = tuan.submit(ODD, {}, to=remove)
    assert (asked.status_code, f"/bookings/{booking}" in asked.text) == (200, True)
    assert "Lễ hội" in tuan.get(ODD).text
    assert tuan.submit(ODD, {"sure": _sure(asked.text)}, to=remove).location == ODD
    assert "Lễ hội" not in tuan.get(ODD).text


def test_days_off_are_kept_or_not(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    day = make.MONDAY + timedelta(days=2)
    with app.app_context():
        transact(lambda: add_special_day(day, works=False, name_vi="Lễ", actor=cast.user("tuan")).day)
        assert open_hours(the_venue(), [day])[day] == []
    assert tuan.submit(HERE, {"keeps_days_off": None}, to=HERE).status_code == 302
    with app.app_context():
        assert open_hours(the_venue(), [day])[day] == [(time(7), time(22))]


@pytest.mark.both_engines
def test_the_table_and_the_request_read_the_same_hours(app: Flask, cast: Cast) -> None:
    days = [make.MONDAY + timedelta(days=n) for n in range(-10, 60)]
    with app.app_context():

        def write() -> None:
            venue, tuan = the_venue(), cast.user("tuan")
            winter = service.add_season(venue, actor=tuan, name_vi="Đông", name_en=None, first_day=1215, last_day=110)
            service.set_weekly_hours(
                venue, [(2, time(9), time(12)), (2, time(14), time(18))], actor=tuan, season=winter
            )
            odd = [(time(8), time(9)), (time(20), time(23, 59))]
            for day, spans in ((days[15], odd), (days[30], [])):
                service.add_exception(venue, actor=tuan, day=day, spans=spans, note_vi="", note_en=None)
            service.set_weekly_hours(the_venue("lang-nghe"), [], actor=tuan, keeps_days_off=False)

        transact(write)
        every = queries.all_venues()
        table = hours_on(every, days)
        for venue in every:
            assert open_hours(venue, days) == {day: table[day][venue.id] for day in days}
        assert len({tuple(table[day][the_venue().id]) for day in days}) == 4


def test_unknown_days_and_seasons(tuan: FlaskClient) -> None:
    token = form_on(tuan, HERE)["csrf_token"]
    for path in ("exceptions/mai/remove", "exceptions/2030-12-24/remove", "seasons/501/remove"):
        assert tuan.post(f"{HERE}/{path}", data={"csrf_token": token}).status_code == 404
