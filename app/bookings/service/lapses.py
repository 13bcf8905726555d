"""Bookings of spaces that are members no more: people of the Centre let each stand, or let go of it. Nothing is
cancelled by itself."""

from collections.abc import Collection, Sequence
from typing import Any

from app.audit.service import record
from app.bookings import conflicts, queries
from app.bookings.models import Booking, Keep
from app.bookings.queries import Lapsed, LapsedSpace
from app.bookings.service import floor, letters
from app.bookings.service.changes import cancel_booking
from app.bookings.service.steps import check_fingerprint
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest
from app.spaces.models import Space
from app.spaces.queries import hold_space


def keep_lapsed(
    space: Space, chosen: Collection[str], *, reason: str, actor: Any, seen: str | None = None
) -> list[Booking]:
    """These bookings (public ids) stand although the membership for them has lapsed, until it changes again.

    The space is told that they stand; the reason is the Centre's. Raises `booking.lapse_…`, `booking.facts_changed`
    when `seen` is not the fingerprint of what has lapsed any more; so does the other.
    """
    kept = _chosen(space, chosen, reason=reason, actor=actor, seen=seen)
    for one in kept:
        keep = Keep(
            booking_id=one.booking.id, lapse_key=one.key, reason=reason, kept_by=actor.id, kept_at=clock.now()
        )
        db.session.add(keep)
        db.session.flush()
        payload = {"why": one.why, "day": one.day.isoformat(), "reason": reason}
        record(f"booking:{one.booking.id}", "booking.kept", actor=actor, payload=payload)
        letters.tell("booking_kept", [one.booking], occasion=f":{keep.id}", status=str(one.booking.status))
    return [one.booking for one in kept]


def release_lapsed(
    space: Space, chosen: Collection[str], *, reason: str, actor: Any, seen: str | None = None
) -> list[Booking]:
    """These bookings are cancelled, with a letter each that says why and takes them out of people's calendars."""
    released = [one.booking for one in _chosen(space, chosen, reason=reason, actor=actor, seen=seen)]
    floor.lock_areas(conflicts.areas_of(venue for booking in released for venue in booking.venues))
    for booking in released:
        cancel_booking(booking, actor=actor, reason=reason)
    return released


def facts_of_lapses(group: LapsedSpace | None) -> str:
    """A fingerprint of what is to be decided about a space's bookings, and why."""
    return digest("\n".join(f"{one.booking.public_id}.{one.booking.version}.{one.key}" for one in _open(group)))


def _chosen(space: Space, chosen: Collection[str], *, reason: str, actor: Any, seen: str | None) -> Sequence[Lapsed]:
    hold_space(space.id)  # its standing does not change meanwhile
    if not queries.may_settle_lapse(actor, space):
        raise DomainError("booking.lapse_of_own")
    group = queries.lapsed_of(space.id)
    check_fingerprint(seen, lambda: facts_of_lapses(group))
    wanted = [one for one in _open(group) if one.booking.public_id in chosen]
    if not wanted or len(wanted) != len(set(chosen)):
        raise DomainError("booking.lapse_unchosen", field="chosen")
    if not reason.strip():
        raise DomainError("booking.lapse_reason_missing", field="reason")
    return wanted


def _open(group: LapsedSpace | None) -> Sequence[Lapsed]:
    return group.open if group is not None else ()
