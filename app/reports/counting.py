"""What the Centre's figures are counted from, and how. Pure: rows, hours and days in hand, nothing asked."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from app.applications.promises import Pause
from app.bookings.rules.hours import opened_spans
from app.core.clock import HOUSE_ZONE
from app.core.timespan import Timespan, day_span
from app.reports.periods import Period
from app.workdays.rules import is_working_day

A_DAY = timedelta(days=1)
ONE_PLACE = Decimal("0.1")
T = TypeVar("T", bound=Hashable)
Spans = Sequence[tuple[time, time]]


@dataclass(frozen=True, slots=True)
class Case:
    """An application that was decided. `days` are the working days it lay with the Centre, `waited` those on which it
    waited for the applicant: the two never count the same day."""

    decided_on: date
    promised_on: date
    days: int
    waited: int

    @property
    def kept(self) -> bool:
        return self.decided_on <= self.promised_on


def case_of(
    received_on: date, decided_on: date, promised_on: date, pauses: Collection[Pause], special: Mapping[date, bool]
) -> Case:
    days = [received_on + A_DAY * n for n in range(1, (decided_on - received_on).days + 1)]
    worked = [day for day in days if is_working_day(day, special)]
    waited = sum(any(pause.holds(day, decided_on) for pause in pauses) for day in worked)
    return Case(decided_on, promised_on, len(worked) - waited, waited)


@dataclass(frozen=True, slots=True)
class Use:
    """A confirmed booking that has begun. `venue_ids` are whole venues; no `space_id`: the Centre's own. What the host
    told afterwards is in `people` and `disadvantaged_people`, empty where nothing came."""

    space_id: int | None
    venue_ids: frozenset[int]
    kind: str
    public: Timespan
    no_show: bool = False
    disadvantaged: bool = False
    expected: int | None = None
    people: int | None = None
    disadvantaged_people: int | None = None

    @property
    def begun_on(self) -> date:
        return self.public.start.astimezone(HOUSE_ZONE).date()

    @property
    def for_disadvantaged(self) -> bool:
        return not self.no_show and (self.disadvantaged or bool(self.disadvantaged_people))

    def is_over(self, now: datetime) -> bool:
        return self.public.end <= now


@dataclass(frozen=True, slots=True)
class Decided:
    count: int
    median: Decimal | None
    low: Decimal | None
    high: Decimal | None
    kept: int
    waited: int

    @property
    def late(self) -> int:
        return self.count - self.kept


def decided(cases: Iterable[Case]) -> Decided:
    every = list(cases)
    days = sorted(case.days for case in every)
    low, median, high = (_at(days, quarter) for quarter in (1, 2, 3))
    return Decided(
        len(every), median, low, high, sum(case.kept for case in every), sum(case.waited for case in every)
    )


def _at(ranked: Sequence[int], quarters: int) -> Decimal | None:
    """Where a quarter, a half, three quarters of them lie below; between two neighbours in proportion."""
    if not ranked:
        return None
    place, rest = divmod((len(ranked) - 1) * quarters, 4)
    above = ranked[min(place + 1, len(ranked) - 1)]
    return tenth(Decimal(ranked[place] * (4 - rest) + above * rest) / 4)


@dataclass(frozen=True, slots=True)
class Crowd:
    """People at what is over. `told` by the hosts' reports; `estimated` is what was expected where none came, and
    `unknown` are the uses of which neither says anything."""

    uses: int
    no_shows: int
    told: int
    reports: int
    estimated: int
    estimates: int
    unknown: int
    programmes: int
    reached: int


def crowd(uses: Iterable[Use], now: datetime) -> Crowd:
    over = [use for use in uses if use.is_over(now)]
    came = [use for use in over if not use.no_show]
    told = [use for use in came if use.people is not None]
    guessed = [use for use in came if use.people is None and use.expected is not None]
    return Crowd(
        uses=len(came),
        no_shows=len(over) - len(came),
        told=sum(use.people or 0 for use in told),
        reports=len(told),
        estimated=sum(use.expected or 0 for use in guessed),
        estimates=len(guessed),
        unknown=len(came) - len(told) - len(guessed),
        programmes=sum(use.for_disadvantaged for use in came),
        reached=sum(use.disadvantaged_people or 0 for use in came),
    )


class Opening:
    """When venues can be had: their hours as they are written today, less what they were closed for. Until `until`
    only: what has not come yet has not been used."""

    def __init__(
        self,
        venue_ids: Sequence[int],
        hours: Mapping[date, Mapping[int, Spans]],
        closed: Mapping[int, Sequence[Timespan]],
        until: datetime,
    ) -> None:
        self.venue_ids = venue_ids
        self._hours, self._closed, self._until = hours, closed, until
        self._lengths: dict[tuple[tuple[time, time], ...], timedelta] = {}

    def length(self, venue_id: int, period: Period) -> timedelta:
        return sum((self._length(venue_id, day) for day in period.days), timedelta())

    def _length(self, venue_id: int, day: date) -> timedelta:
        """A day without a closure, and not cut by the clock, is as long as its hours say: most are."""
        whole = day_span(day, HOUSE_ZONE)
        if whole.start >= self._until:
            return timedelta()
        if whole.end > self._until or any(one.overlaps(whole) for one in self._closed.get(venue_id, ())):
            return total(self.on(venue_id, day))
        written = tuple(self._hours.get(day, {}).get(venue_id, ()))
        if written not in self._lengths:
            self._lengths[written] = total(opened_spans(written, day, HOUSE_ZONE))
        return self._lengths[written]

    def on(self, venue_id: int, day: date) -> list[Timespan]:
        spans = opened_spans(self._hours.get(day, {}).get(venue_id, ()), day, HOUSE_ZONE)
        if any(span.end > self._until for span in spans):
            spans = [Timespan(one.start, min(one.end, self._until)) for one in spans if one.start < self._until]
        for closed in self._closed.get(venue_id, ()):
            spans = [left for span in spans for left in _without(span, closed)]
        return spans

    def within(self, venue_id: int, phase: Timespan, period: Period) -> list[Timespan]:
        """The part of a phase that lies in the hours of these days."""
        inside = common(phase, period.span)
        if inside is None:
            return []
        days = inside.days(HOUSE_ZONE)
        return [part for day in days for span in self.on(venue_id, day) if (part := common(span, inside))]


def _without(span: Timespan, closed: Timespan) -> Iterator[Timespan]:
    if not span.overlaps(closed):
        yield span
        return
    if span.start < closed.start:
        yield Timespan(span.start, closed.start)
    if closed.end < span.end:
        yield Timespan(closed.end, span.end)


def common(one: Timespan, other: Timespan) -> Timespan | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Timespan(start, end) if start < end else None


def total(spans: Iterable[Timespan]) -> timedelta:
    return sum((span.length for span in spans), timedelta())


def united(spans: Iterable[Timespan]) -> list[Timespan]:
    """What several cover together, no moment twice."""
    joined: list[Timespan] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Timespan(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


@dataclass(frozen=True, slots=True)
class Taken:
    """A place in a period: how long something was on in its bookable hours, out of how many."""

    used: timedelta
    bookable: timedelta
    uses: int

    @property
    def share(self) -> Decimal:
        """Percent."""
        return percent(self.used.total_seconds(), self.bookable.total_seconds())


def taken(uses: Iterable[Use], venue_id: int, opening: Opening, period: Period) -> Taken:
    """Two that share a place at the same hour, in parts of it, take that hour once."""
    here = [use for use in uses if venue_id in use.venue_ids and not use.no_show]
    spans = [opening.within(venue_id, use.public, period) for use in here]
    used = total(united(span for part in spans for span in part))
    begun = sum(period.holds(use.begun_on) for use in here)
    return Taken(used, opening.length(venue_id, period), begun)


def together(parts: Iterable[Taken], uses: int) -> Taken:
    """All places of a period; a use of two places is one."""
    every = list(parts)
    return Taken(
        sum((one.used for one in every), timedelta()), sum((one.bookable for one in every), timedelta()), uses
    )


def place_hours(use: Use, opening: Opening, period: Period) -> timedelta:
    """Of one use: an hour in two places is two."""
    if use.no_show:
        return timedelta()
    venues = (one for one in opening.venue_ids if one in use.venue_ids)
    return sum((total(opening.within(one, use.public, period)) for one in venues), timedelta())


def grouped(uses: Iterable[Use], key: Callable[[Use], T]) -> dict[T, list[Use]]:
    found: dict[T, list[Use]] = {}
    for use in uses:
        found.setdefault(key(use), []).append(use)
    return found


def hours(length: timedelta) -> Decimal:
    return tenth(Decimal(int(length.total_seconds())) / 3600)


def percent(part: float, whole: float) -> Decimal:
    return tenth(Decimal(int(part)) * 100 / Decimal(int(whole))) if whole else Decimal(0)


def tenth(number: Decimal) -> Decimal:
    """One place at most: 12, 12.5."""
    rounded = number.quantize(ONE_PLACE, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
