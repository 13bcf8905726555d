"""Working days in Viet Nam: Monday to Friday, less the days off, plus weekend days worked in exchange."""

from collections.abc import Mapping
from datetime import date, timedelta


def is_working_day(day: date, special: Mapping[date, bool]) -> bool:
    """`special` maps a day to whether it is worked; days that are not in it follow the week."""
    return special.get(day, day.weekday() < 5)


def add_working_days(day: date, count: int, special: Mapping[date, bool]) -> date:
    """The day that lies `count` working days after `day` (before it for a negative count), not counting `day`."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, special)
    return day


def working_days_between(day: date, last: date, special: Mapping[date, bool]) -> int:
    """How many there are after `day`, up to and with `last`."""
    span = (last - day).days
    return sum(is_working_day(day + timedelta(days=number), special) for number in range(1, span + 1))
