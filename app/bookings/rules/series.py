"""The dates of a series, in the wall-clock time of the places asked for.

An occasion begins at the same time of day as the first and lasts exactly as long. Where the clocks leave that time
out (02:30 on the night they go forward), it begins as much later as they jump; of a time that comes twice it is the
first. A month that has no fifth Saturday is passed over.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.bookings.rules.limits import FURTHEST_AHEAD
from app.bookings.rules.requests import BookingRequest
from app.core.errors import DomainError
from app.core.timespan import Timespan

SERIES_LIMIT = 60
LAST = -1  # of the month, as one of `Repeat.nths`
A_WEEK = timedelta(days=7)


class Repeats(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    DATES = "dates"


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """`every` so many weeks or months, on `weekdays` (Monday is 0), in months on the `nths` of them; until a day or
    for a number of occasions; or on `dates` alone, besides the first. A day off does not count towards `count`."""

    kind: Repeats
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    nths: frozenset[int] = frozenset()
    until: date | None = None
    count: int | None = None
    dates: tuple[date, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """One of a series. `waits`: on the waiting list, since somebody else has the place. `expects` is the state in
    which its host was told that it would start."""

    request: BookingRequest
    waits: bool = False
    expects: str = ""


class Answer(StrEnum):
    APPROVE = "approve"
    DECLINE = "decline"
    COUNTER = "counter"


@dataclass(frozen=True)
class Verdict:
    """What the Centre answers to one date; `public` and `venue_ids` are what it offers instead."""

    answer: Answer
    public: Timespan | None = None
    venue_ids: tuple[int, ...] = ()


Verdicts = Mapping[str, Verdict]  # by the public id of the booking


def days_of_series(repeat: Repeat, first: date, days_off: Collection[date] = ()) -> list[date]:
    """In order, from `first` on, without the days off. Raises `booking.series_endless`, `booking.series_length`."""
    if repeat.kind != Repeats.DATES and repeat.until is None and repeat.count is None:
        raise DomainError("booking.series_endless", field="until")
    found: list[date] = []
    for day in _candidates(repeat, first):
        if repeat.kind != Repeats.DATES and (
            (repeat.until is not None and day > repeat.until)
            or (repeat.count is not None and len(found) == repeat.count)
        ):
            break
        if day not in days_off:
            found.append(day)
        if len(found) > SERIES_LIMIT:
            break
    if not 0 < len(found) <= SERIES_LIMIT:
        raise DomainError("booking.series_length", field="repeats", limit=SERIES_LIMIT)
    return found


def last_day_of_series(repeat: Repeat, first: date) -> date:
    """Beyond which nobody need look for days off."""
    return max([*repeat.dates, first]) if repeat.kind == Repeats.DATES else first + FURTHEST_AHEAD


def _candidates(repeat: Repeat, first: date) -> Iterator[date]:
    end = last_day_of_series(repeat, first)
    if repeat.kind == Repeats.DATES:
        yield from sorted({first, *repeat.dates})
        return
    weekdays = sorted(repeat.weekdays or {first.weekday()})
    if repeat.kind == Repeats.WEEKLY:
        monday = first - timedelta(days=first.weekday())
        while monday <= end:
            yield from (day for n in weekdays if (day := monday + timedelta(days=n)) >= first)
            monday += repeat.every * A_WEEK
        return
    nths = repeat.nths or {(first.day - 1) // 7 + 1}
    month = first.replace(day=1)
    while month <= end:
        yield from (day for day in _in_month(month, weekdays, nths) if day >= first)
        for _step in range(repeat.every):
            month = _next_month(month)


def _in_month(month: date, weekdays: Sequence[int], nths: Collection[int]) -> list[date]:
    days = set()
    for weekday in weekdays:
        one = month + timedelta(days=(weekday - month.weekday()) % 7)
        there = [day for n in range(5) if (day := one + n * A_WEEK).month == month.month]
        days |= {there[n - 1] if n != LAST else there[-1] for n in nths if n <= len(there)}
    return sorted(days)


def _next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def occasion_on(day: date, first: Timespan, zone: ZoneInfo) -> Timespan:
    """The public phase of another day."""
    wall = first.start.astimezone(zone).time()
    start = datetime.combine(day, wall, zone).astimezone(UTC)
    return Timespan(start, start + first.length)
