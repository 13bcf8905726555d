"""Every write of bookings and closures; what callers use."""

from app.bookings.service.closures import close_venues, lift_closure
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
    "lift_closure",
    "move_booking",
    "release_expired_holds",
    "request_booking",
    "request_series",
    "swap_bookings",
]
