"""What a day holds at the places."""

from datetime import date

from app.bookings import queries as bookings
from app.bookings.models import OccupancyKind
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Moment, moments_of
from app.desk.tasks.look import Look


def plan_of(day: date, look: Look) -> list[Moment]:
    span = day_span(day, clock.HOUSE_ZONE)
    taken = bookings.on_day([venue.id for venue in look.venues], span, bare=True)
    held = {o.booking.id: o.booking for o in taken if o.kind == OccupancyKind.BOOKING and o.booking is not None}
    bookings.place(held.values(), look.bookings)
    shut = {o.closure.id: o.closure for o in taken if o.closure is not None}
    return moments_of(held.values(), shut.values(), span)
