"""What a host's page says of waiting and of offers."""

from dataclasses import dataclass

from app.bookings import queries
from app.bookings.models import Booking, BookingStatus, Origin
from app.bookings.screens import Event, status_of
from app.bookings.waiting import places_in_line
from app.core import clock


@dataclass(frozen=True)
class InLine:
    """`place` is 0 for what does not wait. `was_offered`: it ended, if it has ended, as an offer that nobody took; `waiting_ended`: as
    a place on the list. `first` is what was
    asked for where the Centre offers something else, `offered` what it offers instead of this one."""

    place: int
    was_offered: bool
    waited: bool
    waiting_ended: bool
    first: Booking | None
    first_waits: bool
    offered: Booking | None


def in_line(booking: Booking, history: list[Event]) -> InLine:
    """`history` is that of the booking."""
    first = queries.origin_of(booking) if booking.origin == Origin.COUNTER else None
    copies = queries.copies_of(booking)
    steps = [event.action for event in history if event.action in ANSWERED]
    return InLine(
        place=queries.place_in_line(booking) if booking.status == BookingStatus.WAITLISTED else 0,
        was_offered=bool(steps) and steps[-1] == "booking.offered",
        waited=booking.waiting_since is not None,
        waiting_ended=booking.waiting_since is not None and (not steps or steps[-1] == "booking.passed"),
        first=first,
        first_waits=first is not None and status_of(first) == BookingStatus.WAITLISTED,
        offered=next((one for one in copies if status_of(one) == BookingStatus.OFFERED), None),
    )


ANSWERED = {"booking.offered", "booking.accepted", "booking.passed"}


def places() -> dict[int, int]:
    """Of everybody who waits, by booking id."""
    return places_in_line(queries.waiting_list(now=clock.now()))
