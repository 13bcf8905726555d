"""What stands at a venue from now on."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.bookings.models import Booking, BookingStatus, booking_venues
from app.core import clock
from app.core.db import db


def confirmed_ahead(venue_id: int) -> Sequence[Booking]:
    """Confirmed bookings whose public phase is not over, by start."""
    here = select(booking_venues.c.booking_id).where(booking_venues.c.venue_id == venue_id)
    return db.session.scalars(
        select(Booking)
        .where(
            Booking.id.in_(here),
            Booking.status == BookingStatus.CONFIRMED,
            Booking.public_ends_at > clock.now(),
        )
        .order_by(Booking.public_starts_at, Booking.id)
    ).all()


def bookings_by_public_id(public_ids: Collection[str]) -> Sequence[Booking]:
    return db.session.scalars(
        select(Booking).where(Booking.public_id.in_(public_ids)).order_by(Booking.public_starts_at, Booking.id)
    ).all()
