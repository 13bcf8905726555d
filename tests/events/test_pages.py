"""What anybody reads: derived from bookings, never copied."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.bookings import service as bookings
from app.bookings.models import BookingStatus
from app.core.timespan import Timespan
from app.events import service
from app.events.models import Whereabouts
from tests.bookings.factories import span
from tests.events.conftest import WEEK, Hall
from tests.statements import counted


def test_links_to_a_booking_lead_on_to_its_page_and_back_when_that_is_withdrawn(hall: Hall) -> None:
    booking, anybody = hall.books(), hall.nobody()
    assert anybody.get(f"/events/{booking}").status_code == 200
    page = hall.page_of(booking)
    slug = hall.slug(page)
    moved = anybody.get(f"/events/{booking}")
    assert moved.status_code == 301
    assert moved.location.startswith(f"/events/{slug}#d-")
    assert anybody.get(f"/events/{page}").location == f"/events/{slug}"
    hall.do(lambda: service.withdraw(hall.event(page), actor=hall.cast.user("lan")))
    assert anybody.get(f"/events/{booking}").status_code == 200
    assert anybody.get(f"/events/{slug}").location == f"/events/{booking}"


def test_a_booking_that_moves_moves_its_page(hall: Hall) -> None:
    booking = hall.books()
    slug = hall.slug(hall.page_of(booking))

    def move() -> None:
        later = Timespan(
            span("19:00", "21:00").start + timedelta(days=1), span("19:00", "21:00").end + timedelta(days=1)
        )
        bookings.move_booking(hall.booking(booking), actor=hall.cast.user("tuan"), public=later)

    hall.do(move)
    shown = hall.nobody().get(f"/events/{slug}").text
    assert "08/12/2026" in shown
    assert "07/12/2026" not in shown
    assert [one.first_on.isoformat() for one in hall.happening()] == ["2026-12-08"]


@pytest.mark.parametrize("becomes", [BookingStatus.CANCELLED, BookingStatus.DISPLACED])
def test_what_was_called_off_says_so_and_leaves_the_list(hall: Hall, becomes: BookingStatus) -> None:
    booking = hall.books()
    slug = hall.slug(hall.page_of(booking))
    hall.do(lambda: setattr(hall.booking(booking), "status", becomes))
    shown = hall.nobody().get(f"/events/{slug}").text
    assert "Đã huỷ" in shown
    assert "schema.org/EventCancelled" in shown
    assert "Đêm đàn nước" not in hall.nobody().get("/events").text


def test_what_becomes_private_is_gone(hall: Hall) -> None:
    booking = hall.books()
    slug = hall.slug(hall.page_of(booking))
    hall.do(lambda: setattr(hall.booking(booking), "open_to_public", False))
    for address in (f"/events/{slug}", f"/events/{booking}"):
        assert hall.nobody().get(address).status_code == 404


def test_a_series_is_one_card_and_a_cancelled_date_stays_on_its_page(hall: Hall) -> None:
    dates = hall.books_series(3)
    slug = hall.slug(hall.page_of(*dates))
    hall.do(lambda: setattr(hall.booking(dates[1]), "status", BookingStatus.CANCELLED))
    listed = hall.nobody().get("/events").text
    assert listed.count(f'href="/events/{slug}"') == 1
    assert "2 buổi" in listed
    shown = hall.nobody().get(f"/events/{slug}").text
    assert shown.count('class="event-date"') == 3
    assert shown.count("Ghi huỷ vào lịch của bạn") == 1
    assert "EventSeries" in shown


def test_own_dates_show_the_address_as_the_space_wants_it(hall: Hall) -> None:
    slug = hall.slug(hall.own_page(span("18:00", "20:00"), _later(span("18:00", "20:00"))))
    for address in (f"/events/{slug}", "/events", "/events?host=members", "/events?ward=00070"):
        shown = hall.nobody().get(address).text
        assert "phố Nhà Chung" in shown, address
        assert "12 phố Nhà Chung" not in shown
    assert slug not in hall.nobody().get("/events?host=museum").text
    assert slug not in hall.nobody().get("/events?ward=00004").text


def test_online_has_no_place_and_a_way_in(hall: Hall) -> None:
    slug = hall.slug(hall.own_page(where=Whereabouts.ONLINE))
    shown = hall.nobody().get(f"/events/{slug}").text
    assert "https://xem.example.org" in shown
    assert "phố Nhà Chung" not in shown
    assert "VirtualLocation" in shown


@pytest.mark.parametrize("view", ["list", "day", "week", "month"])
def test_every_view_shows_the_same_things(hall: Hall, view: str) -> None:
    slug = hall.slug(hall.page_of(hall.books()))
    own = hall.slug(hall.own_page())
    shown = hall.nobody().get(f"/events?view={view}&from=2026-12-07").text
    for one in (slug, own):
        assert f'href="/events/{one}"' in shown


def test_what_has_been_is_kept_by_year(hall: Hall, noon: object) -> None:
    slug = hall.slug(hall.page_of(hall.books()))
    noon.shift(timedelta(days=60))  # type: ignore[attr-defined]
    anybody = hall.nobody()
    assert slug not in anybody.get("/events").text
    assert f'href="/events/{slug}"' in anybody.get("/events/archive?year=2026").text
    assert "Đã diễn ra" in anybody.get(f"/events/{slug}").text
    for year in ("x", "99999", "0001", "-1"):
        assert anybody.get(f"/events/archive?year={year}").status_code == 200


def test_words_stay_words(hall: Hall) -> None:
    bad = "<script>alert(1)</script>{{7*7}}"
    slug = hall.slug(
        hall.page_of(hall.books(), title_vi=bad, text_vi=bad, price_vi=bad, access_vi=bad, licence_vi=bad)
    )
    for address in ("/", "/events", "/events?view=month&from=2026-12-01", f"/events/{slug}"):
        shown = hall.nobody().get(address).text
        assert "<script>alert" not in shown, address
        assert "49" not in shown.partition("alert(1)")[2][:40], address


@pytest.mark.parametrize("address", ["/events", "/events?view=month&from=2026-12-07", "/"])
def test_three_cost_no_more_questions_than_one(hall: Hall, address: str) -> None:
    anybody = hall.nobody()
    hall.page_of(hall.books())
    hall.own_page()
    one = _statements(hall, anybody, address)
    for day in (1, 2):
        hall.page_of(hall.books(day=day), title_vi=f"Đêm {day}")
        hall.own_page(span("10:00", "12:00"), title_vi=f"Sáng {day}")
    assert _statements(hall, anybody, address) == one
    assert one <= 25


def _statements(hall: Hall, client: FlaskClient, address: str) -> int:
    client.get(address)
    with counted(hall.app) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def _later(one: Timespan) -> Timespan:
    return Timespan(one.start + WEEK, one.end + WEEK)


def test_nothing_asked_oddly_is_an_error(hall: Hall) -> None:
    for query in (
        "from=0001-01-01&view=week",
        "view=month&from=2100-12-31",
        "q=%27%22&kind=%3Cb%3E&page=9999999",
        "when=x",
    ):
        assert hall.nobody().get(f"/events?{query}").status_code == 200, query
