"""Whether floor is free, and what is in the way: the one answer for requests, decisions, moves, closures and pages."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.bookings import queries
from app.bookings.models import Booking, Closure, Occupancy
from app.bookings.rules import A_DAY, BLOCKING, BookingRequest, day_outside_hours, days_to_check
from app.core.timespan import Timespan
from app.venues.models import Area, SoftEdge, Venue
from app.venues.queries import all_venues, soft_edges_of, written_hours
from app.venues.rules import Hours, bookable
from app.workdays.queries import special_days

OpenHours = Mapping[date, Mapping[int, Hours]]  # local bookable spans by day and venue id


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
    all_venues()  # with their areas, instead of each venue's own
    return sorted({area.id for venue in venues for area in venue.areas})


def obstacles(
    areas: Collection[int], span: Timespan, *, ignoring: Collection[int] = (), now: datetime
) -> list[Obstacle]:
    """What blocks any of the areas (ids) at any moment of the span, earliest first. `ignoring` are booking ids."""
    return [_obstacle(o) for o in queries.blocking_in(areas, span, ignoring=ignoring, now=now)]


class Seen:
    """What is in the way on these areas within any of these spans, and what disturbs, seen in one look for many
    questions. Whoever takes floor before the last of them says so with `add`."""

    def __init__(self, areas: Collection[int], spans: Sequence[Timespan], *, now: datetime) -> None:
        self._edges = soft_edges_of(areas)
        whole = {*areas, *_across(set(areas), self._edges)}
        self._taken = [_obstacle(o) for o in queries.blocking_in(whole, *spans, ignoring=(), now=now)]
        self._notices = queries.notices_in(areas, *spans)

    def add(self, booking: Booking) -> None:
        if booking.status in BLOCKING:
            here = {area.id: area for venue in booking.venues for area in venue.areas}
            self._taken += [Obstacle(area, booking.blocked, booking, None) for area in here.values()]
            self._taken.sort(key=lambda one: (one.span.start, one.area.id))

    def obstacles(self, areas: Collection[int], span: Timespan) -> list[Obstacle]:
        """As the function of this name."""
        return [one for one in self._taken if one.area.id in areas and one.span.overlaps(span)]

    def soft_conflicts(self, areas: Collection[int], span: Timespan) -> list[SoftConflict]:
        """As the function of this name."""
        near = [
            row
            for row in self._notices
            if row.area_id in areas and span.overlaps(Timespan(row.starts_at, row.ends_at))
        ]
        across = _across(set(areas), self._edges)
        return [*_notices(near), *_neighbours(across, self.obstacles(across, span))]


def _obstacle(occupancy: Occupancy) -> Obstacle:
    return Obstacle(
        area=occupancy.area,
        span=Timespan(occupancy.starts_at, occupancy.ends_at),
        booking=occupancy.booking,
        closure=occupancy.closure,
    )


def soft_conflicts(
    areas: Collection[int], span: Timespan, *, ignoring: Collection[int] = (), now: datetime, bare: bool = False
) -> list[SoftConflict]:
    """Soft notices here, and bookings on the other side of a soft edge at the same time. They never block; confirming
    asks for a note, so that somebody has thought of them. `bare` as in `queries.blocking_in`."""
    across = _across(set(areas), soft_edges_of(areas))
    there = queries.blocking_in(across, span, ignoring=ignoring, now=now, bare=bare) if across else []
    taken = [_obstacle(one) for one in there]
    return [*_notices(queries.notices_in(areas, span)), *_neighbours(across, taken)]


def _notices(rows: Iterable[Occupancy]) -> list[SoftConflict]:
    """One for each notice, at the first of the areas."""
    found: dict[int, SoftConflict] = {}
    for row in rows:
        if row.closure is not None:
            there = Timespan(row.starts_at, row.ends_at)
            found.setdefault(row.closure.id, SoftConflict(None, row.area, there, None, row.closure))
    return list(found.values())


def _across(own: Collection[int], edges: Iterable[SoftEdge]) -> dict[int, SoftEdge]:
    """By the id of each area on the other side the first edge to it."""
    across: dict[int, SoftEdge] = {}
    for edge in edges:
        for here, there in ((edge.area_id, edge.other_area_id), (edge.other_area_id, edge.area_id)):
            if here in own and there not in own:
                across.setdefault(there, edge)
    return across


def _neighbours(across: Mapping[int, SoftEdge], taken: Iterable[Obstacle]) -> list[SoftConflict]:
    found: dict[tuple[int, str, str], SoftConflict] = {}  # one that has several areas over there is met once
    for o in taken:
        if o.booking is not None:
            edge = across[o.area.id]
            met = SoftConflict(edge, o.area, o.span, o.booking)
            found.setdefault((o.booking.id, edge.kind, edge.note_vi), met)
    return list(found.values())


def first_shut_day(
    venues: Sequence[Venue], public: Timespan, opened: OpenHours | None = None
) -> tuple[Venue, date] | None:
    """The first venue and day whose bookable hours do not admit the public phase. `opened` are the hours of all of
    its `days_to_check`, for whoever has fetched them."""
    opened = hours_for(venues, [public]) if opened is None else opened
    for venue in venues:
        hours = {day: opened[day][venue.id] for day in days_to_check(public, venue.zone)}
        day = day_outside_hours(public, hours, venue.zone)
        if day is not None:
            return venue, day
    return None


def open_hours(venue: Venue, days: Sequence[date]) -> dict[date, Hours]:
    """Local bookable spans of each day."""
    return {day: at[venue.id] for day, at in hours_on([venue], days).items()}


def hours_for(venues: Collection[Venue], publics: Iterable[Timespan]) -> OpenHours:
    """Of every day that matters to these public phases."""
    zones = {venue.zone for venue in venues}
    return hours_on(venues, sorted({day for one in publics for zone in zones for day in days_to_check(one, zone)}))


def hours_on(venues: Collection[Venue], days: Sequence[date]) -> OpenHours:
    """Of days in order, with seasons, exceptions and days off weighed by `venues.rules`: four queries, however many
    venues and days."""
    written = written_hours(venues, days[0], days[-1])
    off = {special.day for special in special_days(days[0], days[-1]) if not special.works}
    return {day: {venue_id: bookable(one, day, day in off) for venue_id, one in written.items()} for day in days}


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
