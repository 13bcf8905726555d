"""The day and the list: who is there, in which order, on which seat."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.ceremonies import queries, rules
from app.ceremonies.models import Ceremony, Guest, Proof, Stage
from app.ceremonies.service import letters
from app.ceremonies.service.floor import held, note, prepared_by, touch
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.ids import new_public_id
from app.core.later import wake
from app.core.text import one_line


@dataclass(frozen=True, kw_only=True)
class Plan:
    title_vi: str
    title_en: str | None
    starts_at: datetime
    place_vi: str
    place_en: str | None


def create_ceremony(plan: Plan, *, actor: Any) -> Ceremony:
    """Raises `ceremony.…` for what the plan lacks."""
    prepared_by(actor)
    now = clock.now()
    ceremony = Ceremony(
        public_id=new_public_id(), stage=Stage.PREPARING, created_at=now, created_by=actor.id, changed_at=now
    )
    _write(ceremony, plan)
    db.session.add(ceremony)
    db.session.flush()
    note(ceremony, "created", actor=actor)
    return ceremony


def change_ceremony(ceremony: Ceremony, plan: Plan, *, actor: Any) -> None:
    """A new day or place is told to whoever had been invited."""
    prepared_by(actor)
    ceremony = held(ceremony, rules.BEFORE_ISSUE | {Stage.ISSUED})
    before = (ceremony.starts_at, ceremony.place_vi)
    _write(ceremony, plan)
    touch(ceremony)
    note(ceremony, "changed", actor=actor)
    if before != (ceremony.starts_at, ceremony.place_vi):
        for guest in queries.guests_of(ceremony.id):
            if guest.invited_at is not None:
                letters.send_invitation(guest, changed=True)


def _write(ceremony: Ceremony, plan: Plan) -> None:
    title, place = one_line(plan.title_vi), one_line(plan.place_vi)
    for field, words, longest in (("title_vi", title, rules.TITLE_MAX), ("place_vi", place, rules.PLACE_MAX)):
        if not words:
            raise DomainError("ceremony.missing", field=field)
        if len(words) > longest:
            raise DomainError("space.too_long", field=field, max=longest)
    if plan.starts_at <= clock.now():
        raise DomainError("ceremony.day_past", field="day")
    ceremony.title_vi, ceremony.title_en = title, one_line(plan.title_en or "")[: rules.TITLE_MAX] or None
    ceremony.place_vi, ceremony.place_en = place, one_line(plan.place_en or "")[: rules.PLACE_MAX] or None
    ceremony.starts_at = plan.starts_at


def add_guests(ceremony: Ceremony, space_ids: Collection[str], *, actor: Any) -> int:
    """Put decided cases on the list, by the public ids of their spaces, in the order of names after those that are
    there; returns how many. A space has one case that is fit: its newest.

    Raises `ceremony.not_waiting` for one that no longer waits, or is at another ceremony by now.
    """
    prepared_by(actor)
    ceremony = held(ceremony, rules.BEFORE_ISSUE)
    waiting = {one.space.public_id: one for one in queries.candidates() if one.fit}
    if not space_ids:
        raise DomainError("ceremony.nobody_chosen", field="spaces")
    if not {*space_ids} <= waiting.keys():
        raise DomainError("ceremony.not_waiting", field="spaces")
    last = len(queries.guests_of(ceremony.id))
    chosen = [one for public_id, one in waiting.items() if public_id in space_ids]
    for place, one in enumerate(chosen, last + 1):
        guest = Guest(
            public_id=new_public_id(),
            ceremony_id=ceremony.id,
            event_id=one.event.id,
            space_id=one.space.id,
            position=place,
            proof=Proof.NOT_ASKED,
        )
        db.session.add(guest)
    touch(ceremony)
    note(ceremony, "guests_added", actor=actor, spaces=[one.space.id for one in chosen])
    wake("proofs")
    return len(chosen)


def remove_guest(ceremony: Ceremony, public_id: str, *, actor: Any) -> None:
    """The case waits again, for another ceremony."""
    prepared_by(actor)
    ceremony = held(ceremony, rules.BEFORE_ISSUE)
    guests = queries.guests_of(ceremony.id)
    guest = next((one for one in guests if one.public_id == public_id), None)
    if guest is None:
        raise NotFound("guest")
    db.session.delete(guest)
    _number([one for one in guests if one is not guest])
    touch(ceremony)
    note(ceremony, "guest_removed", actor=actor, space=guest.space_id)


def put_in_order(ceremony: Ceremony, order: Sequence[str], *, actor: Any) -> None:
    """`order` are public ids: all of the list, each once. Raises `ceremony.changed` when it is another by now."""
    prepared_by(actor)
    ceremony = held(ceremony, rules.BEFORE_ISSUE)
    guests = {guest.public_id: guest for guest in queries.guests_of(ceremony.id)}
    if sorted(order) != sorted(guests):
        raise DomainError("ceremony.changed")
    _number([guests[public_id] for public_id in order])
    touch(ceremony)
    note(ceremony, "ordered", actor=actor)


def seat_guests(ceremony: Ceremony, seats: Mapping[str, str], *, actor: Any) -> None:
    """Seats by public id; an empty one takes the seat away. Raises `ceremony.seat_twice`."""
    prepared_by(actor)
    ceremony = held(ceremony, rules.BEFORE_ISSUE | {Stage.ISSUED})
    guests = queries.guests_of(ceremony.id)
    taken: dict[str, Guest] = {}
    for guest in guests:
        guest.seat = one_line(seats.get(guest.public_id, guest.seat))[: rules.SEAT_MAX]
        if guest.seat and taken.setdefault(guest.seat.casefold(), guest) is not guest:
            raise DomainError("ceremony.seat_twice", field=f"seat_{guest.public_id}", seat=guest.seat)
    db.session.flush()
    note(ceremony, "seated", actor=actor)


def call_off(ceremony: Ceremony, *, reason: str, actor: Any) -> None:
    """There will be no such day: its guests wait again, and whoever had a letter about it is told."""
    prepared_by(actor)
    ceremony = held(ceremony, rules.BEFORE_ISSUE)
    reason = reason_of(reason)
    rules.next_stage(ceremony, Stage.CALLED_OFF)
    guests = queries.guests_of(ceremony.id)
    for guest in guests:
        if guest.asked_at is not None or guest.invited_at is not None:
            letters.send_called_off(guest, reason)
    note(ceremony, "called_off", actor=actor, reason=reason, spaces=[guest.space_id for guest in guests])
    for guest in guests:
        db.session.delete(guest)
    ceremony.stage = Stage.CALLED_OFF
    touch(ceremony)


def reason_of(reason: str) -> str:
    reason = one_line(reason)
    if not reason:
        raise DomainError("ceremony.reason_missing", field="reason")
    if len(reason) > rules.REASON_MAX:
        raise DomainError("space.too_long", field="reason", max=rules.REASON_MAX)
    return reason


def _number(guests: Sequence[Guest]) -> None:
    for place, guest in enumerate(guests, 1):
        guest.position = place
    db.session.flush()
