"""What a feed of 2,000 events costs: CPU time, median of five, as a ratio to a floor measured in the same run.

The floor is `json.dumps` of the same entries: what writing that much text costs at the least.
"""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from app.core.ical import Entry, Feed, feed_bytes

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
    took = _cpu(lambda: feed_bytes(feed, entries))
    size = len(feed_bytes(feed, entries))
    print(
        f"feed of {EVENTS} events: {size} bytes, {took * 1000:.0f} ms CPU, {took / floor:.1f} x json.dumps ({floor * 1000:.0f} ms)"
    )


if __name__ == "__main__":
    main()
