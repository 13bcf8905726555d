"""What a booking may be and become. Pure: values in hand, `now` passed in."""

from app.bookings.rules.hours import day_outside_hours, days_to_check
from app.bookings.rules.lapses import Lapse, can_settle_lapse, days_of_host, first_closed_to, lapse_key, lapsed
from app.bookings.rules.limits import (
    A_DAY,
    FURTHEST_AHEAD,
    LAST_MINUTE,
    LONGEST,
    LONGEST_PHASE,
    MARKS,
    TOMBSTONE_KEPT,
)
from app.bookings.rules.people import can_cancel, can_close_venues, can_decide, can_move, can_request_for, is_own
from app.bookings.rules.requests import BookingRequest, check_shape, check_when
from app.bookings.rules.states import (
    BLOCKING,
    GONE,
    LIVE,
    TRANSITIONS,
    WAITING,
    check_transition,
    has_run_out,
    hold_expires_at,
    offer_expires_at,
    outcome_for,
)

__all__ = [
    "A_DAY",
    "BLOCKING",
    "FURTHEST_AHEAD",
    "GONE",
    "LAST_MINUTE",
    "LIVE",
    "LONGEST",
    "LONGEST_PHASE",
    "MARKS",
    "TOMBSTONE_KEPT",
    "TRANSITIONS",
    "WAITING",
    "BookingRequest",
    "Lapse",
    "can_cancel",
    "can_close_venues",
    "can_decide",
    "can_move",
    "can_request_for",
    "can_settle_lapse",
    "check_shape",
    "check_transition",
    "check_when",
    "day_outside_hours",
    "days_of_host",
    "days_to_check",
    "first_closed_to",
    "has_run_out",
    "hold_expires_at",
    "is_own",
    "lapse_key",
    "lapsed",
    "offer_expires_at",
    "outcome_for",
]
