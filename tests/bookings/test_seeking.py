"""Whether floor is free is asked with an index, however much there has been: what the database says it would do, on a
floor with years of bookings. A scan would do for a test with three bookings, and take seconds after ten years."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from app.bookings import conflicts, queries, service
from app.core import clock
from app.core.db import db, transact
from app.core.timespan import Timespan
from app.venues.queries import all_areas, all_venues
from bench.floor import HOUR, plant
from tests.cast import Cast

pytestmark = pytest.mark.both_engines
ROWS = 20_000
LONG = "occupancies|bookings"


@contextmanager
def plans() -> Iterator[list[str]]:
    """How each select meanwhile is carried out."""
    told: list[str] = []

    def note(connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if db.is_sqlite else ''}{statement}", parameters)
            told.append("\n".join(str(row[-1]) for row in cursor.fetchall()))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def scans(plan: str) -> list[str]:
    """Lines in which a long table, or all that one area ever had, is read through."""
    whole = rf"\bSCAN (?:{LONG})(?:_\d+)?\b|Seq Scan on (?:{LONG})\b"
    of_an_area = (
        r"ix_occupancies_area_blocking_starts \(area_id=\?( AND blocking=\?)?\)|Index Cond: \(area_id = \w+\)"
    )
    return [line for line in plan.splitlines() if re.search(f"{whole}|{of_an_area}", line)]


@pytest.fixture
def years(app: Flask, cast: Cast) -> Iterator[datetime]:
    """When they began."""
    with app.app_context():
        since = clock.now().replace(minute=0, second=0, microsecond=0) - ROWS // len(all_areas()) * HOUR
        transact(lambda: plant(ROWS, since=since, owner=cast.user("lan").id))
        soon = Timespan(clock.now() + HOUR, clock.now() + 2 * HOUR)
        tuan, places = cast.user("tuan"), [venue.id for venue in all_venues()[:1]]
        transact(
            lambda: service.close_venues(
                actor=tuan, venue_ids=places, span=soon, title_vi="Thi công cạnh bên", soft=True
            )
        )
        if not db.is_sqlite:
            transact(lambda: db.session.execute(text("ANALYZE")))
        yield since


def test_whoever_asks_about_floor_seeks(years: datetime) -> None:
    now, areas = clock.now(), [area.id for area in all_areas()]
    when = Timespan(years + timedelta(days=20), years + timedelta(days=20, hours=2))
    later = Timespan(when.start + timedelta(days=7), when.end + timedelta(days=7))
    asked: dict[str, Callable[[], object]] = {
        "what is in the way": lambda: conflicts.obstacles(areas, when, now=now),
        "in the way of one area": lambda: conflicts.obstacles(areas[:1], when, now=now),
        "in the way of a series": lambda: conflicts.Seen(areas[:2], [when, later], now=now),
        "soft": lambda: conflicts.soft_conflicts(areas[:1], when, now=now),
        "run out": lambda: queries.run_out(now, areas[:1]),
        "unanswered": lambda: queries.changes_unanswered(now, areas[:1]),
        "displaced": lambda: queries.live_in(areas[:1], when, now=now),
        "held for wishes": lambda: queries.held_changes(areas[:1], when),
        "waiting": lambda: queries.waiting_in(areas[:1], when, now=now),
    }
    found = {}
    for what, work in asked.items():
        with plans() as told:
            work()
        found[what] = [line for plan in told for line in scans(plan)]
    assert not {what: lines for what, lines in found.items() if lines}


def test_a_scan_would_be_seen(years: datetime) -> None:
    """The question as anybody would write it first: all that begins before the end, and ends after the start."""
    with plans() as told:
        db.session.execute(
            text("SELECT id FROM occupancies WHERE starts_at < :end AND ends_at > :start"),
            {"start": years + timedelta(days=20), "end": years + timedelta(days=21)},
        )
        db.session.execute(
            text("SELECT ends_at FROM occupancies WHERE area_id = 1 AND ends_at > :now"), {"now": years}
        )
    assert len([line for plan in told for line in scans(plan)]) == len(told)


def test_so_does_the_guard(ctx: Flask) -> None:
    """On SQLite, where it is a select of ours; PostgreSQL's looks into its own index."""
    if db.is_sqlite:
        whole = db.session.execute(
            text("SELECT sql FROM sqlite_master WHERE name = 'ex_occupancies_no_overlap_insert'")
        ).scalar_one()
        looks = whole[whole.index("SELECT ends_at") : whole.index("LIMIT 1")]
        with plans() as told:
            db.session.execute(text(re.sub(r"NEW\.\w+", "1", looks)))
        assert "starts_at<?" in told[0]
        assert "TEMP B-TREE" not in told[0]
