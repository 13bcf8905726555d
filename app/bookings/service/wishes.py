"""What becomes of an open wish besides an answer: the steps that moves, ends and the machinery share."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.bookings import conflicts, queries
from app.bookings.models import Booking, BookingChange, ChangeStatus
from app.bookings.rules import Slot
from app.bookings.service import floor
from app.core.db import db


def close(change: BookingChange, status: ChangeStatus, *, by: Any = None, answer: str = "", now: datetime) -> None:
    """What it held is free from then on. `by` is None for the machinery."""
    change.status, change.held = status, False
    change.settled_by, change.settled_at, change.answer = getattr(by, "id", None), now, answer
    floor.let_held_go(change.booking_id)
    db.session.flush()


def end_with(booking: Booking, *, by: Any, now: datetime) -> None:
    """A booking that is over has nothing to change."""
    change = queries.open_change(booking.id)
    if change is not None:
        close(change, ChangeStatus.WITHDRAWN, by=by, now=now)


def let_go(booking: Booking) -> None:
    """Before the booking itself moves: what is held is measured against the slot it has."""
    change = queries.open_change(booking.id)
    if change is not None and change.held:
        change.held = False
        floor.let_held_go(booking.id)
        db.session.flush()


def follow(booking: Booking, *, actor: Any, now: datetime) -> None:
    """After the Centre has moved the booking: a wish for just that is granted, another one holds what is free. The
    caller holds the floor of both slots."""
    change = queries.open_change(booking.id)
    if change is None:
        return
    if Slot.of(change) == replace(Slot.of(booking), people=change.expected_people, layout=change.layout):
        booking.expected_people, booking.layout = change.expected_people, change.layout
        close(change, ChangeStatus.GRANTED, by=actor, now=now)
        return
    areas = conflicts.areas_of(change.venues)
    if not change.held and not conflicts.obstacles(areas, change.blocked, ignoring=[booking.id], now=now):
        change.held = True
        floor.occupy(booking)
