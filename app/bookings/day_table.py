"""A day of venues as a table: what is free, taken, shut. Pure: rows in hand, no session, no words of the interface.

The public learns that floor is taken, and by what only where the public is invited; staff see the phases, the holds
and the requests that compete.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from app.bookings.models import Booking, BookingStatus, Occupancy, OccupancyKind
from app.bookings.rules import LAST_MINUTE
from app.core.text import Bilingual
from app.core.timespan import Timespan, at, day_span
from app.venues.models import Venue

Depth = Literal["public", "staff"]
FIRST_HOUR, HOURS_END, PER_HOUR = 6, 24, 4
SLOT = timedelta(hours=1) / PER_HOUR
SLOTS = (HOURS_END - FIRST_HOUR) * PER_HOUR


@dataclass(frozen=True)
class Mark:
    """What a quarter of an hour shows. The states are those of the table's component; `what` says more to staff:
    setup, strike, held, wish, requests, notice, closed_to_bookings. `rank` decides where two things meet in one slot."""

    state: str
    rank: int = field(compare=False, default=0)
    what: str = ""
    title: Bilingual | None = None
    booking: str | None = None
    count: int = 0


@dataclass(frozen=True)
class Cell:
    """Neighbouring slots that show the same. `span` counts slots, `start` and `end` are local wall-clock times."""

    mark: Mark
    span: int
    start: time
    end: time


@dataclass(frozen=True)
class Row:
    venue: Venue
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Early:
    """Something that begins or ends before the table's first hour."""

    venue: Venue
    span: Timespan
    mark: Mark


@dataclass(frozen=True)
class DayTable:
    day: date
    depth: Depth
    rows: tuple[Row, ...]
    early: tuple[Early, ...]

    per_hour = PER_HOUR

    @property
    def hours(self) -> list[str]:
        return [f"{hour:02d}" for hour in range(FIRST_HOUR, HOURS_END)]


def day_table(
    venues: Iterable[Venue],
    hours: Mapping[int, Sequence[tuple[time, time]]],
    occupancies: Iterable[Occupancy],
    day: date,
    zone: ZoneInfo,
    *,
    depth: Depth = "public",
    now: datetime | None = None,
) -> DayTable:
    """`hours` are the bookable hours of the day by venue id; `occupancies` those that touch the day, loaded with
    their bookings and closures. A venue shows what stands on any of its areas; what lies before `now` is not free."""
    known = list(occupancies)
    rows: list[Row] = []
    early: list[Early] = []
    for venue in venues:
        areas = {area.id for area in venue.areas}
        here = [o for o in known if o.area_id in areas]
        rows.append(Row(venue, _cells(venue, hours.get(venue.id, ()), here, day, zone, depth, now)))
        early += _early(venue, here, day, zone, depth)
    return DayTable(day, depth, tuple(rows), tuple(early))


def _cells(
    venue: Venue,
    hours: Sequence[tuple[time, time]],
    occupancies: Iterable[Occupancy],
    day: date,
    zone: ZoneInfo,
    depth: Depth,
    now: datetime | None,
) -> tuple[Cell, ...]:
    slots = _empty(venue, hours, day, zone)
    for slot in range(_slot(now, day, zone, up=True) if now else 0):
        slots[slot] = Mark("past") if slots[slot].state == "free" else slots[slot]
    asked: list[set[str]] = [set() for _slot in slots]
    for occupancy in occupancies:
        for span, mark in _stretches(occupancy, depth):
            first, last = _slots(span, day, zone)
            for slot in range(first, last):
                if mark.what == "requests":
                    asked[slot].add(mark.booking or "")
                elif mark.what == "notice" and slots[slot].state != "free":
                    continue
                elif mark.rank > slots[slot].rank:
                    slots[slot] = mark
    for slot, requests in enumerate(asked):
        if requests and slots[slot].rank <= 1:
            slots[slot] = _requests(requests, occupancies)
    return tuple(_merged(slots))


def _empty(venue: Venue, hours: Sequence[tuple[time, time]], day: date, zone: ZoneInfo) -> list[Mark]:
    if not venue.open_to_bookings:
        return [Mark("shut", what="closed_to_bookings")] * SLOTS
    slots = [Mark("shut")] * SLOTS
    for opens, closes in hours:
        end = day_span(day, zone).end if closes >= LAST_MINUTE else at(day, closes, zone)
        start = at(day, opens, zone)
        if start < end:
            first, last = _slots(Timespan(start, end), day, zone)
            slots[first:last] = [Mark("free")] * (last - first)
    return slots


