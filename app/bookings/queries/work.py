"""Bookings as the desk's list reads them: a few columns each, however many there are."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import lazyload

from app.bookings.models import Booking, booking_venues
from app.bookings.queries.floor import has_run_out
from app.bookings.rules import LIVE, WAITING
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.venues.models import Venue
from app.venues.queries import all_venues


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


def inbox_lines() -> list[Any]:
    """`inbox`, lightly."""
    return _lines(Booking.status.in_(WAITING))


def lines_ahead() -> list[Any]:
    """What spaces have asked for or got and what is not over, soonest first."""
    return sorted(
        _lines(Booking.status.in_(LIVE), Booking.space_id.is_not(None), Booking.ends_at > clock.now()),
        key=lambda one: (one.starts_at, one.id),
    )


def _lines(*conditions: ColumnElement[bool]) -> list[Any]:
    """In the order in which they were made, without what has run out meanwhile."""
    wanted = (*conditions, ~has_run_out(clock.now()))
    venues = {venue.id: venue for venue in all_venues()}
    places: dict[int, list[int]] = defaultdict(list)
    for booking_id, venue_id in db.session.execute(
        select(booking_venues.c.booking_id, booking_venues.c.venue_id)
        .join(Booking, Booking.id == booking_venues.c.booking_id)
        .join(Venue, Venue.id == booking_venues.c.venue_id)
        .where(*wanted)
        .order_by(booking_venues.c.booking_id, Venue.position)
    ):
        places[booking_id].append(venue_id)
    rows = db.session.execute(
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
        )
        .where(*wanted)
        .order_by(Booking.created_at, Booking.id)
    )
    return [BookingLine(**row._mapping, venues=tuple(venues[number] for number in places[row.id])) for row in rows]


def bookings_by_id(ids: Collection[int]) -> dict[int, Booking]:
    """For a line each: without their equipment and their people."""
    rows = db.session.scalars(
        select(Booking)
        .where(Booking.id.in_(ids))
        .options(lazyload(Booking.equipment), lazyload(Booking.requester))
        .order_by(Booking.id)
    )
    return {one.id: one for one in rows}
