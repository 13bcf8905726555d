"""What calendars and public pages show."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.bookings.models import (
    Booking,
    BookingStatus,
    Departure,
    Origin,
    booking_venues,
)
from app.bookings.rules import LIVE, TOMBSTONE_KEPT
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan, day_span


def public_entries(
    venue_ids: Collection[int] | None = None,
    *,
    space_id: int | None = None,
    window: Timespan,
    today: date | None = None,
) -> Sequence[Booking]:
    """What public feeds show on the house's day: confirmed and open to the public, and what was so and fell through,
    for 30 days on.

    Ordered by start, then uuid, so that equal data give equal bytes.
    """
    query = (
        select(Booking)
        .where(
            shown_publicly(),
            Booking.public_starts_at < window.end,
            Booking.public_ends_at > window.start,
            or_(Booking.status == BookingStatus.CONFIRMED, Booking.public_ends_at > _kept_since(today)),
        )
        .order_by(Booking.public_starts_at, Booking.uuid)
    )
    if venue_ids is not None:
        query = query.where(Booking.id.in_(_bookings_at(venue_ids)))
    if space_id is not None:
        query = query.where(Booking.space_id == space_id)
    return db.session.scalars(query).all()


def departures_from(
    venue_ids: Collection[int], *, window: Timespan, today: date | None = None
) -> Sequence[Departure]:
    """What stood in public at these venues and went to others, for 30 days after the time it had; the latest of each
    booking first. What came back to the floor by another name of it is the caller's to leave out."""
    return db.session.scalars(
        select(Departure)
        .where(
            Departure.venue_id.in_(venue_ids),
            Departure.starts_at < window.end,
            Departure.ends_at > max(window.start, _kept_since(today)),
        )
        .order_by(Departure.booking_id, Departure.left_at.desc(), Departure.venue_id)
    ).all()


def private_entries(
    space_ids: Collection[int] | None, *, window: Timespan, today: date | None = None
) -> Sequence[Booking]:
    """What private feeds show of these spaces, or of everybody for None: what waits, what stands, and whatever fell
    through, for 30 days on, since it stood there as waiting; not what has been on a waiting list all along. Ordered like `public_entries`."""
    query = (
        select(Booking)
        .where(
            Booking.starts_at < window.end,
            Booking.ends_at > window.start,
            or_(Booking.status.in_(LIVE), Booking.public_ends_at > _kept_since(today)),
            or_(
                Booking.status != BookingStatus.WAITLISTED,
                Booking.origin == Origin.LOST,
                Booking.waiting_since > Booking.created_at,
            ),
        )
        .order_by(Booking.public_starts_at, Booking.uuid)
    )
    if space_ids is not None:
        query = query.where(Booking.space_id.in_(space_ids))
    return db.session.scalars(query).all()


def _kept_since(today: date | None) -> datetime:
    """Midnight, so that tombstones go between days and never while nobody has changed anything."""
    return day_span((today or clock.today()) - TOMBSTONE_KEPT, clock.HOUSE_ZONE).start


def shown_publicly() -> ColumnElement[bool]:
    fell_through = (BookingStatus.CANCELLED, BookingStatus.DISPLACED)
    return and_(
        Booking.open_to_public,
        Booking.shown_publicly_at.is_not(None),
        or_(Booking.status == BookingStatus.CONFIRMED, Booking.status.in_(fell_through)),
    )


def _bookings_at(venue_ids: Iterable[int]) -> Select[tuple[int]]:
    return select(booking_venues.c.booking_id).where(booking_venues.c.venue_id.in_(list(venue_ids)))


def upcoming_public(
    *, now: datetime, limit: int, venue_id: int | None = None, space_id: int | None = None
) -> Sequence[Booking]:
    """Confirmed and open to the public, not over yet, soonest first."""
    query = (
        select(Booking)
        .where(
            Booking.status == BookingStatus.CONFIRMED,
            Booking.open_to_public,
            Booking.public_ends_at > now,
        )
        .order_by(Booking.public_starts_at, Booking.id)
        .limit(limit)
    )
    if venue_id is not None:
        query = query.where(Booking.id.in_(_bookings_at([venue_id])))
    if space_id is not None:
        query = query.where(Booking.space_id == space_id)
    return db.session.scalars(query).all()
