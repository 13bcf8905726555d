"""What feeds of 2,000 events cost, the public one and the Centre's own with set-up and strike: CPU time, median of five, as a ratio to a floor measured in the same run.

The floor is `json.dumps` of the same entries: what writing that much text costs at the least.
"""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from app.bookings.calendar_entry import Surroundings
from app.bookings.models import Booking
from app.calendars.pieces.bookings import Phase, phase_of
from app.core.ical import Entry, Feed, feed_bytes
from app.registry import load_models

EVENTS, RUNS = 2000, 5
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
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def main() -> None:
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


if __name__ == "__main__":
    main()
