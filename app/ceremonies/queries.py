from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.ceremonies import rules
from app.ceremonies.models import Ceremony, Guest, Proof, Stage
from app.ceremonies.rules import Obstacle
from app.core import clock
from app.core.db import db
from app.core.text import sort_key
from app.memberships.models import Certificate, MembershipEvent
from app.memberships.queries import certificates_of_events, events_awaiting_certificate, ledgers_of
from app.memberships.rules import Standing, printed_names, standing
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import owned_ids, owners_of, team_space_ids


@dataclass(frozen=True, slots=True)
class Candidate:
    """A decided case whose certificate waits. `fit` is False for who is no member any more, or has a later decision."""

    event: MembershipEvent
    space: Space
    standing: Standing
    fit: bool


def ceremonies() -> Sequence[Ceremony]:
    """The latest day first."""
    return db.session.scalars(select(Ceremony).order_by(Ceremony.starts_at.desc(), Ceremony.id.desc())).all()


def ceremony_by_public_id(public_id: str) -> Ceremony | None:
    return db.session.scalars(select(Ceremony).where(Ceremony.public_id == public_id)).one_or_none()


def hold_ceremony(ceremony_id: int) -> Ceremony:
    """As it stands now; until the transaction ends nobody else changes it or its list."""
    return db.session.scalars(
        select(Ceremony)
        .where(Ceremony.id == ceremony_id)
        .with_for_update(of=Ceremony)
        .execution_options(populate_existing=True)
    ).one()


def guests_of(ceremony_id: int) -> list[Guest]:
    """In the order in which they are called, as they stand now."""
    return list(
        db.session.scalars(
            select(Guest)
            .where(Guest.ceremony_id == ceremony_id)
            .order_by(Guest.position, Guest.id)
            .execution_options(populate_existing=True)
        )
    )


def guest_counts(ceremony_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Guest.ceremony_id, func.count())
        .where(Guest.ceremony_id.in_(ceremony_ids))
        .group_by(Guest.ceremony_id)
        .order_by(Guest.ceremony_id)
    )
    return {row[0]: row[1] for row in rows}


def guest_in(ceremony_id: int, public_id: str) -> Guest | None:
    return db.session.scalars(
        select(Guest).where(Guest.ceremony_id == ceremony_id, Guest.public_id == public_id)
    ).one_or_none()


def guest_for(actor: Any, public_id: str) -> Guest | None:
    """For the space's team, once it was asked or invited; None for everybody else."""
    guest = db.session.scalars(select(Guest).where(Guest.public_id == public_id)).one_or_none()
    if guest is None or guest.space_id not in team_space_ids(actor) or not _is_told(guest):
        return None
    return guest


def guests_for(actor: Any) -> list[Guest]:
    """What the spaces of a person were asked or invited to, and is not over; the next day first."""
    found = db.session.scalars(
        select(Guest)
        .join(Ceremony, Ceremony.id == Guest.ceremony_id)
        .where(Guest.space_id.in_(team_space_ids(actor)), Ceremony.stage.in_((Stage.PROOFING, Stage.ISSUED)))
        .order_by(Ceremony.starts_at, Guest.id)
    )
    return [guest for guest in found if _is_told(guest)]


def _is_told(guest: Guest) -> bool:
    return guest.asked_at is not None or guest.invited_at is not None


def candidates() -> list[Candidate]:
    """Who waits for a certificate and is at no ceremony yet, in Vietnamese order of names."""
    taken = set(db.session.scalars(select(Guest.event_id).order_by(Guest.event_id)))
    waiting = [event for event in events_awaiting_certificate() if event.id not in taken]
    return _as_candidates(waiting)


def _as_candidates(events: Sequence[MembershipEvent]) -> list[Candidate]:
    space_ids = {event.space_id for event in events}
    spaces = {s.id: s for s in db.session.scalars(select(Space).where(Space.id.in_(space_ids)).order_by(Space.id))}
    ledgers, today, grace_days = ledgers_of(space_ids), clock.today(), value("membership.grace_days")
    found = []
    for event in events:
        ledger = ledgers[event.space_id]
        stands = standing(ledger, on=max(today, event.effective_on), grace_days=grace_days)
        fit = stands.is_member and not rules.is_overtaken(event, ledger)
        found.append(Candidate(event, spaces[event.space_id], stands, fit))
    return sorted(found, key=lambda one: (sort_key(printed_names(one.event, one.space)[0]), one.event.id))


def certificates_of(guests: Collection[Guest]) -> dict[int, Certificate]:
    """By guest; none before they are issued."""
    by_event = certificates_of_events([guest.event_id for guest in guests])
    return {guest.id: by_event[guest.event_id] for guest in guests if guest.event_id in by_event}


def obstacles_of(guests: Sequence[Guest], *, actor: Any = None) -> dict[int, list[Obstacle]]:
    """By guest, only those with something in the way. With the actor who would issue, also the spaces of their own."""
    certificates = certificates_of(guests)
    ledgers = ledgers_of({guest.space_id for guest in guests})
    own = team_space_ids(actor) if actor is not None else frozenset()
    today, grace_days = clock.today(), value("membership.grace_days")
    found = {
        guest.id: rules.obstacles(
            guest, certificates.get(guest.id), ledgers[guest.space_id], today=today, grace_days=grace_days, own=own
        )
        for guest in guests
    }
    return {guest_id: several for guest_id, several in found.items() if several}


def has_owner(guest: Guest) -> bool:
    return bool(owners_of(guest.space_id))


def with_owner(guests: Collection[Guest]) -> set[int]:
    """The guests whose space somebody can answer for."""
    owned = owned_ids({guest.space_id for guest in guests})
    return {guest.id for guest in guests if guest.space_id in owned}


def guests_to_try() -> list[int]:
    """Those whose words the press has not seen yet, of ceremonies that have not issued."""
    waiting = db.session.scalars(
        select(Guest)
        .join(Ceremony, Ceremony.id == Guest.ceremony_id)
        .where(Ceremony.stage.in_(rules.BEFORE_ISSUE))
        .order_by(Guest.id)
    )
    return [guest.id for guest in waiting if guest.tried_for != rules.print_key(guest.space, guest.event)]


def guests_to_remind(today: date) -> list[Guest]:
    asked = db.session.scalars(
        select(Guest)
        .join(Ceremony, Ceremony.id == Guest.ceremony_id)
        .where(Ceremony.stage == Stage.PROOFING, Guest.proof == Proof.ASKED)
        .order_by(Guest.id)
    )
    return [guest for guest in asked if rules.is_to_remind(guest, today)]
