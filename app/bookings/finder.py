"""From "what, how many, when" to places that fit, and from a place that is taken to what is free instead. Pure: rows and
values in hand, `now` among them. What is free here is what `conflicts` and `rules` call so; tests hold them together."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from app.bookings.rules import LAST_MINUTE, BookingRequest, day_outside_hours, days_to_check, opened_spans
from app.core.timespan import Timespan, at, day_span
from app.venues import terms
from app.venues.models import Venue
from app.venues.terms import Breach, Held, Who

LOOK_AHEAD = 21  # days
SHOWN = 3
DRAWN_FROM, DRAWN = time(6), 18 * 60
EVEN = timedelta(minutes=5)  # to which a proposed start is rounded up where that leaves room


class Why(StrEnum):
    """Why a venue does not fit: what it is comes before when it is free."""

    NOT_OPEN = "not_open"
    ONLY_OUTDOOR = "only_outdoor"
    ONLY_INDOOR = "only_indoor"
    STEPS = "steps"
    NO_LAYOUT = "no_layout"
    TOO_SMALL = "too_small"
    PAST = "past"
    CLOSED = "closed"
    OUTSIDE_HOURS = "outside_hours"
    TAKEN = "taken"
    TERMS = "terms"


# Of several days without a fit, what is said of all of them: the reason that leaves most hope.
HOPE = (Why.TAKEN, Why.TERMS, Why.OUTSIDE_HOURS, Why.CLOSED, Why.PAST)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A public phase of that length between two local times of one of the days; of exactly these times where they are
    that far apart. `who` asks, as terms tell people apart; None for the Centre, which they do not bind. `held` is what
    they have of the quotas, None where nobody knows for which space they ask."""

    days: tuple[date, ...]
    earliest: time
    latest: time
    length: timedelta
    people: int | None = None
    layout: str = ""
    outdoor: bool | None = None
    step_free: bool = False
    who: Who | None = None
    held: Held | None = None


@dataclass(frozen=True, kw_only=True)
class Floor:
    """The facts: bookable hours by day and venue id, what is taken by area id, ways to set a venue by its id."""

    venues: Sequence[Venue]
    hours: Mapping[date, Mapping[int, Sequence[tuple[time, time]]]]
    taken: Mapping[int, Sequence[Timespan]]
    layouts: Mapping[int, Mapping[str, int | None]]
    now: datetime

    def room(self, venue: Venue, layout: str = "") -> int | None:
        """How many people it holds, None where the museum has not said so."""
        return terms.room_in([venue], layout, self.layouts)

    def opened(self, venue: Venue, day: date) -> list[Timespan]:
        return opened_spans(self.hours.get(day, {}).get(venue.id, ()), day, venue.zone)

    def taken_in(self, venues: Iterable[Venue]) -> list[Timespan]:
        areas = {area.id for venue in venues for area in venue.areas}
        return [span for area in sorted(areas) for span in self.taken.get(area, ())]


@dataclass(frozen=True)
class Day:
    """A venue on a day. `free` is where a public phase may lie; `fit` is the first that is as wished. `breach` is a term
    of the venue that the fit does not keep: where people look at such requests all the same, it fits."""

    day: date
    opened: tuple[Timespan, ...]
    free: tuple[Timespan, ...]
    fit: Timespan | None
    why: Why | None
    breach: Breach | None = None

    def bars(self, what: Literal["opened", "free", "fit"], zone: ZoneInfo) -> list[tuple[int, int]]:
        """As (from, how many) minutes of a drawing that runs from 6 to 24."""
        spans = {"opened": self.opened, "free": self.free, "fit": (self.fit,) if self.fit else ()}[what]
        begins = at(self.day, DRAWN_FROM, zone)
        drawn = [(_minute(span.start, begins), _minute(span.end, begins)) for span in spans]
        return [(start, end - start) for start, end in drawn if start < end]


def _minute(moment: datetime, begins: datetime) -> int:
    return min(max(round((moment - begins).total_seconds() / 60), 0), DRAWN)


@dataclass(frozen=True)
class Answer:
    """`next_free` is the same wish on the first later day on which it fits; `near` are venues that share the floor of
    this one or its whole, and fit; `breach` the term that is in the way. `layout` is the wished one where the venue lists it."""

    venue: Venue
    room: int | None
    layout: str
    days: tuple[Day, ...]
    why: Why | None
    next_free: Timespan | None = None
    near: tuple[Venue, ...] = ()
    breach: Breach | None = None

    @property
    def fitting(self) -> list[Day]:
        return [day for day in self.days if day.fit is not None]


def find(wish: Wish, floor: Floor) -> list[Answer]:
    """Every venue: first those that fit, in the order given."""
    answers = [_answer(venue, wish, floor) for venue in floor.venues]
    fits = [one.venue for one in answers if one.why is None]
    told = [replace(one, near=_near(one.venue, fits)) if one.why else one for one in answers]
    return sorted(told, key=lambda one: one.why is not None)


def _near(venue: Venue, fits: Iterable[Venue]) -> tuple[Venue, ...]:
    kin = {venue.id, venue.whole_id} - {None}
    return tuple(one for one in fits if one.id in kin or one.whole_id in kin)


