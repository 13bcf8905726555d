"""Whether floor is free, and what is in the way: the one answer for requests, decisions, moves, closures and pages."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.bookings import queries
from app.bookings.models import Booking, Closure, Occupancy
from app.bookings.rules import A_DAY, BookingRequest, day_outside_hours, days_to_check
from app.core.timespan import Timespan
from app.venues.models import Area, SoftEdge, Venue
from app.venues.queries import soft_edges_of, written_hours
from app.venues.rules import bookable
from app.workdays.queries import special_days


@dataclass(frozen=True)
class Obstacle:
    """A stretch of an area's time that is taken, by a booking or by a closure. The rows are the session's."""

    area: Area
    span: Timespan
    booking: Booking | None
    closure: Closure | None


@dataclass(frozen=True)
class SoftConflict:
    """A neighbour that may disturb or be disturbed (sound, light, the visitors' route), or, without an edge, a soft
    notice on the very floor."""

    edge: SoftEdge | None
    area: Area
    span: Timespan
    booking: Booking | None
    closure: Closure | None = None


def areas_of(venues: Iterable[Venue]) -> list[int]:
    """Ids of the leaf areas, each once, in the order in which locks are taken."""
    return sorted({area.id for venue in venues for area in venue.areas})


def obstacles(
    areas: Collection[int], span: Timespan, *, ignoring: Collection[int] = (), now: datetime
) -> list[Obstacle]:
    """What blocks any of the areas (ids) at any moment of the span, earliest first. `ignoring` are booking ids."""
    return [_obstacle(o) for o in queries.blocking_in(areas, span, ignoring=ignoring, now=now)]


def _obstacle(occupancy: Occupancy) -> Obstacle:
    return Obstacle(
        area=occupancy.area,
        span=Timespan(occupancy.starts_at, occupancy.ends_at),
        booking=occupancy.booking,
        closure=occupancy.closure,
    )


def soft_conflicts(
    areas: Collection[int], span: Timespan, *, ignoring: Collection[int] = (), now: datetime
) -> list[SoftConflict]:
    """Soft notices here, and bookings on the other side of a soft edge at the same time. They never block; confirming
    asks for a note, so that somebody has thought of them."""
    return [*_notices(areas, span), *_neighbours(areas, span, ignoring, now)]


def _notices(areas: Collection[int], span: Timespan) -> list[SoftConflict]:
    """One for each notice, at the first of the areas."""
    found: dict[int, SoftConflict] = {}
    for row in queries.notices_in(areas, span):
        if row.closure is not None:
            there = Timespan(row.starts_at, row.ends_at)
            found.setdefault(row.closure.id, SoftConflict(None, row.area, there, None, row.closure))
    return list(found.values())


def _neighbours(
    areas: Collection[int], span: Timespan, ignoring: Collection[int], now: datetime
) -> list[SoftConflict]:
    own = set(areas)
    across: dict[int, SoftEdge] = {}
    for edge in soft_edges_of(own):
        for here, there in ((edge.area_id, edge.other_area_id), (edge.other_area_id, edge.area_id)):
            if here in own and there not in own:
                across.setdefault(there, edge)
    if not across:
        return []
    return [
        SoftConflict(across[o.area.id], o.area, o.span, o.booking)
        for o in obstacles(across, span, ignoring=ignoring, now=now)
        if o.booking is not None
    ]


def first_shut_day(venues: Sequence[Venue], public: Timespan) -> tuple[Venue, date] | None:
    """The first venue and day whose bookable hours do not admit the public phase."""
    for venue in venues:
        day = day_outside_hours(public, open_hours(venue, days_to_check(public, venue.zone)), venue.zone)
        if day is not None:
            return venue, day
    return None


def open_hours(venue: Venue, days: Sequence[date]) -> Mapping[date, list[tuple[time, time]]]:
    """Local bookable spans of each day, with seasons, exceptions and days off weighed by `venues.rules`."""
    first, last = days[0], days[-1]
    written = written_hours([venue], first, last)[venue.id]
    days_off = {special.day for special in special_days(first, last) if not special.works}
    return {day: bookable(written, day, day in days_off) for day in days}


def free_times_after(
    venues: Sequence[Venue],
    request: BookingRequest | Booking,
    *,
    not_before: datetime,
    now: datetime,
    ignoring: Collection[int] = (),
    limit: int = 3,
    within: timedelta = timedelta(days=21),
) -> list[Timespan]:
    """Up to `limit` public phases at the same time of day on later days, when the venues are free and open."""
    return list(_free(venues, request, not_before, now, ignoring, limit, within))


def _free(
    venues: Sequence[Venue],
    request: BookingRequest | Booking,
    not_before: datetime,
    now: datetime,
    ignoring: Collection[int],
    limit: int,
    within: timedelta,
) -> Iterator[Timespan]:
    zone, areas, found = venues[0].zone, areas_of(venues), 0
    first = max(A_DAY, not_before - request.blocked.start)
    for days in range(-(-first // A_DAY), -(-first // A_DAY) + within.days):
        start = (request.public.start.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)).replace(
            tzinfo=zone
        )
        public = Timespan(start.astimezone(now.tzinfo), start.astimezone(now.tzinfo) + request.public.length)
        blocked = public.widened(before=request.setup, after=request.strike)
        if blocked.start <= now or first_shut_day(venues, public) is not None:
            continue
        if not obstacles(areas, blocked, ignoring=ignoring, now=now):
            yield public
            found += 1
            if found == limit:
                return
