from datetime import time

from app.core.db import transact
from app.site.rules import HoursRow, grouped_hours
from app.venues.models import BookableHours
from tests.bookings.factories import the_venue


def _hours(*days: tuple[int, int, int]) -> list[BookableHours]:
    return [BookableHours(weekday=day, opens=time(opens), closes=time(closes)) for day, opens, closes in days]


def test_neighbouring_days_with_the_same_hours_are_one_row():
    week = _hours(*((day, 7, 22) for day in range(7)))
    assert grouped_hours(week) == [HoursRow(0, 6, ((time(7), time(22)),))]


def test_days_that_differ_and_days_without_hours_stand_apart():
    rows = grouped_hours(_hours((1, 13, 17), (1, 8, 11), (2, 8, 11), (2, 13, 17), (6, 9, 12)))
    both = ((time(8), time(11)), (time(13), time(17)))
    assert rows == [
        HoursRow(0, 0, ()),
        HoursRow(1, 2, both),
        HoursRow(3, 5, ()),
        HoursRow(6, 6, ((time(9), time(12)),)),
    ]


def test_all_eight_venues_are_listed_in_their_order(client):
    page = client.get("/venues").text
    names = ["Không gian cầu kính", "Sân khấu kính", "Không gian làng nghề", "Không gian di sản công nghiệp"]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert page.count('href="/venues/') >= 8


def test_nothing_unknown_is_shown_as_fact(client):
    page = client.get("/venues/cau-kinh").text
    assert page.count("chưa công bố") == 6  # capacity, price, area, height, load and power
    assert "Hằng ngày" in page
    assert "07:00–22:00" in page
    assert 'href="/bookings/new?venue=cau-kinh"' in page
    assert 'href="/calendars/venues/cau-kinh.ics"' in page


def test_what_the_centre_has_published_is_shown(app, client):
    with app.app_context():

        def publish() -> None:
            venue = the_venue("cau-kinh")
            venue.capacity, venue.price_notice_vi, venue.open_to_bookings = 120, "Theo thông báo 12", False

        transact(publish)
    page = client.get("/venues/cau-kinh").text
    assert "120 người" in page
    assert "Theo thông báo 12" in page
    assert page.count("chưa công bố") == 4
    assert "/bookings/new" not in page.split("<h2")[0].split("<h1")[1]


def test_machines_may_read_the_feeds_and_leave_the_rest(client):
    answer = client.get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert "Allow: /calendars/" in lines
    for path in ("/my/", "/desk", "/verify/"):
        assert f"Disallow: {path}" in lines
