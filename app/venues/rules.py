"""When a venue can be booked. Visitor hours are information and decide nothing here."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from app.accounts.rules import is_coordinator
from app.venues.models import BookableHours, HoursException

Hours = list[tuple[time, time]]


def bookable(
    hours: Sequence[BookableHours], exceptions: Sequence[HoursException], day: date, statutory_off: bool
) -> Hours:
    """Local spans of `day` in which a public phase may lie, in order; empty when the day has none.

    An exception for the day replaces its weekly hours and a day off by statute: staff who wrote it meant that day.
    """
    exception = next((e for e in exceptions if e.day == day), None)
    if exception is not None:
        if exception.opens is None or exception.closes is None:
            return []
        return [(exception.opens, exception.closes)]
    if statutory_off:
        return []
    return sorted((h.opens, h.closes) for h in hours if h.weekday == day.weekday())


def can_manage_venues(actor: Any) -> bool:
    return is_coordinator(actor)