def _answer(venue: Venue, wish: Wish, floor: Floor) -> Answer:
    layout = wish.layout if wish.layout in floor.layouts.get(venue.id, {}) else ""
    room = floor.room(venue, layout)
    why = _unlike(venue, wish, floor, room)
    if why is not None:
        return Answer(venue, room, layout, (), why)
    days = tuple(_day(venue, day, wish, floor) for day in wish.days)
    if any(day.fit for day in days):
        return Answer(venue, room, layout, days, None)
    reason = next(one for one in HOPE if any(day.why == one for day in days))
    breach = next((day.breach for day in days if day.breach and day.why == reason), None)
    return Answer(venue, room, layout, days, reason, _later(venue, wish, floor), breach=breach)


def _unlike(venue: Venue, wish: Wish, floor: Floor, room: int | None) -> Why | None:
    """What the venue is and will be on any day. What is not published excludes nothing."""
    if not venue.open_to_bookings:
        return Why.NOT_OPEN
    if wish.outdoor is not None and venue.outdoor != wish.outdoor:
        return Why.ONLY_OUTDOOR if venue.outdoor else Why.ONLY_INDOOR
    if wish.step_free and venue.step_free is False:
        return Why.STEPS
    if wish.layout and floor.layouts.get(venue.id) and terms.first_without(wish.layout, [venue], floor.layouts):
        return Why.NO_LAYOUT
    if wish.people is not None and room is not None and wish.people > room:
        return Why.TOO_SMALL
    return None


def _day(venue: Venue, day: date, wish: Wish, floor: Floor) -> Day:
    opened = floor.opened(venue, day)
    free = free_spans([venue], day, floor, *phases_of(venue))
    window = _window(wish, day, venue.zone)
    fit = _first_fit(free, window, wish.length)
    if fit is None:
        return Day(day, tuple(opened), tuple(free), None, _why_not(opened, window, wish, floor, venue))
    setup, strike = phases_of(venue)
    broken = _broken([venue], fit, fit.widened(before=setup, after=strike), wish.who, wish.held, floor)
    breach = next(iter(broken), None)
    if breach is not None and not terms.become_requests([venue]):
        return Day(day, tuple(opened), tuple(free), None, Why.TERMS, breach)
    return Day(day, tuple(opened), tuple(free), fit, None, breach)


def _broken(
    venues: Sequence[Venue], public: Timespan, blocked: Timespan, who: Who | None, held: Held | None, floor: Floor
) -> list[Breach]:
    """The terms that asking for this would not keep."""
    if who is None:
        return []
    uses = held.after(venues, public) if held is not None else ()
    return terms.broken_terms(venues, terms.Wish(who=who, public=public, blocked=blocked), uses, now=floor.now)


def _why_not(opened: Sequence[Timespan], window: Timespan, wish: Wish, floor: Floor, venue: Venue) -> Why:
    if not opened:
        return Why.CLOSED
    if _first_fit(opened, window, wish.length) is None:
        return Why.OUTSIDE_HOURS
    ahead = _after(opened, floor.now + phases_of(venue)[0])
    return Why.PAST if _first_fit(ahead, window, wish.length) is None else Why.TAKEN


def _later(venue: Venue, wish: Wish, floor: Floor) -> Timespan | None:
    after = (wish.days[-1] + timedelta(days=one) for one in range(1, LOOK_AHEAD + 1))
    return next((fit for day in after if (fit := _day(venue, day, wish, floor).fit) is not None), None)


def phases_of(venue: Venue) -> tuple[timedelta, timedelta]:
    """Set-up and strike as the venue usually gives them."""
    return timedelta(minutes=venue.setup_minutes), timedelta(minutes=venue.strike_minutes)


def _window(wish: Wish, day: date, zone: ZoneInfo) -> Timespan:
    end = day_span(day, zone).end if wish.latest >= LAST_MINUTE else at(day, wish.latest, zone)
    return Timespan(at(day, wish.earliest, zone), end)


def free_spans(
    venues: Sequence[Venue], day: date, floor: Floor, setup: timedelta, strike: timedelta
) -> list[Timespan]:
    """Where a public phase in all these venues may lie on that day, with its set-up before and its strike after it on
    floor that nobody has. No phase of any length fits anywhere else."""
    spans = floor.opened(venues[0], day)
    for venue in venues[1:]:
        spans = list(_shared(spans, floor.opened(venue, day)))
    for taken in sorted(floor.taken_in(venues)):
        spans = list(_without(spans, taken.start - strike, taken.end + setup))
    return _after(spans, floor.now + setup)


def _shared(spans: Iterable[Timespan], others: Collection[Timespan]) -> Iterator[Timespan]:
    for one in spans:
        for other in others:
            if one.overlaps(other):
                yield Timespan(max(one.start, other.start), min(one.end, other.end))


def _without(spans: Iterable[Timespan], start: datetime, end: datetime) -> Iterator[Timespan]:
    for span in spans:
        if end <= span.start or span.end <= start:
            yield span
            continue
        if span.start < start:
            yield Timespan(span.start, start)
        if end < span.end:
            yield Timespan(end, span.end)


