"""Real clients read the app's own feed over HTTP and agree with the database on every event."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from werkzeug.serving import make_server

from app.bookings.models import Booking, BookingStatus, booking_venues
from app.bookings.queries import booking_by_public_id
from app.core import clock
from app.core.db import db, transact
from app.core.ical import FEED_LIMIT, entry_uid, plain
from app.core.timespan import Timespan
from bench.many import booking_row
from tests.bookings.factories import the_venue
from tests.calendars.factories import cancel, confirmed_event, evening, move, staff
from tests.readers.clients import PARSERS, Seen, instant, unkeyed, vdirsyncer_khal
from tests.readers.strict import faults
from tests.readers.titles import TITLES as HOSTILE

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TITLES = (
    "Đêm nhạc “Hà Nội xưa của ngày hôm nay”",
    "Ca\u0302\u0300u ki\u0301nh: chữ tách dấu",
    "Xưởng gốm; số 5, ngõ 3\\2",
    "Lớp vẽ 👩🏽‍🎨 cho trẻ em 🇻🇳",
    "BEGIN:VEVENT",
    "C:\\New\\nơi",
    '"Ngoặc" & <thẻ> {{7*7}} %s',
    "Chữ rất dài " + "ề ẫ ỡ ự ỗ " * 28,
)
PLACE = "Bảo tàng Hà Nội, đường Phạm Hùng, Hà Nội"


def _festival() -> list[str]:
    """Half a year of events: evenings, over midnight, several days, moved and cancelled ones."""
    ids = [
        confirmed_event(
            title=f"{TITLES[n % len(TITLES)]} · {n}",
            about=f"Mô tả {TITLES[(n + 3) % len(TITLES)]}\n\nđoạn hai",
            days=3 + 4 * n,
            venue=("cau-kinh", "san-vuon", "lang-nghe", "di-san-cong-nghiep")[n % 4],
        )
        for n in range(42)
    ]
    ids.append(confirmed_event(title="Ba ngày trưng bày", days=0, span=_days(200, 3)))
    ids.append(confirmed_event(title="Đến khuya", days=0, span=evening(204, hours=2.5, at=time(19, 30))))
    cancel(ids[1])
    move(ids[2], days=210)
    return ids


def _days(ahead: int, count: int) -> Timespan:
    first = clock.today() + timedelta(days=ahead)
    return Timespan(
        datetime.combine(first, time(9), HANOI), datetime.combine(first + timedelta(days=count - 1), time(17), HANOI)
    )


def _expected(booking: Booking) -> Seen:
    cancelled = booking.status != BookingStatus.CONFIRMED
    long = booking.public.length > timedelta(days=1)
    days = booking.public.days(HANOI)
    return Seen(
        starts=days[0].isoformat() if long else instant(booking.public_starts_at),
        ends=(days[-1] + timedelta(days=1)).isoformat() if long else instant(booking.public_ends_at),
        all_day=long,
        summary=("[ĐÃ HUỶ] " if cancelled else "") + plain(booking.title_vi),
        location=f"{booking.venues[0].name_vi}, {PLACE}",
        description=_description(booking),
        status="CANCELLED" if cancelled else "CONFIRMED",
        uid=entry_uid("bk", booking.uuid, "cau-kinh.example"),
        sequence=booking.sequence,
    )


def _description(booking: Booking) -> str:
    host = "Đơn vị tổ chức: Trung tâm điều phối các hoạt động sáng tạo Hà Nội"
    return plain("\n\n".join(part for part in (booking.about_vi, host) if part))


@contextmanager
def _listening(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/calendars/public.ics"
    finally:
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
def test_every_reader_agrees_with_the_database(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        bookings = [booking_by_public_id(public_id) for public_id in _festival()]
        expected = sorted(_expected(b) for b in bookings if b is not None)
    assert len(expected) == 44
    _everybody_reads(app, expected, tmp_path)


def test_five_hundred_hostile_titles_come_out_as_they_stand_there(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    """Written past every form, straight into the table, as an import or a mistake would."""
    with app.app_context():
        transact(_hostile_rows)
        expected = sorted(_expected(booking) for booking in db.session.scalars(select(Booking)))
    assert len(expected) == 500
    body = _everybody_reads(app, expected, tmp_path)
    assert client.get("/calendars/public.ics").data == body
    assert len(body) < FEED_LIMIT
    assert faults(body) == []


def _hostile_rows() -> None:
    first, owner = evening(1), staff().id
    rows = [
        booking_row(number, Timespan(start, start + timedelta(minutes=95)), owner=owner)
        # PostgreSQL keeps no NUL.
        | {"title_vi": title.replace("\0", ""), "about_vi": title.replace("\0", ""), "shown_publicly_at": clock.now(),
           "open_to_public": True}
        for number, (title, _read) in enumerate(HOSTILE, 1)
        for start in [first.start + number * timedelta(hours=7)]
    ]  # fmt: skip
    db.session.execute(insert(Booking), rows)
    venue_id = the_venue("cau-kinh").id
    db.session.execute(booking_venues.insert(), [{"booking_id": row["id"], "venue_id": venue_id} for row in rows])


def _everybody_reads(app: Flask, expected: list[Seen], tmp_path: Path) -> bytes:
    body = app.test_client().get("/calendars/public.ics").data
    for name, read in PARSERS.items():
        assert read(body) == expected, name
    with _listening(app) as url:
        assert vdirsyncer_khal(url, tmp_path / "client") == unkeyed(expected)
    return bytes(body)
