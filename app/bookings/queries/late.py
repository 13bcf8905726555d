"""Late changes, and whether those who follow the booking have been told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.bookings.models import Booking, LateChange
from app.core.db import db


def late_changes_of(booking_id: int) -> Sequence[LateChange]:
    return db.session.scalars(
        select(LateChange).where(LateChange.booking_id == booking_id).order_by(LateChange.sequence)
    ).all()


def changed_late_and_not_told() -> Sequence[int]:
    """Ids of bookings whose followers know less than there is to know: of a late change, or of any change since one
    they were told of."""
    told = select(LateChange.booking_id, func.max(LateChange.sequence).label("sequence"))
    told = told.where(LateChange.told_at.is_not(None)).group_by(LateChange.booking_id)
    last = told.subquery()
    fresh = select(LateChange.booking_id).where(LateChange.told_at.is_(None))
    since = select(Booking.id).join(last, last.c.booking_id == Booking.id).where(Booking.sequence > last.c.sequence)
    return db.session.scalars(select(Booking.id).where(Booking.id.in_(fresh.union(since))).order_by(Booking.id)).all()


def late_changes_over(now: datetime) -> Sequence[int]:
    return db.session.scalars(
        select(LateChange.booking_id)
        .join(Booking, Booking.id == LateChange.booking_id)
        .group_by(LateChange.booking_id)
        .having(func.max(LateChange.was_ends_at) < now, func.max(Booking.public_ends_at) < now)
        .order_by(LateChange.booking_id)
    ).all()
