"""Closures."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.bookings.models import (
    Booking,
    BookingChange,
    ChangeStatus,
    Closure,
    Occupancy,
    OccupancyKind,
    Reach,
    closure_venues,
)
from app.bookings.queries.floor import areas_at, blocks
from app.bookings.rules import ANNOUNCED_BEFORE
from app.core.db import db
from app.core.timespan import Timespan
from app.mail.models import Mail


def closure_by_public_id(public_id: str) -> Closure | None:
    return db.session.scalars(select(Closure).where(Closure.public_id == public_id)).one_or_none()


def closures_between(span: Timespan, venue_ids: Collection[int] | None = None) -> Sequence[Closure]:
    """Closures that stand (not lifted) within the span, earliest first."""
    query = (
        select(Closure)
        .where(Closure.lifted_at.is_(None), Closure.starts_at < span.end, Closure.ends_at > span.start)
        .order_by(Closure.starts_at, Closure.id)
    )
    if venue_ids is not None:
        query = query.where(
            Closure.id.in_(select(closure_venues.c.closure_id).where(closure_venues.c.venue_id.in_(venue_ids)))
        )
    return db.session.scalars(query).all()


def standing_closures(now: datetime) -> Sequence[Closure]:
    """Closures that are on or to come, earliest first."""
    return db.session.scalars(
        select(Closure)
        .where(Closure.lifted_at.is_(None), Closure.ends_at > now)
        .order_by(Closure.starts_at, Closure.id)
    ).all()


def past_closures(now: datetime, *, limit: int) -> Sequence[Closure]:
    """Lifted or over, the latest first."""
    return db.session.scalars(
        select(Closure)
        .where(or_(Closure.lifted_at.is_not(None), Closure.ends_at <= now))
        .order_by(Closure.starts_at.desc(), Closure.id)
        .limit(limit)
    ).all()


def announced_closures(
    now: datetime, venue_ids: Collection[int] | None = None, span: Timespan | None = None
) -> Sequence[Closure]:
    """What the site's pages say: announced closures and notices that are on or begin soon, earliest first; those that
    touch the floor of these venues, at this time, where either is given."""
    query = (
        select(Closure)
        .where(
            Closure.announced,
            Closure.lifted_at.is_(None),
            Closure.ends_at > now,
            Closure.starts_at <= now + ANNOUNCED_BEFORE,
        )
        .order_by(Closure.starts_at, Closure.id)
        .options(joinedload(Closure.venues))
    )
    if venue_ids is not None:
        query = query.where(
            exists().where(Occupancy.closure_id == Closure.id, Occupancy.area_id.in_(areas_at(venue_ids)))
        )
    if span is not None:
        query = query.where(Closure.starts_at < span.end, Closure.ends_at > span.start)
    return db.session.scalars(query).unique().all()


def held_changes(area_ids: Collection[int], span: Timespan) -> Sequence[BookingChange]:
    """Open wishes that some of this floor is held for within the span, in the order in which they were asked."""
    held = select(Occupancy.booking_id).where(blocks(area_ids, span), Occupancy.kind == OccupancyKind.CHANGE)
    return db.session.scalars(
        select(BookingChange)
        .where(BookingChange.booking_id.in_(held), BookingChange.status == ChangeStatus.ASKED, BookingChange.held)
        .order_by(BookingChange.id)
    ).all()


def closures_of_source(source: str) -> Sequence[Closure]:
    """What came from an outside calendar, also what has been lifted since; the latest of each UID last."""
    return db.session.scalars(
        select(Closure)
        .where(Closure.source == source, Closure.source_uid.is_not(None))
        .order_by(Closure.created_at, Closure.id)
    ).all()


def sources() -> Sequence[str]:
    """Names of the outside calendars that closures came from."""
    return db.session.scalars(
        select(Closure.source).where(Closure.source != "").distinct().order_by(Closure.source)
    ).all()


def reach_of(closure: Closure, booking_id: int) -> Reach | None:
    return db.session.get(Reach, (closure.id, booking_id)) if closure.id else None


def reaches_of(closure: Closure) -> Sequence[Reach]:
    """Whom nobody has reached yet first, then by the time of the booking."""
    return db.session.scalars(
        select(Reach)
        .join(Reach.booking)
        .where(Reach.closure_id == closure.id)
        .order_by(Reach.reached_at.is_not(None), Booking.starts_at, Reach.booking_id)
    ).all()


def unreached(now: datetime) -> Mapping[Closure, int]:
    """Closures that are on or to come, with how many bookings' people nobody has reached; earliest first."""
    counted = (
        select(Reach.closure_id, func.count().label("left"))
        .where(Reach.reached_at.is_(None))
        .group_by(Reach.closure_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Closure, counted.c.left)
        .join(counted, counted.c.closure_id == Closure.id)
        .where(Closure.lifted_at.is_(None), Closure.ends_at > now)
        .order_by(Closure.starts_at, Closure.id)
    )
    return {row[0]: row[1] for row in rows}


LETTERS = ("booking_displaced", "closure_moved")


def letters_about(closure: Closure, bookings: Collection[Booking]) -> Mapping[str, Sequence[Mail]]:
    """Letters that told of the closure, by the public id of the booking, oldest first."""
    mails = db.session.scalars(
        select(Mail)
        .where(
            Mail.thread.in_({booking.thread for booking in bookings}),
            Mail.template.in_(LETTERS),
            Mail.created_at >= closure.created_at,
        )
        .order_by(Mail.id)
    ).all()
    return {b.public_id: [m for m in mails if m.values.get("public_id") == b.public_id] for b in bookings}
