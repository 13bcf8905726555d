"""Every write of bookings and closures; what callers use."""

from app.bookings.service.closures import close_venues, lift_closure
from app.bookings.service.lapses import facts_of_lapses, keep_lapsed, release_lapsed
from app.bookings.service.requests import (
    cancel_booking,
    change_words,
    confirm_booking,
    decline_booking,
    move_booking,
    release_expired_holds,
    request_booking,
    request_series,
    swap_bookings,
)

__all__ = [
    "cancel_booking",
    "change_words",
    "close_venues",
    "confirm_booking",
    "decline_booking",
    "facts_of_lapses",
    "keep_lapsed",
    "lift_closure",
    "move_booking",
    "release_expired_holds",
    "release_lapsed",
    "request_booking",
    "request_series",
    "swap_bookings",
]
