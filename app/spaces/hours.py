"""When visitors may come to a space: a week of spans in the house's time. Pure; unknown hours are never "closed"."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from app.core.clock import HOUSE_ZONE
from app.core.errors import DomainError
from app.core.timespan import at

Span = tuple[int, time, time]  # weekday (0 = Monday), opens, closes
# A day has no 24:00: a span that ends with this minute goes on until midnight.
DAY_END = time(23, 59)
LOOK_AHEAD = 15


class Hours(Protocol):
    @property
    def weekday(self) -> int: ...
    @property
    def opens(self) -> time: ...
    @property
    def closes(self) -> time: ...


@dataclass(frozen=True)
class Opening:
    """Whether it is open, and when that changes; None for what is open day and night."""

    open: bool
    changes_at: datetime | None


class Days(NamedTuple):
    """Weekdays from `first` to `last` with the same spans; none at all on a day when it is closed."""

    first: int
    last: int
    spans: list[tuple[time, time]]


def open_at(hours: Iterable[Hours], now: datetime) -> Opening | None:
    """None where nobody has said when it is open. What ends at midnight and begins at midnight goes on."""
    week = spans_of(hours)
    if not week:
        return None
    today = now.astimezone(HOUSE_ZONE).date()
    ahead = (today + timedelta(days=n) for n in range(-1, LOOK_AHEAD))
    dated = _joined(
        (at(day, opens, HOUSE_ZONE), _end(day, closes))
        for day in ahead
        for weekday, opens, closes in week
        if weekday == day.weekday()
    )
    for start, end in dated:
        if start <= now < end:
            return Opening(True, end if end - now < timedelta(days=8) else None)
    return Opening(False, next((start for start, _end in dated if start > now), None))


def spans_of(hours: Iterable[Hours]) -> list[Span]:
    return sorted((one.weekday, one.opens, one.closes) for one in hours)


def _end(day: date, closes: time) -> datetime:
    return at(day + timedelta(days=1), time.min, HOUSE_ZONE) if closes >= DAY_END else at(day, closes, HOUSE_ZONE)


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    whole: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def check_week(spans: Iterable[Span]) -> list[Span]:
    """In order; what goes past midnight is told apart into two days. Raises `space.hours_empty`, where a span begins and
    ends at once, and `space.hours_overlap`, at the first field of the day."""
    ordered = sorted(itertools.chain.from_iterable(_over_midnight(*span) for span in spans))
    for (day, _opens, closes), (next_day, next_opens, _closes) in itertools.pairwise(ordered):
        if day == next_day and next_opens < closes:
            raise DomainError("space.hours_overlap", field=f"day_{day}")
    return ordered


def _over_midnight(weekday: int, opens: time, closes: time) -> list[Span]:
    if opens == closes and closes != time.min:
        raise DomainError("space.hours_empty", field=f"day_{weekday}")
    if closes > opens:
        return [(weekday, opens, closes)]
    evening = (weekday, opens, DAY_END)
    if opens >= DAY_END:
        raise DomainError("space.hours_empty", field=f"day_{weekday}")
    return [evening, ((weekday + 1) % 7, time.min, closes)] if closes > time.min else [evening]


def _said_end(closes: time) -> time:
    return time.min if closes >= DAY_END else closes


def as_typed(week: Sequence[Span]) -> list[Span]:
    """The other way round: the small hours stand with the evening they belong to, as their people say it, and what ends
    at midnight ends at 0:00."""
    mornings = {day: closes for day, opens, closes in week if opens == time.min and closes < DAY_END}
    said: list[Span] = []
    for day, opens, closes in sorted(week):
        before = (day - 1) % 7
        if opens == time.min and closes < time(12) and _ends_at_midnight(week, before) and day in mornings:
            continue
        after = (day + 1) % 7
        goes_on = closes >= DAY_END and opens > time.min and mornings.get(after, time.max) < time(12)
        said.append((day, opens, mornings[after] if goes_on else _said_end(closes)))
    return said


def _ends_at_midnight(week: Sequence[Span], weekday: int) -> bool:
    return any(day == weekday and closes >= DAY_END and opens > time.min for day, opens, closes in week)


def in_rows(week: Sequence[Span]) -> list[Days]:
    """A week to be read: neighbouring days with the same hours in one row."""
    said = as_typed(week)
    by_day = [[(opens, closes) for day, opens, closes in said if day == weekday] for weekday in range(7)]
    rows: list[Days] = []
    for weekday, spans in enumerate(by_day):
        if rows and rows[-1].spans == spans:
            rows[-1] = rows[-1]._replace(last=weekday)
        else:
            rows.append(Days(weekday, weekday, spans))
    return rows
