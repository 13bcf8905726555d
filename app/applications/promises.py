"""The case clock: by when the Centre has promised to decide, and what has moved that day. Pure.

Working days are counted from the day after the receipt. Only while the case waits for the applicant does the clock
stand still: the days after the one on which the Centre asked, up to and with the one on which the answer came.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.workdays.rules import is_working_day, working_days_between

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """No `until`: it lasts."""

    since: date
    until: date | None = None

    def holds(self, day: date, today: date) -> bool:
        return self.since < day <= (self.until or today)


class Cause(StrEnum):
    WAITING = "waiting"  # for the applicant
    DAY_OFF = "day_off"  # added to the calendar since the receipt
    WORKED = "worked"  # a weekend day worked, added since
    CALENDAR = "calendar"  # days were taken out of the calendar since


@dataclass(frozen=True)
class Shift:
    """`days` working days later (earlier for less than nothing), because of what happened from `first` to `last`."""

    cause: Cause
    days: int
    first: date | None = None
    last: date | None = None
    name: Any = None


@dataclass(frozen=True)
class Promise:
    on: date
    shifts: tuple[Shift, ...] = ()
    is_paused: bool = False
    """While it is, `on` is the day if the answer came today."""

    def is_late(self, today: date) -> bool:
        return not self.is_paused and self.on < today


def days_promised(received_on: date, days: int, planned_on: date | None, special: Mapping[date, bool]) -> int:
    """A call that names its day of decision promises no earlier one."""
    until_then = working_days_between(received_on, planned_on, special) if planned_on else 0
    return max(days, until_then)


def promise(
    received_on: date,
    days: int,
    pauses: Collection[Pause],
    special: Mapping[date, bool],
    *,
    today: date,
    added: Mapping[date, Any] | None = None,
    first_on: date | None = None,
) -> Promise:
    """`added` are the special days that came into the calendar after the receipt, by their names; `first_on` is the
    day that stands on the receipt, against which the rest of the shifts is reckoned."""
    on = received_on
    left = days
    while left > 0:
        on += ONE_DAY
        left -= is_working_day(on, special) and not any(pause.holds(on, today) for pause in pauses)
    added = {day: name for day, name in (added or {}).items() if received_on < day <= on}
    shifts = [*_waited(received_on, pauses, special, on, today), *_changed(added, special, pauses, today)]
    if first_on is not None and (unexplained := _unexplained(received_on, days, first_on, special, added)):
        shifts.append(Shift(Cause.CALENDAR, unexplained))
    return Promise(on, tuple(shifts), any(pause.until is None for pause in pauses))


def _waited(
    received_on: date, pauses: Collection[Pause], special: Mapping[date, bool], on: date, today: date
) -> Iterator[Shift]:
    counted: set[date] = set()
    for pause in sorted(pauses, key=lambda one: one.since):
        until = pause.until or max(today, pause.since)
        since = max(pause.since, received_on)
        held = {day for day in _days(since, min(until, on)) if is_working_day(day, special)} - counted
        counted |= held
        if held:
            yield Shift(Cause.WAITING, len(held), pause.since, pause.until)


def _changed(
    added: Mapping[date, Any], special: Mapping[date, bool], pauses: Collection[Pause], today: date
) -> Iterator[Shift]:
    for day in sorted(added):
        if any(pause.holds(day, today) for pause in pauses):
            continue
        if special[day] and day.weekday() > 4:
            yield Shift(Cause.WORKED, -1, day, day, added[day])
        elif not special[day] and day.weekday() < 5:
            yield Shift(Cause.DAY_OFF, 1, day, day, added[day])


def _unexplained(
    received_on: date, days: int, first_on: date, special: Mapping[date, bool], added: Mapping[date, Any]
) -> int:
    """Days of the first count that are counted otherwise now, though nothing that was added says why."""
    then = {day: works for day, works in special.items() if day not in added}
    return days - working_days_between(received_on, first_on, then)


def _days(after: date, last: date) -> Iterator[date]:
    for number in range(1, (last - after).days + 1):
        yield after + timedelta(days=number)
