"""Every write of bookings and closures; what callers use."""

from app.bookings.service.changes import cancel_booking, change_words, move_booking, swap_bookings
from app.bookings.service.closures import change_closure, close_venues, lift_closure, note_reached
from app.bookings.service.decisions import confirm_booking, decline_booking
from app.bookings.service.lapses import facts_of_lapses, keep_lapsed, release_lapsed
from app.bookings.service.offers import (
    accept_offer,
    counter_offer,
    join_waiting_list,
    leave_waiting_list,
    offer_by_hand,
    turn_down_offer,
)
from app.bookings.service.requests import request_booking, request_series
from app.bookings.service.settling import offer_waiting, release_expired_holds

__all__ = [
    "accept_offer",
    "cancel_booking",
    "change_closure",
    "change_words",
    "close_venues",
    "confirm_booking",
    "counter_offer",
    "decline_booking",
    "facts_of_lapses",
    "join_waiting_list",
    "keep_lapsed",
    "leave_waiting_list",
    "lift_closure",
    "move_booking",
    "note_reached",
    "offer_by_hand",
    "offer_waiting",
    "release_expired_holds",
    "release_lapsed",
    "request_booking",
    "request_series",
    "swap_bookings",
    "turn_down_offer",
]
