"""Bookings as the desk's list reads them: a few columns each, however many there are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import lazyload

from app.bookings.models import Booking, booking_venues
from app.bookings.queries.floor import has_run_out
from app.bookings.rules import LIVE, WAITING
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class BookingLine:
    """Reads like a booking wherever only its state, its times and its places are asked for."""

    id: int
    public_id: str
    space_id: int | None
    status: str
    starts_at: datetime
    ends_at: datetime
    public_starts_at: datetime
    public_ends_at: datetime
    hold_expires_at: datetime | None
    version: int
    venues: tuple[Venue, ...]

    @property
    def blocked(self) -> Timespan:
        return Timespan(self.starts_at, self.ends_at)

    @property
    def public(self) -> Timespan:
        return Timespan(self.public_starts_at, self.public_ends_at)


def open_lines(venues: Sequence[Venue]) -> list[Any]:
    """What waits for the Centre's answer, what is offered or held, and what is to come, in the order in which they
    were made, without what has run out meanwhile."""
    now = clock.now()
    known = {venue.id: venue for venue in venues}
    places: dict[Any, list[Venue]] = {}
    for *columns, venue_id in db.session.execute(
        select(
            Booking.id,
            Booking.public_id,
            Booking.space_id,
            Booking.status,
            Booking.starts_at,
            Booking.ends_at,
            Booking.public_starts_at,
            Booking.public_ends_at,
            Booking.hold_expires_at,
            Booking.version,
            booking_venues.c.venue_id,
        )
        .join(booking_venues, booking_venues.c.booking_id == Booking.id)
        .where(
            or_(Booking.status.in_(WAITING), and_(Booking.status.in_(LIVE), Booking.ends_at > now)), ~has_run_out(now)
        )
        .order_by(Booking.created_at, Booking.id, booking_venues.c.venue_id)
    ):
        places.setdefault(tuple(columns), []).append(known[venue_id])
    return [
        BookingLine(*columns, venues=tuple(sorted(there, key=lambda venue: (venue.position, venue.id))))  # type: ignore[misc]
        for columns, there in places.items()
    ]


def inbox_lines(lines: Iterable[Any]) -> list[Any]:
    """Of those, `inbox`."""
    return [one for one in lines if one.status in WAITING]


def lines_ahead(lines: Iterable[Any]) -> list[Any]:
    """Of those, what spaces have asked for or got and what is not over, soonest first."""
    now = clock.now()
    ahead = [one for one in lines if one.space_id is not None and one.ends_at > now]
    return sorted(ahead, key=lambda one: (one.starts_at, one.id))


def bookings_by_id(ids: Collection[int]) -> dict[int, Booking]:
    """For a line each: without their equipment and their people."""
    rows = db.session.scalars(
        select(Booking)
        .where(Booking.id.in_(ids))
        .options(lazyload(Booking.equipment), lazyload(Booking.requester))
        .order_by(Booking.id)
    )
    return {one.id: one for one in rows}
