"""How facts are grouped for reading. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from app.bookings.models import Booking
from app.venues.models import BookableHours

EVENTS_SHOWN = 300


@dataclass(frozen=True)
class HoursRow:
    """Neighbouring weekdays (0 = Monday) with the same hours; no spans means no public phase on them."""

    first: int
    last: int
    spans: tuple[tuple[time, time], ...]


def grouped_hours(hours: Sequence[BookableHours]) -> list[HoursRow]:
    by_day = [tuple(sorted((h.opens, h.closes) for h in hours if h.weekday == day)) for day in range(7)]
    rows = []
    for spans, days in groupby(range(7), key=lambda day: by_day[day]):
        run = list(days)
        rows.append(HoursRow(run[0], run[-1], spans))
    return rows


def by_month(bookings: Iterable[Booking]) -> list[tuple[date, list[Booking]]]:
    """First of the month and its events; what began in an earlier month stands under the month it began in."""
    months = groupby(bookings, key=lambda booking: local_day(booking).replace(day=1))
    return [(month, list(events)) for month, events in months]


def local_day(booking: Booking) -> date:
    """The first public day where it happens."""
    return booking.public_starts_at.astimezone(zone_of(booking)).date()


def last_local_day(booking: Booking) -> date:
    return booking.public.days(zone_of(booking))[-1]


def zone_of(booking: Booking) -> ZoneInfo:
    return booking.venues[0].zone


def is_over(booking: Booking, now: datetime) -> bool:
    return booking.public_ends_at <= now
