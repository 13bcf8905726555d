"""The first page: what is on, what is free, what the Centre has to say, and the doors."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import transact
from app.core.timespan import Timespan
from app.events.rules import Happening
from app.site import city
from app.site.directory import Place
from app.site.views.home import programme
from tests.bookings.factories import space, the_venue
from tests.cast import Cast
from tests.statements import counted

WEDNESDAY = date(2026, 12, 9)


def happening(day: date, title: str, *, days: int = 1) -> Happening:
    start = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    return Happening(
        key=title, uuid=f"{title}{day}", series=title, title_vi=title, title_en=None,
        span=Timespan(start, start + timedelta(days=days - 1, hours=2)),
    )  # fmt: skip


def test_today_the_weekend_and_later_share_the_room_and_repeat_nothing() -> None:
    coming = [
        happening(WEDNESDAY - timedelta(days=3), "Trưng bày", days=9),
        happening(WEDNESDAY, "Hôm nay"),
        happening(WEDNESDAY + timedelta(days=1), "Mai"),
        happening(WEDNESDAY + timedelta(days=3), "Thứ Bảy"),
        happening(WEDNESDAY + timedelta(days=4), "Thứ Bảy"),
        happening(WEDNESDAY + timedelta(days=9), "Tuần sau"),
        happening(WEDNESDAY + timedelta(days=10), "Tuần sau nữa"),
    ]
    told = programme(coming, WEDNESDAY)
    assert [card.nearest.series for card in told.today] == ["Trưng bày", "Hôm nay"]
    assert [(card.nearest.series, len(card.dates)) for card in told.weekend] == [("Thứ Bảy", 2)]
    assert [card.nearest.series for card in told.later] == ["Mai", "Tuần sau"]


def test_on_a_sunday_the_weekend_is_today() -> None:
    sunday = WEDNESDAY + timedelta(days=4)
    told = programme([happening(sunday, "Chợ"), happening(sunday + timedelta(days=6), "Thứ Bảy sau")], sunday)
    assert [card.nearest.series for card in told.today] == ["Chợ"]
    assert not told.weekend
    assert [card.nearest.series for card in told.later] == ["Thứ Bảy sau"]


def test_an_empty_house_still_says_where_to_go(client: FlaskClient) -> None:
    page = client.get("/").text
    for told in (
        "Chưa có sự kiện nào được công bố", "Hiện chưa có đợt nào nhận hồ sơ", "Bạn đến đây để làm gì?",
        'href="/sign-in"', 'href="/verify"', 'action="/search"',
    ):  # fmt: skip
        assert told in page, told
    assert 'id="home-news"' not in page
    order = [page.index(f'id="home-{part}"') for part in ("on", "free", "call", "map", "doors")]
    assert order == sorted(order)


def test_a_free_time_leads_to_a_request_that_holds_it(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        transact(lambda: space(cast.user("lan"), "Xưởng Mây"))
    page = client.get("/").text
    section = page[page.index('id="home-free"') : page.index('id="home-call"')]
    links = re.findall(r'href="(/bookings/new\?[^"]+)"', section)
    assert links
    assert len(links) <= 2 * section.count('class="free-venue"')
    start = re.search(r"starts_at=([^&]+)", links[-1])
    assert start
    form = cast.client("lan").get(links[-1].replace("&amp;", "&")).text
    assert f'value="{start[1].replace("%3A", ":")}"' in form


def test_a_venue_that_takes_no_bookings_is_not_offered(app: Flask, client: FlaskClient) -> None:
    def close() -> None:
        the_venue("cau-kinh").open_to_bookings = False

    assert "/bookings/new?venue=cau-kinh" in client.get("/").text
    with app.app_context():
        transact(close)
    assert "/bookings/new?venue=cau-kinh" not in client.get("/").text


def test_the_third_door_leads_staff_to_their_work(cast: Cast) -> None:
    assert 'href="/home"' in cast.client("tuan").get("/").text


@pytest.mark.parametrize("q", ["cau kinh", "CẦU KÍNH", "kinh"])
def test_one_box_finds_venues_whatever_accents(client: FlaskClient, q: str) -> None:
    assert 'href="/venues/cau-kinh"' in client.get("/search", query_string={"q": q}).text


def test_one_box_finds_spaces_and_says_when_there_is_nothing(cast: Cast, client: FlaskClient) -> None:
    nothing = client.get("/search?q=khongcogi").text
    assert "Không thấy gì khớp với “khongcogi”" in nothing
    for odd in ("", "%20", "?!", "<script>alert(1)</script>", "x" * 5000):
        answer = client.get("/search", query_string={"q": odd})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_the_picture_of_the_city_holds_every_dot_inside(client: FlaskClient) -> None:
    wards = [
        (Place("1", "Hoàn Kiếm", "phường Hoàn Kiếm", 21.03, 105.85), 9),
        (Place("2", "Ba Vì", "xã Ba Vì", 21.1, 105.35), 1),
    ]
    drawn = city.drawing(wards)
    assert [dot.radius for dot in drawn.dots] == sorted((dot.radius for dot in drawn.dots), reverse=True)
    assert all(0 < dot.x < drawn.width and 0 < dot.y < drawn.height for dot in drawn.dots)
    east, west = drawn.dots[0], drawn.dots[1]
    assert east.x > west.x
    assert east.y > west.y
    assert client.get("/").text.count("<circle") >= 1


def test_home_asks_at_most_twenty_five_times(app: Flask, cast: Cast, client: FlaskClient) -> None:
    for reader in (client, cast.client("lan"), cast.client("tuan")):
        reader.get("/")
        with counted(app) as statements:
            assert reader.get("/").status_code == 200
        assert len(statements) <= 25, statements
