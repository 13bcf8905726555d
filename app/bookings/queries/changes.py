"""Wishes to change a booking."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, lazyload

from app.bookings.models import Booking, BookingChange, ChangeStatus
from app.bookings.queries.floor import has_run_out, on_any_of
from app.bookings.queries.terms import deciders_of
from app.bookings.rules import LIVE, answer_due_at, is_decider
from app.core.db import db, held
from app.core.timespan import Timespan


def open_change(booking_id: int) -> BookingChange | None:
    query = select(BookingChange).where(
        BookingChange.booking_id == booking_id, BookingChange.status == ChangeStatus.ASKED
    )
    return held(f"open change:{booking_id}", lambda: db.session.scalars(query).one_or_none())


def change_by_public_id(public_id: str) -> BookingChange | None:
    return db.session.scalars(select(BookingChange).where(BookingChange.public_id == public_id)).one_or_none()


def swappable_with(booking: Booking, span: Timespan, now: datetime) -> Sequence[Booking]:
    """Others that stand or wait on floor within the span and have not begun, by start."""
    return db.session.scalars(
        select(Booking)
        .where(
            Booking.id != booking.id,
            Booking.status.in_(LIVE),
            ~has_run_out(now),
            Booking.starts_at > now,
            Booking.starts_at < span.end,
            Booking.ends_at > span.start,
        )
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def open_changes_of(booking_ids: Collection[int]) -> dict[int, BookingChange]:
    """By booking id."""
    found = db.session.scalars(
        select(BookingChange)
        .where(BookingChange.booking_id.in_(booking_ids), BookingChange.status == ChangeStatus.ASKED)
        .order_by(BookingChange.id)
    )
    return {change.booking_id: change for change in found}


def awaiting_change(bookings: Collection[Booking], now: datetime) -> frozenset[int]:
    """Ids of those with a wish that an answer can still come to."""
    wishes = open_changes_of([booking.id for booking in bookings])
    return frozenset(b.id for b in bookings if b.id in wishes and answer_due_at(b, wishes[b.id]) > now)


def last_change(booking_id: int) -> BookingChange | None:
    return db.session.scalars(
        select(BookingChange)
        .options(lazyload(BookingChange.booking))
        .where(BookingChange.booking_id == booking_id)
        .order_by(BookingChange.id.desc())
        .limit(1)
    ).one_or_none()


def open_changes(now: datetime, *, bare: bool = False) -> Sequence[BookingChange]:
    """What waits for an answer that can still come, oldest first. `bare`: not yet where the booking is now."""
    light = [joinedload(BookingChange.booking).options(lazyload(Booking.venues), lazyload(Booking.equipment))]
    return db.session.scalars(
        select(BookingChange)
        .options(*(light if bare else ()))
        .join(Booking, Booking.id == BookingChange.booking_id)
        .where(BookingChange.status == ChangeStatus.ASKED, BookingChange.starts_at > now, Booking.starts_at > now)
        .order_by(BookingChange.id)
    ).all()


def open_changes_for(actor: Any, now: datetime) -> list[BookingChange]:
    return answerable(actor, open_changes(now))


def answerable(actor: Any, wishes: Sequence[BookingChange]) -> list[BookingChange]:
    """Those that this person may answer: of venues that nobody else decides about, and not of the own space."""
    wished = {wish.booking_id: wish.venues for wish in wishes}
    deciders = deciders_of([wish.booking for wish in wishes], wished=wished)
    return [wish for wish in wishes if is_decider(actor, deciders[wish.booking_id])]


def changes_unanswered(now: datetime, area_ids: Collection[int] | None = None) -> Sequence[BookingChange]:
    """`rules.is_unanswered`, of bookings on the given areas or everywhere."""
    query = (
        select(BookingChange)
        .join(Booking, Booking.id == BookingChange.booking_id)
        .where(
            BookingChange.status == ChangeStatus.ASKED,
            or_(BookingChange.starts_at <= now, Booking.starts_at <= now),
        )
        .order_by(BookingChange.id)
    )
    if area_ids is not None:
        query = query.where(on_any_of(area_ids))
    return db.session.scalars(query).all()
