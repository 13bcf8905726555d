"""How facts are grouped for reading. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from app.bookings.models import Booking
from app.venues.models import BookableHours
from app.venues.rules import hours_of_weekday

EVENTS_AT_HOME = 5
EVENTS_BESIDE = 6
SPACES_ON_A_PAGE = 24


@dataclass(frozen=True)
class HoursRow:
    """Neighbouring weekdays (0 = Monday) with the same hours; no spans means no public phase on them."""

    first: int
    last: int
    spans: tuple[tuple[time, time], ...]


def grouped_hours(hours: Sequence[BookableHours], season_id: int | None = None) -> list[HoursRow]:
    """Of the whole year, or of one season."""
    by_day = [tuple(hours_of_weekday(hours, day, season_id)) for day in range(7)]
    rows = []
    for spans, days in groupby(range(7), key=lambda day: by_day[day]):
        run = list(days)
        rows.append(HoursRow(run[0], run[-1], spans))
    return rows


def local_day(booking: Booking) -> date:
    """The first public day where it happens."""
    return booking.public_starts_at.astimezone(zone_of(booking)).date()


def last_local_day(booking: Booking) -> date:
    return booking.public.days(zone_of(booking))[-1]


def zone_of(booking: Booking) -> ZoneInfo:
    return booking.venues[0].zone


def is_over(booking: Booking, now: datetime) -> bool:
    return booking.public_ends_at <= now
