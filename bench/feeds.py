"""What feeds of 2,000 events cost, the public one and the Centre's own with set-up and strike: CPU time, median of five,
as a ratio to a floor measured in the same run, `json.dumps` of the same entries: what writing that much text costs at
the least.

Then what it costs to serve a feed again after one of its events changed, beside building it whole from the same rows
with icalendar, which is what others do at every reading; ends with 1 when that is more than a twentieth. What icalendar
takes of it, with the entries in hand, is shown as well.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from flask import Flask
from icalendar import Calendar, Event, vGeo
from sqlalchemy import select

from app.accounts.queries import user_by_email
from app.bookings.calendar_entry import Surroundings
from app.bookings.models import Booking
from app.bookings.service import change_words
from app.calendars.contents import contents
from app.calendars.definition import Definition, Kind
from app.calendars.pieces.bookings import Phase, phase_of
from app.calendars.views.answers import site
from app.core import clock
from app.core.db import db, transact
from app.core.ical import Entry, Feed, feed_bytes
from app.registry import load_models
from bench.races import house
from bench.subscribers import plant_events
from tests.cast import email_of, load_cast

EVENTS, RUNS = 2000, 5
AGAIN, SHARE = [1_000], 20
FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _entries() -> list[Entry]:
    return [
        Entry(
            uid=f"bk-{n:08d}@bench.example",
            sequence=n % 4,
            starts_at=FIRST + timedelta(hours=8 * n),
            ends_at=FIRST + timedelta(hours=8 * n + 2),
            summary=f"Đêm nhạc “Hà Nội xưa của ngày hôm nay”, buổi {n}",
            location="Không gian cầu kính, Bảo tàng Hà Nội, đường Phạm Hùng, Hà Nội",
            description="Đơn vị tổ chức: Nhà Mở Ô Chợ Dừa. Vào cửa tự do, có phiên dịch ký hiệu.",
            url=f"https://bench.example/events/{n:024d}",
            created_at=FIRST,
            revised_at=FIRST,
        )
        for n in range(EVENTS)
    ]


def _bookings(entries: list[Entry]) -> list[Booking]:
    """An hour of set-up and half an hour of strike around each."""
    return [
        Booking(
            uuid=f"{n:08d}",
            title_vi=entry.summary,
            starts_at=entry.starts_at - timedelta(hours=1),
            public_starts_at=entry.starts_at,
            public_ends_at=entry.ends_at,
            ends_at=entry.ends_at + timedelta(minutes=30),
        )
        for n, entry in enumerate(entries)
    ]


def _private(bookings: list[Booking], entries: list[Entry], around: Surroundings) -> list[Entry]:
    pairs = list(zip(bookings, entries, strict=True))
    return entries + [phase_of(b, whole, around, one) for b, whole in pairs for one in (Phase.SETUP, Phase.STRIKE)]


def _cpu(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        gc.collect()  # of what others left
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    parser.add_argument("--events", type=int, nargs="+", default=AGAIN)
    asked = parser.parse_args()
    _writing()
    good = [_serving_again(engine, events) for engine in asked.engines for events in asked.events]
    sys.exit(0 if all(good) else 1)


def _writing() -> None:
    entries = _entries()
    feed = Feed(name="Bench", prodid="-//bench//")
    floor = _cpu(lambda: json.dumps([asdict(e) for e in entries], default=str, ensure_ascii=False))
    load_models()
    bookings = _bookings(entries)
    around = Surroundings(
        language="vi", site_url="", uid_domain="bench.example", place="", centre_name="", page="bookings"
    )
    _report("public feed", lambda: feed_bytes(feed, entries), floor)
    _report("private feed", lambda: feed_bytes(feed, _private(bookings, entries, around)), floor)


def _report(name: str, write: Callable[[], bytes], floor: float) -> None:
    took, size = _cpu(write), len(write())
    print(
        f"{name} of {EVENTS} events: {size} bytes, {took * 1000:.0f} ms CPU, "
        f"{took / floor:.1f} x json.dumps of the public entries ({floor * 1000:.0f} ms)"
    )


def _serving_again(engine: str, events: int) -> bool:
    with house(engine, load_cast) as app:
        with app.app_context():
            owner = user_by_email(email_of("tuan"))
            assert owner is not None
            transact(lambda: plant_events(events, owner=owner.id))
        with app.test_request_context():
            entries = _entries_there()
            assert len(entries) == events
            library = _cpu(lambda: _by_icalendar(entries))
            whole = _cpu(lambda: _by_icalendar(_entries_there()))
        first, again = _answer(app), statistics.median(_after_a_change(app, n) for n in range(2 * RUNS))
    good = again <= whole / SHARE
    print(
        f"{engine}, {events:,} events: built whole from the rows with icalendar in {whole * 1000:.0f} ms CPU, "
        f"{library * 1000:.0f} of them in the library; served for the first time in {first * 1000:.0f} ms, again after one "
        f"change in {again * 1000:.1f} ms = 1/{whole / again:.1f} of the whole (wanted: 1/{SHARE}), 1/{library / again:.1f} "
        f"of the library alone: {'good' if good else 'BEYOND ITS BOUND'}"
    )
    return good


def _entries_there() -> Sequence[Entry]:
    db.session.expire_all()
    return contents(Definition(kind=Kind.PUBLIC), today=clock.today(), site=site()).entries()


def _after_a_change(app: Flask, number: int) -> float:
    """No other client asks in between, so nothing is made ready before."""
    with app.app_context():
        transact(lambda: _reword(number))
    return _answer(app, f"Lời mới {number}")


def _answer(app: Flask, words: str = "") -> float:
    """Until the last byte is had: what is packed follows after that."""
    client = app.test_client()
    gc.collect()
    begin = time.process_time()
    answer = client.get("/calendars/public.ics")
    body = answer.get_data()
    taken = time.process_time() - begin
    answer.close()
    assert answer.status_code == 200
    assert words.encode() in body
    return taken


def _reword(number: int) -> None:
    booking = db.session.scalars(select(Booking).order_by(Booking.id).offset(100 + number).limit(1)).one()
    change_words(booking, actor=user_by_email(email_of("tuan")), title_vi=f"Lời mới {number}")


def _by_icalendar(entries: Iterable[Entry]) -> bytes:
    """As anybody writes it who has the library and the same facts."""
    calendar = Calendar()
    calendar.add("prodid", "-//bench//")
    calendar.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("sequence", entry.sequence)
        event.add("dtstamp", entry.revised_at)
        event.add("last-modified", entry.revised_at)
        event.add("created", entry.created_at)
        event.add("dtstart", entry.starts_at.astimezone(clock.HOUSE_ZONE))
        event.add("dtend", entry.ends_at.astimezone(clock.HOUSE_ZONE))
        event.add("summary", entry.summary)
        event.add("location", entry.location)
        event.add("description", entry.description)
        event.add("url", entry.url)
        event.add("categories", list(entry.categories))
        event.add("status", entry.status.upper())
        event.add("transp", "OPAQUE")
        event.add("x-microsoft-cdo-busystatus", "BUSY")
        if entry.geo:
            event.add("geo", vGeo(entry.geo))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


if __name__ == "__main__":
    main()
