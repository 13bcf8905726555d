"""What a day holds at the places."""

from collections.abc import Sequence
from datetime import date

from app.bookings import queries as bookings
from app.bookings.models import OccupancyKind
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Moment, moments_of
from app.venues.models import Venue


def plan_of(day: date, venues: Sequence[Venue]) -> list[Moment]:
    span = day_span(day, clock.HOUSE_ZONE)
    taken = bookings.on_day([venue.id for venue in venues], span)
    held = {o.booking.id: o.booking for o in taken if o.kind == OccupancyKind.BOOKING and o.booking is not None}
    shut = {o.closure.id: o.closure for o in taken if o.closure is not None}
    return moments_of(held.values(), shut.values(), span)
