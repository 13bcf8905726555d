"""How feeds answer, line by line of what clients were seen to need."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transact
from app.settings.service import change_setting
from app.venues import service as venues
from app.venues.queries import venue_by_slug
from tests.calendars.factories import cancel, confirmed_event, move, staff
from tests.cast import Cast
from tests.readers.strict import faults

FEEDS = ["/calendars/public.ics", "/calendars/venues/cau-kinh.ics"]


@pytest.fixture
def event(app: Flask) -> str:
    with app.app_context():
        return confirmed_event(title="Đêm nhạc", days=10)


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("accept", [None, "*/*", "text/html", "application/json"])
def test_the_same_body_whatever_is_accepted(client: FlaskClient, event: str, path: str, accept: str | None) -> None:
    answer = client.get(path, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('inline; filename="')
    assert answer.headers["Content-Disposition"].isascii()
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert b"SUMMARY:\xc4\x90\xc3\xaam nh\xe1\xba\xa1c" in answer.data
    assert faults(answer.data) == []


def test_a_signed_in_visitor_gets_the_same_open_answer(cast: Cast, event: str) -> None:
    answer = cast.client("lan").get(FEEDS[0])
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers


def test_download_is_asked_for(client: FlaskClient, event: str) -> None:
    assert client.get(FEEDS[0] + "?download=1").headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("path", FEEDS)
def test_head_is_get_without_the_body(client: FlaskClient, event: str, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == 200
    assert head.data == b""
    for name in ("Content-Type", "ETag", "Content-Disposition", "Cache-Control", "Content-Length"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("path", FEEDS)
def test_between_changes_the_bytes_are_equal_and_the_answer_304(client: FlaskClient, event: str, path: str) -> None:
    first, second = client.get(path), client.get(path)
    assert first.data == second.data
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_tag_that_differs_wins_over_any_date(client: FlaskClient, event: str) -> None:
    headers = {"If-None-Match": '"other"', "If-Modified-Since": "Sun, 01 Jan 2034 00:00:00 GMT"}
    assert client.get(FEEDS[0], headers=headers).status_code == 200


@pytest.mark.parametrize("since", ["yesterday", "Sun, 01 Jan 2034 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_dates_that_cannot_vouch_are_not_believed(client: FlaskClient, event: str, since: str) -> None:
    assert client.get(FEEDS[0], headers={"If-Modified-Since": since}).status_code == 200


def test_by_date_alone_a_change_is_seen_also_when_something_goes(app: Flask, client: FlaskClient, event: str) -> None:
    client.get(FEEDS[0])
    with clock_moved(timedelta(seconds=5)):
        seen = client.get(FEEDS[0]).headers["Last-Modified"]
        assert client.get(FEEDS[0], headers={"If-Modified-Since": seen}).status_code == 304
    with clock_moved(timedelta(minutes=1)), app.app_context():
        cancel(event)
    with clock_moved(timedelta(minutes=2)):
        assert client.get(FEEDS[0], headers={"If-Modified-Since": seen}).status_code == 200
        gone = client.get(FEEDS[0] + "?cancelled=0", headers={"If-Modified-Since": seen})
        assert gone.status_code == 200
        assert b"VEVENT" not in gone.data


def test_a_renamed_venue_changes_every_event_it_holds(app: Flask, client: FlaskClient, event: str) -> None:
    before = client.get(FEEDS[0])
    with clock_moved(timedelta(minutes=1)), app.app_context():
        transact(lambda: venues.change_venue(venue_by_slug("cau-kinh"), actor=staff(), name_vi="Cầu kính mới"))
    after = client.get(FEEDS[0], headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Cầu kính mới".encode() in after.data
    assert _line(after.data, b"LAST-MODIFIED") != _line(before.data, b"LAST-MODIFIED")
    assert _line(after.data, b"SEQUENCE") == _line(before.data, b"SEQUENCE")


def test_the_museums_new_address_is_a_revision_of_every_event(app: Flask, client: FlaskClient, event: str) -> None:
    before = client.get(FEEDS[0]).data
    with clock_moved(timedelta(minutes=1)), app.app_context():
        transact(lambda: change_setting("centre.place_vi", "Bảo tàng Hà Nội, phường Từ Liêm", actor=staff("ha")))
    after = client.get(FEEDS[0]).data
    assert "phường Từ Liêm".encode() in after.replace(b"\r\n ", b"")
    assert _line(after, b"LAST-MODIFIED") != _line(before, b"LAST-MODIFIED")


def test_what_waits_or_is_private_is_never_public(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        confirmed_event(title="Họp nội bộ", days=3, open_to_public=False)
        confirmed_event(title="Đang chờ", days=4, confirm=False)
    for path in FEEDS:
        assert b"VEVENT" not in client.get(path).data


def test_a_venues_feed_holds_what_touches_its_floor(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        confirmed_event(title="Cả sân vườn", days=5, venue="san-vuon")
    for slug, there in (("san-vuon", True), ("san-vuon-ho", True), ("cau-kinh", False)):
        assert (b"VEVENT" in client.get(f"/calendars/venues/{slug}.ics").data) is there


def test_english_is_chosen_by_the_address(app: Flask, client: FlaskClient, event: str) -> None:
    vi, en = client.get(FEEDS[1]), client.get(FEEDS[1] + "?lang=en")
    assert b"Glass bridge" in en.data
    assert b"Glass bridge" not in vi.data
    assert _line(vi.data, b"UID") == _line(en.data, b"UID")
    assert vi.headers["ETag"] != en.headers["ETag"]
    assert client.get(FEEDS[1] + "?lang=xx").data == vi.data


def test_a_life_from_first_showing_to_the_end_of_its_tombstone(app: Flask, client: FlaskClient, event: str) -> None:
    def shown() -> tuple[bytes, bytes, bytes] | None:
        body = client.get(FEEDS[0]).data
        assert faults(body) == []
        return (_line(body, b"UID"), _line(body, b"SEQUENCE"), _line(body, b"STATUS")) if b"VEVENT" in body else None

    first = shown()
    assert first is not None
    uid = first[0]
    assert first == (uid, b"SEQUENCE:1", b"STATUS:CONFIRMED")
    with clock_moved(timedelta(minutes=1)), app.app_context():
        move(event, days=11)
    assert shown() == (uid, b"SEQUENCE:2", b"STATUS:CONFIRMED")
    with clock_moved(timedelta(minutes=2)), app.app_context():
        move(event, days=11, venue="di-san-cong-nghiep")
    assert shown() == (uid, b"SEQUENCE:3", b"STATUS:CONFIRMED")
    with clock_moved(timedelta(minutes=3)), app.app_context():
        cancel(event)
    assert shown() == (uid, b"SEQUENCE:4", b"STATUS:CANCELLED")
    with clock_moved(timedelta(days=40)):
        assert shown() == (uid, b"SEQUENCE:4", b"STATUS:CANCELLED")
    with clock_moved(timedelta(days=43)):
        assert shown() is None


def test_an_unknown_venue_is_not_found(client: FlaskClient) -> None:
    assert client.get("/calendars/venues/khong-co.ics").status_code == 404


def test_two_years_of_a_full_house_stay_under_a_megabyte(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        public_id = confirmed_event(title="Sự kiện thứ 0", days=10)
        transact(lambda: _copies(public_id, 2000))
    body = client.get(FEEDS[0]).data
    assert body.count(b"BEGIN:VEVENT") == 2001
    assert len(body) < 1_000_000


def _copies(public_id: str, count: int) -> None:
    """Rows only, without floors: the feed reads bookings, and 2,000 real requests would take minutes."""
    from app.bookings.models import Booking, booking_venues
    from app.bookings.queries import booking_by_public_id
    from app.core.ids import new_public_id, new_uuid

    source = booking_by_public_id(public_id)
    assert source is not None
    columns = {c.key: getattr(source, c.key) for c in Booking.__table__.columns if c.key != "id"}
    for n in range(count):
        copy = Booking(**columns | {"public_id": new_public_id(), "uuid": new_uuid(), "request_key": f"copy-{n}",
                                    "title_vi": f"Sự kiện thứ {n + 1}"})  # fmt: skip
        db.session.add(copy)
    db.session.flush()
    venue_id = source.venues[0].id
    ids = [row.id for row in db.session.query(Booking).filter(Booking.request_key.like("copy-%"))]
    db.session.execute(booking_venues.insert(), [{"booking_id": i, "venue_id": venue_id} for i in ids])


def _line(body: bytes, name: bytes) -> bytes:
    return next(line for line in body.split(b"BEGIN:VEVENT")[1].split(b"\r\n") if line.startswith(name))


def clock_moved(by: timedelta):  # type: ignore[no-untyped-def]
    import time_machine

    return time_machine.travel(clock.now() + by, tick=True)
