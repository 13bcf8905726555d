"""Who reads which address, and how often.

Reading a calendar must not cost a write, so readings are counted in the memory of the process that answers and written
down beside it, many at once (`calendars/counting.py`). Whoever is killed loses what was not written yet: counts are
for people who wonder whether their telephone is up to date, nothing is decided by them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.calendars import queries
from app.calendars.models import FeedFetch, FeedRead
from app.core import clock
from app.core.clock import HOUSE_ZONE
from app.core.db import db, transact
from app.core.timespan import day_span

BATCH = 200  # links and days in one transaction: others wait for it
KEPT_DAYS = 90
_EPOCH = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Reading:
    """What one kind of client read of one link on one of the house's days."""

    link_id: int
    client: str
    day: date
    first_at: datetime
    last_at: datetime
    full: int = 0
    same: int = 0
    events: int = 0
    full_at: datetime | None = None
    got_at: datetime | None = None  # when it last knew what the calendar holds
    got_status: int | None = None
    seen_revised_at: datetime | None = None

    def take_in(self, other: "Reading") -> None:
        """The other's counts as well, whichever of the two is the later."""
        self.full += other.full
        self.same += other.same
        self.first_at = min(self.first_at, other.first_at)
        self.last_at = max(self.last_at, other.last_at)
        if other.got_at is not None and (self.got_at is None or other.got_at >= self.got_at):
            self.got_at, self.got_status = other.got_at, other.got_status
        if other.full_at is not None and (self.full_at is None or other.full_at >= self.full_at):
            self.full_at, self.events = other.full_at, other.events
        self.seen_revised_at = _later(self.seen_revised_at, other.seen_revised_at)


class Buffer:
    """What this process has answered and not written down yet. Each app has one: `app.extensions["feed_reads"]`.

    `begin` is called at the first reading, so after the server has forked.
    """

    def __init__(self, begin: Callable[[], None] | None = None) -> None:
        self._begin = begin
        self._readings: dict[tuple[int, str, date], Reading] = {}
        self._lock = Lock()
        self._day, self._day_begins, self._day_ends = date.min, _EPOCH, _EPOCH

    def add(
        self,
        link_id: int,
        client: str,
        *,
        status: int,
        events: int,
        revised_at: datetime | None,
        at: datetime,
        head: bool = False,
    ) -> None:
        """An answer 200 or 304 of `link_id` at the instant `at`, to a client of the family `client`.

        `events` is how many stand in the body, `revised_at` the latest change of one of them: whoever is told that
        nothing changed has that body too. A HEAD counts as a 304, but it got no body and has read nothing.
        """
        with self._lock:
            if not self._day_begins <= at < self._day_ends:
                self._turn_to(at)
            key = (link_id, client, self._day)
            reading = self._readings.get(key)
            if reading is None:
                reading = self._readings[key] = Reading(link_id, client, self._day, at, at)
            elif at > reading.last_at:
                reading.last_at = at
            if status == 200 and not head:
                reading.full += 1
                reading.events, reading.full_at = events, at
            else:
                reading.same += 1
            if not head:
                if reading.got_at is None or at >= reading.got_at:
                    reading.got_at, reading.got_status = at, status
                if revised_at is not None and (
                    reading.seen_revised_at is None or revised_at > reading.seen_revised_at
                ):
                    reading.seen_revised_at = revised_at
            begin, self._begin = self._begin, None
        if begin is not None:
            begin()

    def take(self) -> list[Reading]:
        """Everything, in one order for all processes, so that two that write at once never wait in a ring."""
        with self._lock:
            taken, self._readings = self._readings, {}
        return [taken[key] for key in sorted(taken)]

    def put_back(self, readings: Iterable[Reading]) -> None:
        with self._lock:
            for reading in readings:
                key = (reading.link_id, reading.client, reading.day)
                if (newer := self._readings.get(key)) is not None:
                    newer.take_in(reading)
                else:
                    self._readings[key] = reading

    def _turn_to(self, at: datetime) -> None:
        self._day = at.astimezone(HOUSE_ZONE).date()
        span = day_span(self._day, HOUSE_ZONE)
        self._day_begins, self._day_ends = span.start, span.end


