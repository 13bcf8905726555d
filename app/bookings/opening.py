"""What hours mean for bookings that stand: those outside keep standing, and whoever changes hours is told of them."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from app.bookings import queries
from app.bookings.conflicts import open_hours
from app.bookings.models import Booking
from app.bookings.rules import day_outside_hours, days_to_check
from app.core.db import rehearse
from app.venues.models import Venue


def standing_outside(venue: Venue) -> list[Booking]:
    """Confirmed bookings to come whose public phase the hours do not admit as they are written now."""
    ahead = queries.confirmed_ahead(venue.id)
    days = sorted({day for booking in ahead for day in days_to_check(booking.public, venue.zone)})
    opened = open_hours(venue, days) if days else {}
    return [one for one in ahead if day_outside_hours(one.public, opened, venue.zone) is not None]


def new_outside(fetch: Callable[[], Venue], act: Callable[[], Any]) -> list[str]:
    """Public ids of the bookings that would come to lie outside if `act` were done; nothing of it stays.

    Raises what `act` raises.
    """

    def tried() -> list[str]:
        before = {one.id for one in standing_outside(fetch())}
        act()
        return [one.public_id for one in standing_outside(fetch()) if one.id not in before]

    return rehearse(tried)


def named(public_ids: Sequence[str]) -> str:
    """Names these bookings, to be compared when the form comes back; empty for none."""
    return hashlib.sha256(" ".join(public_ids).encode()).hexdigest()[:20] if public_ids else ""
