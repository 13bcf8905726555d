"""What the Centre answers to a request."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.bookings import conflicts, measures, queries, rules
from app.bookings.models import Booking, BookingStatus
from app.bookings.service import floor, letters, losers, settling, steps
from app.core.ical import Method


def confirm_booking(
    booking: Booking,
    *,
    actor: Any,
    soft_note: str = "",
    waits: Collection[str] = (),
    instead: Collection[str] = (),
    fingerprint: str | None = None,
) -> Booking:
    """Rivals go on the waiting list or are offered another time where `waits` and `instead` name them (see
    `losers.settle_losers`). The others stay in the inbox, with this booking in their way: a coordinator moves or
    declines them in words.

    Raises `booking.is_…`, `booking.taken`, `booking.soft_note_missing`; `booking.facts_changed` when `fingerprint`
    is not that of the facts any more.
    """
    now = settling.begin(booking, actor=actor, others=queries.competing_with(booking))
    rules.check_transition(booking.status, BookingStatus.CONFIRMED)
    steps.check_fingerprint(fingerprint, lambda: facts_of_confirming(booking, now=now))
    areas = conflicts.areas_of(booking.venues)
    floor.refuse_if_taken(areas, booking.blocked, ignoring=[booking.id], now=now)
    steps.check_soft(booking, booking.venues, booking.blocked, soft_note=soft_note, now=now)
    losing = losers.losers_of(booking, now=now) if waits or instead else []
    booking.soft_note = soft_note
    booking.decided_by, booking.decided_at = actor.id, now
    steps.become(booking, BookingStatus.CONFIRMED, now=now)
    steps.show(booking, now)
    floor.occupy(booking)
    steps.note(booking, "booking.confirmed", actor=actor, payload={"soft_note": soft_note, **steps.facts(booking)})
    letters.tell("booking_confirmed", [booking], calendar=Method.REQUEST)
    losers.settle_losers(losing, waits=waits, instead=instead, actor=actor, now=now)
    return booking


def decline_booking(booking: Booking, *, actor: Any, reason: str) -> Booking:
    """Raises `booking.is_…`, `booking.reason_missing`."""
    now = settling.begin(booking, actor=actor)
    rules.check_transition(booking.status, BookingStatus.DECLINED)
    steps.ask_reason(reason)
    was = booking.status
    booking.decided_by, booking.decided_at = actor.id, now
    steps.end(booking, BookingStatus.DECLINED, actor=actor, reason=reason, now=now)
    letters.tell("booking_declined", [booking], reason=reason)
    settling.pass_on(booking, was)
    return booking


@dataclass(frozen=True)
class Confirming(steps.Facts):
    losing: Sequence[losers.Loser] = ()


def facts_of_confirming(booking: Booking, *, now: datetime) -> str:
    return seen_in_confirming(booking, now=now).fingerprint


def seen_in_confirming(booking: Booking, *, now: datetime) -> Confirming:
    areas = conflicts.areas_of(booking.venues)
    met = conflicts.obstacles(areas, booking.blocked, ignoring=[booking.id], now=now)
    near = conflicts.soft_conflicts(areas, booking.blocked, ignoring=[booking.id], now=now)
    measured = measures.measured(booking, now=now)
    losing = losers.losers_of(booking, now=now)
    rivals, given = [loser.booking for loser in losing], [loser.facts for loser in losing]
    fingerprint = steps.fingerprint_of([booking, *rivals], met, near, *measured.facts, *given)
    return Confirming(fingerprint, met, near, measured, losing)
