"""The written agreement about a venue: when one is given, and whether one that was given still holds."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.bookings.models import Booking, BookingStatus, VenueAgreement

# What may not differ between the paper and the booking as it stands now.
ESSENCE = ("venue_ids", "starts_at", "ends_at", "public_starts_at", "public_ends_at", "layout", "people", "equipment")


class State(StrEnum):
    HOLDS = "holds"
    OVER = "over"  # it held, and its time is past
    SUPERSEDED = "superseded"  # something it says has changed since, or a newer one says the same
    VOID = "void"  # the booking is gone


def state_of(
    agreement: VenueAgreement, booking: Booking, today: Mapping[str, Any], *, newest: bool, now: datetime
) -> State:
    """`today` is what a new agreement would say of the booking."""
    if booking.status != BookingStatus.CONFIRMED:
        return State.VOID
    if not newest or any(agreement.data.get(name) != today.get(name) for name in ESSENCE):
        return State.SUPERSEDED
    return State.OVER if booking.ends_at <= now else State.HOLDS


def counter_name(pattern: str, year: int) -> str:
    """A pattern without the year counts on over the years: starting again would give a number twice."""
    return f"agreement:{year}" if "{year}" in pattern else "agreement"
