"""A month of venues at a glance, made of its days' tables. Pure: rows in hand, no session, no words of the interface.

As in the table of a day, the public learns that floor is taken, and by what only where the public is invited.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.bookings.day_table import Depth, Row, day_table
from app.bookings.models import Booking, BookingStatus, Occupancy, OccupancyKind
from app.core.text import Bilingual
from app.core.timespan import day_span
from app.venues.models import Venue


class State(StrEnum):
    """What is left of a venue's bookable hours on a day."""

    FREE = "free"
    PARTLY = "partly"
    TAKEN = "taken"
    CLOSED = "closed"
    SHUT = "shut"  # no bookable hours
    PAST = "past"


@dataclass(frozen=True)
class Entry:
    """Something with a name; no `at` for what the day begins with. Kinds: public, private, held, asked, closed, notice."""

    kind: str
    title: Bilingual
    at: datetime | None
    booking: str | None = None


@dataclass(frozen=True)
class Day:
    day: date
    states: tuple[tuple[Venue, State], ...]
    entries: tuple[Entry, ...]

    def venues(self, state: str) -> list[Venue]:
        return [venue for venue, one in self.states if one == state]


@dataclass(frozen=True)
class MonthTable:
    """Weeks from Monday to Sunday; None stands for the days of other months."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    depth: Depth


def days_of_month(first: date) -> list[date]:
    return [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]


def month_table(
    venues: Sequence[Venue],
    hours: Mapping[date, Mapping[int, Sequence[tuple[time, time]]]],
    occupancies: Iterable[Occupancy],
    zone: ZoneInfo,
    *,
    depth: Depth = "public",
    now: datetime,
) -> MonthTable:
    """The days are those of `hours`, in order. Of `venues` those are shown whose whole is not among them."""
    known = list(occupancies)
    days: list[Day | None] = [_day(venues, hours[day], known, day, zone, depth, now) for day in hours]
    first = next(iter(hours))
    lead: list[Day | None] = [None] * first.weekday()
    cells = lead + days
    cells += [None] * (-len(cells) % 7)
    return MonthTable(first, tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7)), depth)


def _day(
    venues: Sequence[Venue],
    hours: Mapping[int, Sequence[tuple[time, time]]],
    known: Iterable[Occupancy],
    day: date,
    zone: ZoneInfo,
    depth: Depth,
    now: datetime,
) -> Day:
    span = day_span(day, zone)
    here = [one for one in known if one.starts_at < span.end and one.ends_at > span.start]
    rows = {row.venue.id: row for row in day_table(venues, hours, here, day, zone, depth=depth, now=now).rows}
    shown = [venue for venue in venues if venue.whole_id not in rows]
    parts = {venue.id: [rows[other.id] for other in venues if other.whole_id == venue.id] for venue in shown}
    states = tuple((venue, _state(rows[venue.id], parts[venue.id])) for venue in shown)
    return Day(day, states, tuple(_entries(here, day, zone, depth)))


def _state(row: Row, parts: Sequence[Row]) -> State:
    """A whole of which a part is left is not taken: the part can be booked alone."""
    marks = [cell.mark for cell in row.cells]
    left = any(mark.state == "free" or mark.what == "requests" for mark in marks)
    taken = {
        mark.state for mark in marks if mark.state in ("busy", "hold", "prep", "closed") and mark.what != "requests"
    }
    if left:
        return State.PARTLY if taken else State.FREE
    if any(_state(part, ()) in (State.FREE, State.PARTLY) for part in parts):
        return State.PARTLY
    if taken:
        return State.CLOSED if taken == {"closed"} else State.TAKEN
    return State.PAST if any(mark.state == "past" for mark in marks) else State.SHUT


def _entries(occupancies: Iterable[Occupancy], day: date, zone: ZoneInfo, depth: Depth) -> Iterator[Entry]:
    """What lasts all day first, then in the order of the day."""
    span = day_span(day, zone)
    told: dict[tuple[str, int], Entry] = {}
    for one in occupancies:
        if one.closure is not None:
            if one.closure.soft and depth == "public":
                continue
            title, start = Bilingual.of(one.closure, "title"), one.starts_at
            told["closure", one.closure.id] = Entry(
                "notice" if one.closure.soft else "closed", title, start if span.start < start else None
            )
        elif (
            one.booking is not None
            and one.kind == OccupancyKind.BOOKING
            and one.booking.public.overlaps(span)
            and (kind := _kind(one.booking, depth))
        ):
            title, start = Bilingual.of(one.booking, "title"), one.booking.public_starts_at
            at = start if span.start < start else None
            told["booking", one.booking.id] = Entry(kind, title, at, one.booking.public_id)
    yield from sorted(told.values(), key=lambda entry: (entry.at or span.start, entry.title.vi, entry.booking or ""))


def _kind(booking: Booking, depth: Depth) -> str:
    """Empty for what this reader is not told of."""
    confirmed = booking.status == BookingStatus.CONFIRMED
    if confirmed and booking.open_to_public:
        return "public"
    if depth == "public":
        return ""
    if confirmed:
        return "private"
    return "asked" if booking.status == BookingStatus.REQUESTED else "held"


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