def _requests(ids: Iterable[str], occupancies: Iterable[Occupancy]) -> Mark:
    asked = sorted(ids)
    if len(asked) > 1:
        return Mark("hold", what="requests", count=len(asked), booking=asked[0])
    title = next(_title(o.booking) for o in occupancies if o.booking and o.booking.public_id == asked[0])
    return Mark("hold", what="requests", count=1, title=title, booking=asked[0])


def _stretches(occupancy: Occupancy, depth: Depth) -> Iterator[tuple[Timespan, Mark]]:
    whole = Timespan(occupancy.starts_at, occupancy.ends_at)
    booking = occupancy.booking
    if occupancy.closure is not None and occupancy.closure.soft:
        if depth == "staff":  # it takes nothing, so it is no business of whoever looks for free floor
            yield whole, Mark("free", 1, what="notice", title=Bilingual.of(occupancy.closure, "title"))
    elif booking is None:
        yield whole, Mark("closed", 6, title=Bilingual.of(occupancy.closure, "title"))
    elif occupancy.kind == OccupancyKind.CHANGE:
        wanted = Mark("hold", 4, what="wish", title=_title(booking), booking=booking.public_id)
        yield whole, wanted if depth == "staff" else Mark("busy", 4)
    elif depth == "public":
        yield from _for_public(booking, occupancy.blocking)
    elif booking.status == BookingStatus.REQUESTED:
        yield whole, Mark("hold", what="requests", booking=booking.public_id)
    else:
        yield from _for_staff(booking)


def _for_public(booking: Booking, blocking: bool) -> Iterator[tuple[Timespan, Mark]]:
    if not blocking:
        return
    yield booking.blocked, Mark("busy", 4)
    if booking.status == BookingStatus.CONFIRMED and booking.open_to_public:
        yield booking.public, Mark("busy", 5, title=_title(booking), booking=booking.public_id)


def _for_staff(booking: Booking) -> Iterator[tuple[Timespan, Mark]]:
    title = _title(booking)
    if booking.status in (BookingStatus.HELD, BookingStatus.OFFERED):
        yield booking.blocked, Mark("hold", 4, what="held", title=title, booking=booking.public_id)
        return
    yield booking.public, Mark("busy", 5, title=title, booking=booking.public_id)
    if booking.starts_at < booking.public_starts_at:
        setup = Timespan(booking.starts_at, booking.public_starts_at)
        yield setup, Mark("prep", 3, what="setup", title=title, booking=booking.public_id)
    if booking.public_ends_at < booking.ends_at:
        strike = Timespan(booking.public_ends_at, booking.ends_at)
        yield strike, Mark("prep", 3, what="strike", title=title, booking=booking.public_id)


def _title(booking: Booking) -> Bilingual:
    return Bilingual.of(booking, "title")


def _slots(span: Timespan, day: date, zone: ZoneInfo) -> tuple[int, int]:
    """Slots the span touches on that day, [first, last): a begun quarter is a taken quarter."""
    return _slot(span.start, day, zone, up=False), _slot(span.end, day, zone, up=True)


def _slot(moment: datetime, day: date, zone: ZoneInfo, *, up: bool) -> int:
    local = moment.astimezone(zone)
    if local.date() != day:
        return 0 if local.date() < day else SLOTS
    since = timedelta(hours=local.hour - FIRST_HOUR, minutes=local.minute, seconds=local.second)
    slot = -(-since // SLOT) if up else since // SLOT
    return min(max(slot, 0), SLOTS)


def _merged(slots: Sequence[Mark]) -> Iterator[Cell]:
    place = 0
    for mark, run in groupby(slots):
        span = len(list(run))
        yield Cell(mark, span, _wall(place), _wall(place + span))
        place += span


def _wall(slot: int) -> time:
    hour, part = divmod(slot, PER_HOUR)
    return time((FIRST_HOUR + hour) % 24, part * 60 // PER_HOUR)


def _early(
    venue: Venue, occupancies: Iterable[Occupancy], day: date, zone: ZoneInfo, depth: Depth
) -> Iterator[Early]:
    night = Timespan(day_span(day, zone).start, at(day, time(FIRST_HOUR), zone))
    told: set[tuple[Timespan, str | None]] = set()
    for occupancy in occupancies:
        for span, mark in _stretches(occupancy, depth):
            within = night.start <= span.start < night.end or night.start < span.end <= night.end
            if within and (span, mark.booking) not in told:
                told.add((span, mark.booking))
                yield Early(venue, span, mark)
