"""What calendars and public pages show.

Calendars ask for rows first, with what tells whether a booking has changed, and for whole bookings only where it has:
most of what a feed holds has not changed since it was last read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import lazyload

from app.bookings.models import (
    Booking,
    BookingStatus,
    Closure,
    Departure,
    Origin,
    booking_venues,
)
from app.bookings.rules import LIVE, TOMBSTONE_KEPT
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan, day_span


class Standing(NamedTuple):
    """A booking as far as calendars choose by it; `shown` says that the public was told of it, `venues` are their ids
    with commas between them."""

    id: int
    version: int
    space_id: int | None
    status: str
    shown: bool
    setup: bool
    strike: bool
    venues: str


class Gone(NamedTuple):
    """A booking that stood in public at a venue and left it for another."""

    booking_id: int
    venue_id: int
    left_at: datetime
    version: int
    space_id: int | None
    venues: str


class Wanted(NamedTuple):
    """What a calendar holds of its bookings, as of the house's day `today`; no `kinds` are all of them."""

    window: Timespan
    today: date
    kinds: Collection[str] = ()


def kept_since(today: date) -> datetime:
    """What ended before is gone from calendars. By the house's days, so that feeds do not move in between."""
    return day_span(today - TOMBSTONE_KEPT, clock.HOUSE_ZONE).start


def public_standing(
    wanted: Wanted, venue_ids: Collection[int] | None = None, space_ids: Collection[int] | None = None
) -> Sequence[Standing]:
    """What public feeds show: confirmed and open to the public, and what was so and fell through, for 30 days on; at
    these venues or of these spaces, where either is given."""
    query = _standing(wanted.kinds).where(
        shown_publicly(),
        Booking.public_starts_at < wanted.window.end,
        Booking.public_ends_at > wanted.window.start,
        or_(Booking.status == BookingStatus.CONFIRMED, Booking.public_ends_at > kept_since(wanted.today)),
    )
    of_these = []
    if venue_ids is not None:
        of_these.append(Booking.id.in_(_bookings_at(venue_ids)))
    if space_ids is not None:
        of_these.append(Booking.space_id.in_(space_ids))
    return _read(query.where(or_(*of_these)) if of_these else query)


def private_standing(wanted: Wanted, space_ids: Collection[int] | None) -> Sequence[Standing]:
    """What private feeds show of these spaces, or of everybody for None: what waits, what stands, and whatever fell
    through, for 30 days on, since it stood there as waiting; not what has been on a waiting list all along."""
    query = _standing(wanted.kinds).where(
        Booking.starts_at < wanted.window.end,
        Booking.ends_at > wanted.window.start,
        or_(Booking.status.in_(LIVE), Booking.public_ends_at > kept_since(wanted.today)),
        or_(
            Booking.status != BookingStatus.WAITLISTED,
            Booking.origin == Origin.LOST,
            Booking.waiting_since > Booking.created_at,
        ),
    )
    return _read(query if space_ids is None else query.where(Booking.space_id.in_(space_ids)))


def departures_from(wanted: Wanted, venue_ids: Collection[int]) -> Sequence[Gone]:
    """What stood in public at these venues and went to
    others, for 30 days after the time it had; the latest of each booking first. What came back to the floor by
    another name of it is the caller's to leave out."""
    query = (
        select(
            Departure.booking_id,
            Departure.venue_id,
            Departure.left_at,
            Booking.version,
            Booking.space_id,
            _venues_of(Booking.id),
        )
        .join(Booking, Booking.id == Departure.booking_id)
        .where(
            Departure.venue_id.in_(venue_ids),
            Departure.starts_at < wanted.window.end,
            Departure.ends_at > max(wanted.window.start, kept_since(wanted.today)),
        )
        .order_by(Departure.booking_id, Departure.left_at.desc(), Departure.venue_id)
    )
    if wanted.kinds:
        query = query.where(Booking.activity_kind.in_(wanted.kinds))
    return [Gone(*row) for row in db.session.execute(query)]


def closures_shown(*, hidden: bool, window: Timespan, today: date) -> Sequence[Closure]:
    """What calendars show of closures: those that shut something and those that were announced, or `hidden` ones too;
    a lifted one for 30 days after the time it had. Earliest first."""
    query = (
        select(Closure)
        .where(
            Closure.starts_at < window.end,
            Closure.ends_at > window.start,
            or_(Closure.lifted_at.is_(None), Closure.ends_at > kept_since(today)),
        )
        .order_by(Closure.starts_at, Closure.id)
    )
    return db.session.scalars(query if hidden else query.where(or_(Closure.announced, ~Closure.soft))).all()


def bookings_as_they_are(ids: Iterable[int]) -> Mapping[int, Booking]:
    """Read anew, also where the session has seen them before: what was seen may be older than the row they were
    chosen by."""
    found: dict[int, Booking] = {}
    unshown = lazyload(Booking.requester), lazyload(Booking.equipment)
    for some in _in_batches(ids):
        query = select(Booking).where(Booking.id.in_(some)).order_by(Booking.id).options(*unshown)
        for booking in db.session.scalars(query.execution_options(populate_existing=True)):
            found[booking.id] = booking
    return found


def departures_as_they_are(ids: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], Departure]:
    """By booking and venue."""
    wanted = set(ids)
    found: dict[tuple[int, int], Departure] = {}
    for some in _in_batches({booking_id for booking_id, _venue_id in wanted}):
        query = select(Departure).where(Departure.booking_id.in_(some)).order_by(Departure.booking_id)
        for one in db.session.scalars(query.execution_options(populate_existing=True)):
            if (one.booking_id, one.venue_id) in wanted:
                found[one.booking_id, one.venue_id] = one
    return found


def shown_publicly() -> ColumnElement[bool]:
    fell_through = (BookingStatus.CANCELLED, BookingStatus.DISPLACED)
    return and_(
        Booking.open_to_public,
        Booking.shown_publicly_at.is_not(None),
        or_(Booking.status == BookingStatus.CONFIRMED, Booking.status.in_(fell_through)),
    )


def _standing(kinds: Collection[str]) -> Select[int, int, int | None, str, bool, bool, bool, str]:
    query = select(
        Booking.id,
        Booking.version,
        Booking.space_id,
        Booking.status,
        shown_publicly(),
        Booking.starts_at < Booking.public_starts_at,
        Booking.public_ends_at < Booking.ends_at,
        _venues_of(Booking.id),
    ).order_by(Booking.id)
    return query.where(Booking.activity_kind.in_(kinds)) if kinds else query


def _read(query: Select[int, int, int | None, str, bool, bool, bool, str]) -> Sequence[Standing]:
    return [Standing._make(row) for row in db.session.execute(query)]


def _venues_of(booking_id: Any) -> ColumnElement[str]:
    there = func.aggregate_strings(cast(booking_venues.c.venue_id, String), ",")
    return select(there).where(booking_venues.c.booking_id == booking_id).scalar_subquery()


def _in_batches(ids: Iterable[int], size: int = 5000) -> Iterable[list[int]]:
    """Databases count the parameters of a statement."""
    ordered = sorted(set(ids))
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def _bookings_at(venue_ids: Iterable[int]) -> Select[tuple[int]]:
    return select(booking_venues.c.booking_id).where(booking_venues.c.venue_id.in_(list(venue_ids)))


def venues_left_by(booking_ids: Collection[int]) -> Sequence[int]:
    """Whose feeds have a tombstone of these bookings, which tells where they went and how often they changed."""
    left = select(Departure.venue_id).where(Departure.booking_id.in_(booking_ids))
    return db.session.scalars(left.distinct().order_by(Departure.venue_id)).all()


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
