"""Who is on the floor, and who wants it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from app.bookings.models import (
    Booking,
    BookingStatus,
    Closure,
    Occupancy,
    OccupancyKind,
)
from app.bookings.rules import LIVE, WAITING
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.venues.models import venue_areas


def blocking_in(
    area_ids: Collection[int], *spans: Timespan, ignoring: Collection[int], now: datetime
) -> Sequence[Occupancy]:
    """Occupancies that block any of the areas within any of the spans, earliest first, but those of bookings in
    `ignoring`.

    A hold that ran out counts as gone: every write releases it before it looks.
    """
    return (
        db.session.scalars(
            select(Occupancy)
            .outerjoin(Occupancy.booking)
            .where(
                Occupancy.area_id.in_(area_ids),
                Occupancy.blocking,
                taken_within(spans),
                or_(Occupancy.booking_id.is_(None), and_(Occupancy.booking_id.not_in(ignoring), ~has_run_out(now))),
            )
            .order_by(Occupancy.starts_at, Occupancy.area_id, Occupancy.id)
            .options(joinedload(Occupancy.booking), joinedload(Occupancy.closure))
        )
        .unique()
        .all()
    )


def taken_within(spans: Iterable[Timespan]) -> ColumnElement[bool]:
    """Of occupancies."""
    return or_(*(and_(Occupancy.starts_at < span.end, Occupancy.ends_at > span.start) for span in spans))


def live_in(area_ids: Collection[int], span: Timespan, *, now: datetime) -> Sequence[Booking]:
    """Bookings that wait or stand in any of the areas within the span: what a closure displaces."""
    taken = select(Occupancy.booking_id).where(
        Occupancy.kind == OccupancyKind.BOOKING,
        Occupancy.area_id.in_(area_ids),
        Occupancy.starts_at < span.end,
        Occupancy.ends_at > span.start,
    )
    return db.session.scalars(
        select(Booking)
        .where(Booking.id.in_(taken), Booking.status.in_(LIVE), ~has_run_out(now))
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def competing_with(booking: Booking) -> Sequence[Booking]:
    """Other requests that want the same floor at the same time, oldest first; confirming one shuts out the rest."""
    here = {area.id for venue in booking.venues for area in venue.areas}
    rivals = live_in(here, booking.blocked, now=clock.now())
    waiting = [b for b in rivals if b.id != booking.id and b.status in WAITING]
    return sorted(waiting, key=lambda b: (b.created_at, b.id))


def on_day(venue_ids: Collection[int], span: Timespan) -> Sequence[Occupancy]:
    """What stands or waits on the venues' floors within the span, for the day table: by area, then time."""
    areas = areas_at(venue_ids)
    now = clock.now()
    return (
        db.session.scalars(
            select(Occupancy)
            .outerjoin(Occupancy.booking)
            .outerjoin(Occupancy.closure)
            .where(
                Occupancy.area_id.in_(areas),
                Occupancy.starts_at < span.end,
                Occupancy.ends_at > span.start,
                or_(
                    and_(Booking.status.in_(LIVE), ~has_run_out(now)),
                    and_(Occupancy.closure_id.is_not(None), Closure.lifted_at.is_(None)),
                ),
            )
            .order_by(Occupancy.area_id, Occupancy.starts_at, Occupancy.id)
            .options(joinedload(Occupancy.booking), joinedload(Occupancy.closure))
        )
        .unique()
        .all()
    )


def waiting_in(area_ids: Collection[int], *spans: Timespan, now: datetime) -> Sequence[Booking]:
    """Who is on the waiting list for any of these areas within any of the spans, longest first."""
    wanted = select(Occupancy.booking_id).where(Occupancy.area_id.in_(area_ids), taken_within(spans))
    return db.session.scalars(_waiting(now).where(Booking.id.in_(wanted))).all()


def waiting_list(*, now: datetime) -> Sequence[Booking]:
    """Everybody who waits for floor, longest first."""
    return db.session.scalars(_waiting(now)).all()


def open_offers(*, now: datetime) -> Sequence[Booking]:
    """What is held for somebody who has not answered yet, the soonest to run out first."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.status == BookingStatus.OFFERED, ~has_run_out(now))
        .order_by(Booking.hold_expires_at, Booking.id)
    ).all()


def _waiting(now: datetime) -> Select[Booking]:
    return (
        select(Booking)
        .where(Booking.status == BookingStatus.WAITLISTED, Booking.starts_at > now)
        .order_by(Booking.waiting_since, Booking.id)
    )


def copies_of(booking: Booking) -> Sequence[Booking]:
    """What was offered or put on the list in its place, oldest first."""
    return db.session.scalars(select(Booking).where(Booking.origin_id == booking.id).order_by(Booking.id)).all()


def origin_of(booking: Booking) -> Booking | None:
    return db.session.get(Booking, booking.origin_id) if booking.origin_id else None


def place_in_line(booking: Booking) -> int:
    """1 for who is asked first when the floor that this booking waits for becomes free."""
    areas = {area.id for venue in booking.venues for area in venue.areas}
    waiting = waiting_in(areas, booking.blocked, now=clock.now())
    return next((place for place, one in enumerate(waiting, start=1) if one.id == booking.id), 0)


def run_out(now: datetime, area_ids: Collection[int] | None = None) -> Sequence[Booking]:
    """Holds past their time and requests past their start, in the given areas or everywhere."""
    query = select(Booking).where(has_run_out(now)).order_by(Booking.id)
    if area_ids is not None:
        query = query.where(Booking.id.in_(select(Occupancy.booking_id).where(Occupancy.area_id.in_(area_ids))))
    return db.session.scalars(query).all()


def has_run_out(now: datetime) -> ColumnElement[bool]:
    """`rules.has_run_out`, for the database."""
    return or_(
        and_(
            Booking.status.in_((BookingStatus.HELD, BookingStatus.OFFERED)),
            Booking.hold_expires_at.is_not(None),
            Booking.hold_expires_at <= now,
        ),
        and_(
            Booking.status.in_((BookingStatus.REQUESTED, BookingStatus.WAITLISTED)),
            Booking.starts_at <= now,
        ),
    )


def areas_at(venue_ids: Collection[int]) -> Select[tuple[int]]:
    return select(venue_areas.c.area_id).where(venue_areas.c.venue_id.in_(venue_ids))
