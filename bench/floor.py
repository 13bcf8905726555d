"""What it costs to ask whether floor is free, with ten thousand, a hundred thousand and a million rows of it, on both
databases: CPU time of our process and of the database's together, a mean of many, beside the same with ten thousand.

The rows are years of bookings one after another on all areas at once, a quarter of them cancelled, so that their rows
block nobody and lie beside those of others. `--rows` and `--engines` make it shorter."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, insert, select, text

from app.bookings import conflicts, queries
from app.bookings.models import Booking, BookingStatus
from app.core import clock
from app.core.db import db, transact
from app.core.timespan import Timespan
from app.venues.queries import all_areas
from bench.cases import _people, _person
from bench.many import booking_row
from bench.races import house

RUNS, LIMIT, AT_ONCE = 200, 2, 2000
SIZES = [10_000, 100_000, 1_000_000]
HOUR = timedelta(hours=1)
TICK = os.sysconf("SC_CLK_TCK")
ROWS = text(
    "INSERT INTO occupancies (area_id, starts_at, ends_at, blocking, kind, booking_id) "
    "SELECT a.id, b.starts_at, b.ends_at, b.status = 'confirmed', 'booking', b.id FROM bookings b CROSS JOIN areas a "
    "WHERE b.id > :since"
)


def plant(rows: int, *, since: datetime, owner: int) -> None:
    """More of them, until there are so many. The guard looks at each as at any other."""
    wanted = rows // len(all_areas())
    last = db.session.scalar(select(func.coalesce(func.max(Booking.id), 0)))
    for first in range((last or 0) + 1, wanted + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, wanted + 1))
        spans = {n: Timespan(since + n * HOUR, since + (n + 1) * HOUR) for n in numbers}
        states = {n: BookingStatus.CONFIRMED if n % 4 else BookingStatus.CANCELLED for n in numbers}
        db.session.execute(
            insert(Booking), [booking_row(n, spans[n], owner=owner, status=states[n]) for n in numbers]
        )
        db.session.execute(ROWS, {"since": first - 1})


def _as_its_keeper_would() -> None:
    """PostgreSQL counts its rows now and then; nobody does it for SQLite."""
    if not db.is_sqlite:
        db.session.execute(text("ANALYZE"))


def cpu(work: Callable[[], object]) -> float:
    """Seconds of a single one, of this process and of the one that answers it."""
    work()
    begin, answered = time.process_time(), _of_the_database()
    for _ in range(RUNS):
        db.session.expunge_all()
        work()
    return (time.process_time() - begin + _of_the_database() - answered) / RUNS


def _of_the_database() -> float:
    """SQLite works in our own process."""
    if db.is_sqlite:
        return 0
    number = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    said = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / TICK


def _measure(since: datetime, rows: int) -> dict[str, float]:
    """In the middle of them all, where everything is taken, and after the last, where nothing is."""
    now, areas = clock.now(), [area.id for area in all_areas()]
    middle = since + rows // len(areas) // 8 * 4 * HOUR
    taken, free = Timespan(middle + HOUR, middle + 3 * HOUR), Timespan(since + rows * HOUR, since + (rows + 2) * HOUR)
    assert len(conflicts.obstacles(areas, taken, now=now)) == 2 * len(areas)
    assert not conflicts.obstacles(areas, free, now=now)
    return {
        "what is in the way of two hours": cpu(lambda: conflicts.obstacles(areas, taken, now=now)),
        "that nothing is": cpu(lambda: conflicts.obstacles(areas, free, now=now)),
        "soft notices and neighbours": cpu(lambda: conflicts.soft_conflicts(areas[:2], taken, now=now)),
        "what has run out there": cpu(lambda: queries.run_out(now, areas)),
        "whom a closure displaces": cpu(lambda: queries.live_in(areas, taken, now=now)),
        "who waits for it": cpu(lambda: queries.waiting_in(areas, taken, now=now)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    asked = parser.parse_args()
    flat = True
    for engine in asked.engines:
        told: list[dict[str, float]] = []
        with house(engine, _people) as app:
            since = clock.now().replace(minute=0, second=0, microsecond=0) - 8 * 366 * 24 * HOUR
            for rows in asked.rows:
                with app.app_context():
                    transact(partial(plant, rows, since=since, owner=_person("lan").id))
                    transact(_as_its_keeper_would)
                    told.append(_measure(since, rows))
        for what, least in told[0].items():
            figures = ", ".join(f"{one[what] * 1000:.2f}" for one in told)
            flat = flat and told[-1][what] <= LIMIT * least
            print(f"{engine}, {what}: {figures} ms CPU with {', '.join(f'{rows:,}' for rows in asked.rows)} rows")
    print(f"flat: none more than {LIMIT} x" if flat else f"NOT flat: more than {LIMIT} x")
    sys.exit(0 if flat else 1)


if __name__ == "__main__":
    main()