def _after(spans: Iterable[Timespan], moment: datetime) -> list[Timespan]:
    """What begins this very moment has begun: a phase must start later."""
    first = moment.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return [Timespan(max(span.start, first), span.end) for span in spans if span.end > first]


def _first_fit(spans: Iterable[Timespan], window: Timespan, length: timedelta) -> Timespan | None:
    for span in sorted(spans):
        start, end = max(span.start, window.start), min(span.end, window.end)
        if end - start >= length:
            start = _even(start, end - length)
            return Timespan(start, start + length)
    return None


def _even(start: datetime, last: datetime) -> datetime:
    """Rounded up to what people write, where there is room for it."""
    seconds = -(-start.timestamp() // EVEN.total_seconds()) * EVEN.total_seconds()
    rounded = datetime.fromtimestamp(seconds, UTC)
    return rounded if rounded <= last else start


# Instead of what is taken


@dataclass(frozen=True)
class Instead:
    """What somebody may ask for in place of what was refused: the same day, the same time on other days, and other
    places at the very time."""

    same_day: tuple[Timespan, ...] = ()
    other_days: tuple[Timespan, ...] = ()
    places: tuple[Venue, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.same_day or self.other_days or self.places)


def days_needed(request: BookingRequest, zone: ZoneInfo) -> list[date]:
    """Whose hours `instead` reads."""
    days = request.public.days(zone)
    return [*days, *(days[-1] + timedelta(days=one) for one in range(1, LOOK_AHEAD + 1))]


def instead(request: BookingRequest, floor: Floor, *, who: Who | None = None, held: Held | None = None) -> Instead:
    """For a request for venues of the floor, with the phases it has: nothing that would be refused in its turn. `who`
    and `held` as in a `Wish`."""
    chosen = [venue for venue in floor.venues if venue.id in request.venue_ids]

    def is_given(venues: Sequence[Venue], public: Timespan) -> bool:
        blocked = public.widened(before=request.setup, after=request.strike)
        return terms.become_requests(venues) or not _broken(venues, public, blocked, who, held, floor)

    return Instead(
        tuple(_same_day(request, chosen, floor, is_given)),
        tuple(_other_days(request, chosen, floor, is_given)),
        tuple(_other_places(request, chosen, floor, is_given)),
    )


Given = Callable[[Sequence[Venue], Timespan], bool]  # whether the venues' terms let them have it


def is_free(venues: Sequence[Venue], request: BookingRequest, public: Timespan, floor: Floor) -> bool:
    blocked = public.widened(before=request.setup, after=request.strike)
    if blocked.start <= floor.now or any(span.overlaps(blocked) for span in floor.taken_in(venues)):
        return False
    for venue in venues:
        hours = {day: floor.hours.get(day, {}).get(venue.id, ()) for day in days_to_check(public, venue.zone)}
        if day_outside_hours(public, hours, venue.zone) is not None:
            return False
    return True


def _same_day(request: BookingRequest, chosen: Sequence[Venue], floor: Floor, is_given: Given) -> list[Timespan]:
    zone, length = chosen[0].zone, request.public.length
    days = request.public.days(zone)
    if len(days) > 1:
        return []
    found = []
    for span in free_spans(chosen, days[0], floor, request.setup, request.strike):
        if span.length >= length:
            last = span.end - length
            start = request.public.start
            start = _even(span.start, last) if start < span.start else min(start, last)
            public = Timespan(start, start + length)
            found += [public] if is_given(chosen, public) else []
    nearest = sorted(found, key=lambda one: abs(one.start - request.public.start))
    return sorted(nearest[:SHOWN])


def _other_days(request: BookingRequest, chosen: Sequence[Venue], floor: Floor, is_given: Given) -> list[Timespan]:
    zone, found = chosen[0].zone, list[Timespan]()
    wall = request.public.start.astimezone(zone).replace(tzinfo=None)
    for days in range(1, LOOK_AHEAD + 1):
        start = (wall + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)
        public = Timespan(start, start + request.public.length)
        if is_free(chosen, request, public, floor) and is_given(chosen, public):
            found.append(public)
        if len(found) == SHOWN:
            break
    return found


def _other_places(request: BookingRequest, chosen: Sequence[Venue], floor: Floor, is_given: Given) -> list[Venue]:
    """Single venues: parts and wholes of what was chosen first."""
    wanted = {area.id for venue in chosen for area in venue.areas}
    kin = {venue.whole_id or venue.id for venue in chosen}
    fits = []
    for venue in floor.venues:
        room = floor.room(venue, request.layout)
        too_small = request.expected_people is not None and room is not None and request.expected_people > room
        unlisted = bool(request.layout) and terms.first_without(request.layout, [venue], floor.layouts) is not None
        if venue in chosen or not venue.open_to_bookings or too_small or unlisted:
            continue
        if is_free([venue], request, request.public, floor) and is_given([venue], request.public):
            fits.append(venue)
    fits.sort(key=lambda one: (one.whole_id or one.id) not in kin and wanted.isdisjoint(a.id for a in one.areas))
    return fits[: SHOWN + 1]