def flush(buffer: Buffer) -> int:
    """Write down what waits; returns how many rows of days that were. What the database refuses goes back into the
    buffer, and the error out: nothing is lost but by the end of the process."""
    waiting, written = buffer.take(), 0
    try:
        while batch := waiting[written : written + BATCH]:
            _write(batch)
            written += len(batch)
    finally:
        buffer.put_back(waiting[written:])
    return written


def note_readings(batch: Sequence[Reading]) -> None:
    """Added to what other processes wrote, never over it."""
    there = queries.links_there({reading.link_id for reading in batch})
    left = [reading for reading in batch if reading.link_id in there]
    if left:
        connection = db.session.connection()
        connection.execute(_days(), [_as_row(reading) for reading in left])
        if got := _one_for_each_link(left):
            connection.execute(_fetches(), [_as_fetch(reading) for reading in got])


def forget_old_reads() -> None:
    """`KEPT_DAYS` of the house's days stay, today among them."""
    oldest = clock.today() - timedelta(days=KEPT_DAYS - 1)
    db.session.execute(delete(FeedRead).where(FeedRead.day < oldest))


def _write(batch: Sequence[Reading]) -> None:
    try:
        transact(lambda: note_readings(batch))
    except IntegrityError:  # a link went in between; now it is known to be gone
        transact(lambda: note_readings(batch))


def _days() -> Any:
    """The upsert of one row; both engines speak of the row that came too late as `excluded`."""
    table: Any = FeedRead.__table__
    row = (sqlite.insert if db.is_sqlite else postgresql.insert)(table)
    known, new = table.c, row.excluded
    later = new.last_at >= known.last_at
    return row.on_conflict_do_update(
        index_elements=["link_id", "day", "client"],
        set_={
            "full": known.full + new.full,
            "same": known.same + new.same,
            "events": case((and_(new.full > 0, or_(later, known.full == 0)), new.events), else_=known.events),
            "first_at": case((new.first_at < known.first_at, new.first_at), else_=known.first_at),
            "last_at": case((later, new.last_at), else_=known.last_at),
        },
    )


def _fetches() -> Any:
    """Made together with its link, so there is a row to change."""
    table: Any = FeedFetch.__table__
    known = table.c
    later = or_(known.last_at.is_(None), known.last_at <= bindparam("at"))
    return (
        update(table)
        .where(known.link_id == bindparam("of_link"))
        .values(
            last_at=case((later, bindparam("at")), else_=known.last_at),
            client=case((later, bindparam("by")), else_=known.client),
            last_status=case((later, bindparam("status")), else_=known.last_status),
            last_full_at=_the_later(known.last_full_at, "full_at"),
            seen_revised_at=_the_later(known.seen_revised_at, "seen"),
        )
    )


def _the_later(known: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    new = bindparam(name, type_=known.type)
    keeps = or_(new.is_(None), known >= new)
    return case((keeps, known), else_=new)


def _one_for_each_link(batch: Iterable[Reading]) -> list[Reading]:
    """The last that got to know what the link holds; `full_at` and what was seen are the latest of any."""
    by_link: dict[int, Reading] = {}
    for reading in sorted(batch, key=lambda one: (one.link_id, one.got_at or _EPOCH)):
        if reading.got_at is None:
            continue
        before = by_link.get(reading.link_id, reading)
        by_link[reading.link_id] = replace(
            reading,
            full_at=_later(reading.full_at, before.full_at),
            seen_revised_at=_later(reading.seen_revised_at, before.seen_revised_at),
        )
    return list(by_link.values())


def _as_row(reading: Reading) -> dict[str, Any]:
    return {
        name: getattr(reading, name)
        for name in ("link_id", "day", "client", "full", "same", "events", "first_at", "last_at")
    }


def _as_fetch(reading: Reading) -> dict[str, Any]:
    return {
        "of_link": reading.link_id,
        "at": reading.got_at,
        "by": reading.client,
        "status": reading.got_status,
        "full_at": reading.full_at,
        "seen": reading.seen_revised_at,
    }


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)
