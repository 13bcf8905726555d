"""Bookings as the desk's list reads them: a few columns each, however many there are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, inspect, or_, select
from sqlalchemy.orm import lazyload
from sqlalchemy.orm.attributes import set_committed_value

from app.bookings.models import Booking, booking_venues
from app.bookings.queries.floor import has_run_out
from app.bookings.rules import LIVE, WAITING
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.spaces.models import Space
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
    space_ref: str | None  # its public id
    venues: tuple[Venue, ...]

    @property
    def blocked(self) -> Timespan:
        return Timespan(self.starts_at, self.ends_at)

    @property
    def public(self) -> Timespan:
        return Timespan(self.public_starts_at, self.public_ends_at)


def open_lines(venues: Sequence[Venue], since: datetime | None = None) -> list[Any]:
    """What waits for the Centre's answer, what is offered or held, and what is not over (or was not at `since`), in the
    order in which they were made, without what has run out meanwhile."""
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
            Space.public_id,
            booking_venues.c.venue_id,
        )
        .join(booking_venues, booking_venues.c.booking_id == Booking.id)
        .outerjoin(Space, Space.id == Booking.space_id)
        .where(
            or_(Booking.status.in_(WAITING), and_(Booking.status.in_(LIVE), Booking.ends_at > (since or now))),
            ~has_run_out(now),
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


def bookings_of(lines: Collection[Any]) -> dict[int, Booking]:
    """By id, for a line each: without their equipment and their people, and in the places that are known already."""
    rows = db.session.scalars(
        select(Booking)
        .where(Booking.id.in_([one.id for one in lines]))
        .options(lazyload(Booking.equipment), lazyload(Booking.requester), lazyload(Booking.venues))
        .order_by(Booking.id)
    )
    found = {one.id: one for one in rows}
    place(found.values(), lines)
    return found


def place(bookings: Iterable[Booking], lines: Iterable[Any]) -> None:
    """Tell bookings where they are, as the lines know: nobody asks once more."""
    places = {one.id: list(one.venues) for one in lines}
    for booking in bookings:
        if booking.id in places and "venues" in inspect(booking).unloaded:
            set_committed_value(booking, "venues", places[booking.id])
