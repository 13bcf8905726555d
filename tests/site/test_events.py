from datetime import timedelta

import pytest

from app.bookings.models import Booking, BookingStatus
from app.bookings.queries import booking_by_public_id
from app.core import clock
from app.core.db import transact
from tests.bookings.factories import book, space, span, the_venue
from tests.statements import counted


def _events(app, cast, *titles: str, **values: object) -> list[str]:
    """Confirmed events of Lan's space on the days after tomorrow, one a day; their addresses."""
    with app.app_context():

        def make() -> list[str]:
            host = space(cast.user("lan"))
            ids = []
            for n, title in enumerate(titles):
                when = span("19:00", "21:00", clock.today() + timedelta(days=2 + n))
                made = book(cast.user("lan"), host, the_venue("cau-kinh"), when=when, title_vi=title, **values)
                made.status, made.shown_publicly_at = BookingStatus.CONFIRMED, clock.now()
                ids.append(made.public_id)
            return ids

        return transact(make)


def _change(app, public_id: str, **values: object) -> None:
    def change() -> None:
        booking = booking_by_public_id(public_id)
        assert isinstance(booking, Booking)
        for name, value in values.items():
            setattr(booking, name, value)

    with app.app_context():
        transact(change)


def test_an_event_stands_on_the_home_page_in_the_list_and_on_its_own(app, cast, client):
    (public_id,) = _events(app, cast, "Đêm nhạc nước", about_vi="Mười hai người chơi đàn.")
    for address in ("/", "/events", "/venues/cau-kinh"):
        assert f'href="/events/{public_id}"' in client.get(address).text, address
    page = client.get(f"/events/{public_id}").text
    for words in ("Đêm nhạc nước", "Mười hai người chơi đàn.", "19:00–21:00", "Không gian cầu kính", "Xưởng Mây"):
        assert words in page
    assert "lan@example.org" not in page


def test_what_is_not_public_is_not_found(app, cast, client):
    hidden, waiting = _events(app, cast, "Họp kín", "Chờ duyệt")
    _change(app, hidden, open_to_public=False)
    _change(app, waiting, status=BookingStatus.HELD, shown_publicly_at=None)
    for public_id in (hidden, waiting):
        assert client.get(f"/events/{public_id}").status_code == 404
        assert cast.client("hoa").get(f"/events/{public_id}").status_code == 404
    for address in ("/", "/events", "/venues/cau-kinh"):
        page = client.get(address).text
        assert "Họp kín" not in page
        assert "Chờ duyệt" not in page


@pytest.mark.parametrize("status", [BookingStatus.CANCELLED, BookingStatus.DISPLACED])
def test_a_cancelled_event_says_so_and_leaves_the_lists(app, cast, client, status):
    (public_id,) = _events(app, cast, "Đêm nhạc nước")
    _change(app, public_id, status=status)
    page = client.get(f"/events/{public_id}")
    assert page.status_code == 200
    assert "Đã huỷ" in page.text
    assert "Đêm nhạc nước" not in client.get("/events").text


def test_events_are_grouped_by_month_and_filtered_by_venue(app, cast, client):
    _events(app, cast, "Đêm nhạc nước")
    with app.app_context():
        day = clock.today() + timedelta(days=2)
    assert f"Tháng {day.month}/{day.year}" in client.get("/events").text
    assert "Đêm nhạc nước" in client.get("/events?venue=cau-kinh").text
    assert "Đêm nhạc nước" not in client.get("/events?venue=san-khau-kinh").text
    client.set_cookie("lang", "en")
    assert f"{day:%B %Y}" in client.get("/events").text


def test_an_empty_list_points_to_the_calendar(client):
    assert 'href="/calendars"' in client.get("/events").text


def test_a_title_stays_text(app, cast, client):
    (public_id,) = _events(app, cast, "<script>alert(1)</script>{{7*7}}", about_vi="<img src=x onerror=alert(1)>")
    for address in ("/", "/events", f"/events/{public_id}"):
        page = client.get(address).text
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


def _statements(app, client, address: str) -> int:
    with counted(app) as seen:
        client.get(address)
    return len(seen)


@pytest.mark.parametrize("address", ["/", "/events"])
def test_three_events_cost_no_more_questions_than_one(app, cast, client, address):
    _, *others = _events(app, cast, "Một", "Hai", "Ba")
    for public_id in others:
        _change(app, public_id, open_to_public=False)
    _statements(app, client, address)  # what a process reads once
    one = _statements(app, client, address)
    for public_id in others:
        _change(app, public_id, open_to_public=True)
    assert "Ba" in client.get(address).text
    assert _statements(app, client, address) == one
