import json
import re
from datetime import time, timedelta

from app.bookings.term_words import term_lines, term_steps
from app.core import clock
from app.core.db import transact
from app.site.rules import HoursRow, grouped_hours
from app.venues.models import BookableHours, Policy
from app.venues.queries import all_venues
from tests.bookings.factories import book, space, span, the_venue, venue
from tests.statements import counted


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


def test_two_weeks_are_told_day_by_day_in_words(app, cast, client):
    day = clock.today() + timedelta(days=3)

    def fill() -> None:
        place = venue("nha-moi", policy=Policy.INSTANT)
        book(cast.user("lan"), space(cast.user("lan")), place, when=span("07:00", "22:00", day))

    with app.app_context():
        transact(fill)
    page = client.get("/venues/nha-moi").text
    glance = page[page.index('class="glance"') : page.index("</ol>", page.index('class="glance"'))]
    days = re.findall(r'href="[a-z/]+\?day=([0-9-]+)"', glance)
    assert days == [(clock.today() + timedelta(days=one)).isoformat() for one in range(14)]
    states = [words.strip() for words in re.findall(r'glance-state">([^<]+)<', glance)]
    assert states[3] == "Kín"
    assert states[4:] == ["Còn trống"] * 10


def test_the_way_to_a_booking_holds_every_term(app):
    with app.app_context():
        for one in all_venues():
            one.notice_min_hours, one.cancel_until_hours, one.breaches_become_requests = 48, 24, True
            steps = term_steps(one, [])
            assert len(steps) == 4
            told = [line for _title, lines in steps for line in lines]
            assert set(term_lines(one, [])) <= set(told)


def test_who_may_book_is_said_where_it_can_be_booked(app, client):
    assert "Ai đặt được và đặt thế nào" in client.get("/venues/cau-kinh").text
    with app.app_context():
        transact(lambda: setattr(the_venue("cau-kinh"), "open_to_bookings", False))
    assert "Ai đặt được và đặt thế nào" not in client.get("/venues/cau-kinh").text


def test_other_venues_stand_beside_the_nearest_first(app, client):
    def place() -> None:
        for slug, latitude in (("cau-kinh", 21.0), ("san-khau-kinh", 21.01), ("lang-nghe", 21.001)):
            venue = the_venue(slug)
            venue.latitude, venue.longitude = latitude, 105.78

    def others() -> list[str]:
        page = client.get("/venues/cau-kinh").text
        return re.findall(r'href="/venues/([a-z-]+)"', page[page.index("Địa điểm khác gần đây") :])[:2]

    assert "cau-kinh" not in others()
    with app.app_context():
        transact(place)
    assert others() == ["lang-nghe", "san-khau-kinh"]
    assert "cách 111 m" in client.get("/venues/cau-kinh").text


def test_machines_are_told_what_the_page_shows(client):
    page = client.get("/venues/cau-kinh").text
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.DOTALL)
    assert found
    about = json.loads(found[1])
    assert (about["@type"], about["name"]) == ("Place", "Không gian cầu kính")
    assert "maximumAttendeeCapacity" not in about, "not published"
    assert '<meta property="og:title" content="Không gian cầu kính"' in page


def test_a_page_of_a_venue_and_the_list_ask_little(app, client):
    with app.app_context():
        part = next(one.slug for one in all_venues() if one.whole_id)
    for path in ("/venues/cau-kinh", f"/venues/{part}", "/venues"):
        client.get(path)
        with counted(app) as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= 25, (path, statements)


def test_machines_may_read_the_feeds_and_leave_the_rest(client):
    answer = client.get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert "Allow: /calendars/" in lines
    for path in ("/my/", "/desk", "/verify/"):
        assert f"Disallow: {path}" in lines
