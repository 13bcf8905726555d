"""Who is on the floor, and who wants it.

Blocking rows of an area never overlap, so they are found by seeking, however long the history (`_blocking_ids`). Rows
that block nobody may overlap and pile up: what waits is found by its state, of which there is never much.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union_all
from sqlalchemy.orm import QueryableAttribute, aliased, contains_eager, lazyload, selectinload

from app.bookings.models import (
    Booking,
    BookingStatus,
    Closure,
    Occupancy,
    OccupancyKind,
)
from app.bookings.rules import BLOCKING, LIVE, WAITING
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.venues.models import Area, venue_areas

# Fetched after the rows: with many more tables beside them PostgreSQL no longer begins with the few that it sought.
_WITH_CAUSE = (selectinload(Occupancy.booking), selectinload(Occupancy.closure))
_BARE = (
    contains_eager(Occupancy.booking).options(
        lazyload(Booking.venues), lazyload(Booking.equipment), lazyload(Booking.space), lazyload(Booking.requester)
    ),
    selectinload(Occupancy.closure),
)
S = TypeVar("S", bound="Select[*tuple[Any, ...]]")
Areas = Collection[int] | Select[tuple[int]]  # their ids, or what gives them


def blocking_in(
    area_ids: Collection[int], *spans: Timespan, ignoring: Collection[int], now: datetime, bare: bool = False
) -> Sequence[Occupancy]:
    """Occupancies that block any of the areas within any of the spans, earliest first, but those of bookings in
    `ignoring`. `bare`: their bookings without venues and people, for whoever asks for neither.

    A hold that ran out counts as gone: every write releases it before it looks.
    """
    return db.session.scalars(
        _in_the_way(select(Occupancy), area_ids, spans, ignoring, now).options(*(_BARE if bare else _WITH_CAUSE))
    ).all()


def taken_in(area_ids: Collection[int], span: Timespan, *, now: datetime) -> list[tuple[int, Timespan]]:
    """(area id, span) of the same rows, for whoever does not ask what they are."""
    rows = _in_the_way(select(Occupancy.area_id, Occupancy.starts_at, Occupancy.ends_at), area_ids, [span], (), now)
    return [(area_id, Timespan(starts_at, ends_at)) for area_id, starts_at, ends_at in db.session.execute(rows)]


def _in_the_way(rows: S, area_ids: Areas, spans: Sequence[Timespan], ignoring: Collection[int], now: datetime) -> S:
    return (
        rows.outerjoin(Occupancy.booking)
        .where(
            blocks(area_ids, *spans),
            or_(Occupancy.booking_id.is_(None), and_(Occupancy.booking_id.not_in(ignoring), ~has_run_out(now))),
        )
        .order_by(Occupancy.starts_at, Occupancy.area_id, Occupancy.id)
    )


def blocks(area_ids: Areas, *spans: Timespan) -> ColumnElement[bool]:
    """Of an occupancy: that it blocks any of the areas at any moment of any of the spans."""
    rows = [rows for span in spans for rows in _blocking_ids(area_ids, span)]
    return and_(Occupancy.id.in_(union_all(*rows)), _within(Occupancy, spans))


def _blocking_ids(area_ids: Areas, span: Timespan) -> tuple[Select[int], Select[int]]:
    """Of each area the latest row that begins before the span, which alone can reach into it, and those that begin
    within: one seek each."""
    row = _row()
    latest = (
        select(row.id)
        .where(row.area_id == Area.id, row.blocking, row.starts_at <= span.start)
        .order_by(row.starts_at.desc())
        .limit(1)
        .correlate(Area)
        .scalar_subquery()
    )
    begins_within = select(row.id).where(
        row.area_id.in_(area_ids), row.blocking, row.starts_at > span.start, row.starts_at < span.end
    )
    return select(latest).where(Area.id.in_(area_ids)), begins_within


@cache
def _row() -> type[Occupancy]:
    """The rows that ids are sought among. Made once: making it costs as much as the question."""
    return aliased(Occupancy)


def _within(thing: type[Occupancy | Booking | Closure], spans: Iterable[Timespan]) -> ColumnElement[bool]:
    return or_(*(and_(thing.starts_at < span.end, thing.ends_at > span.start) for span in spans))


def on_any_of(area_ids: Areas) -> ColumnElement[bool]:
    """Of a booking, whatever has become of it: that it is or was written down for any of these areas."""
    return exists().where(Occupancy.booking_id == Booking.id, _among(Occupancy.area_id, area_ids))


def _among(area_id: QueryableAttribute[int], area_ids: Areas) -> ColumnElement[bool]:
    """Where few rows are found by their booking or closure. The sum, as the outer joins, keeps the database from going
    through all that an area ever had instead."""
    return (area_id + 0).in_(area_ids)


def live_in(area_ids: Collection[int], span: Timespan, *, now: datetime) -> Sequence[Booking]:
    """Bookings that wait or stand in any of the areas within the span: what a closure displaces."""
    rows = union_all(*_blocking_ids(area_ids, span), _asking_ids(area_ids, span))
    taken = select(Occupancy.booking_id).where(
        Occupancy.id.in_(rows), Occupancy.ends_at > span.start, Occupancy.kind == OccupancyKind.BOOKING
    )
    return db.session.scalars(
        select(Booking)
        .where(Booking.id.in_(taken), Booking.status.in_(LIVE), ~has_run_out(now))
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def _asking_ids(area_ids: Areas, span: Timespan) -> Select[int]:
    """Rows of the areas within the span that are only asked for."""
    row = _row()
    return (
        select(row.id)
        .select_from(Booking)
        .outerjoin(row, and_(row.booking_id == Booking.id, _among(row.area_id, area_ids)))
        .where(Booking.status.in_(LIVE - BLOCKING), _within(Booking, [span]))
    )


def competing_with(booking: Booking) -> Sequence[Booking]:
    """Other requests that want the same floor at the same time, oldest first; confirming one shuts out the rest."""
    here = {area.id for venue in booking.venues for area in venue.areas}
    rivals = live_in(here, booking.blocked, now=clock.now())
    waiting = [b for b in rivals if b.id != booking.id and b.status in WAITING]
    return sorted(waiting, key=lambda b: (b.created_at, b.id))


def on_day(venue_ids: Collection[int], span: Timespan, *, bare: bool = False) -> Sequence[Occupancy]:
    """What stands or waits on the venues' floors within the span: by area, then time. `bare` for tables, which say
    nothing of a booking but its title and times: neither its venues nor its people are fetched with it."""
    areas, now = areas_at(venue_ids), clock.now()
    rows = union_all(*_blocking_ids(areas, span), _asking_ids(areas, span), _notice_ids(areas, span))
    return db.session.scalars(
        select(Occupancy)
        .outerjoin(Occupancy.booking)
        .outerjoin(Occupancy.closure)
        .where(
            Occupancy.id.in_(rows),
            Occupancy.ends_at > span.start,
            or_(
                and_(Booking.status.in_(LIVE), ~has_run_out(now)),
                and_(Occupancy.closure_id.is_not(None), Closure.lifted_at.is_(None)),
            ),
        )
        .order_by(Occupancy.area_id, Occupancy.starts_at, Occupancy.id)
        .options(*(_BARE if bare else _WITH_CAUSE))
    ).all()


def notices_in(area_ids: Collection[int], *spans: Timespan) -> Sequence[Occupancy]:
    """Soft notices that stand in any of these areas within any of the spans, earliest first."""
    standing = db.session.scalars(select(Closure.id).where(_is_notice(spans)).order_by(Closure.id)).all()
    if not standing:
        return []
    return db.session.scalars(
        select(Occupancy)
        .where(Occupancy.closure_id.in_(standing), _among(Occupancy.area_id, area_ids))
        .order_by(Occupancy.starts_at, Occupancy.area_id, Occupancy.id)
        .options(*_WITH_CAUSE)
    ).all()


def _is_notice(spans: Iterable[Timespan]) -> ColumnElement[bool]:
    """Of a closure."""
    return and_(Closure.soft, Closure.lifted_at.is_(None), _within(Closure, spans))


def _notice_ids(area_ids: Areas, span: Timespan) -> Select[int]:
    row = _row()
    return (
        select(row.id)
        .select_from(Closure)
        .outerjoin(row, and_(row.closure_id == Closure.id, _among(row.area_id, area_ids)))
        .where(_is_notice([span]))
    )


def waiting_in(area_ids: Collection[int], *spans: Timespan, now: datetime) -> Sequence[Booking]:
    """Who is on the waiting list for any of these areas within any of the spans, longest first."""
    return db.session.scalars(_waiting(now).where(_within(Booking, spans), on_any_of(area_ids))).all()


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
        query = query.where(on_any_of(area_ids))
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
