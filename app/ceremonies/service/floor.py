"""What every write of a ceremony begins and ends with: the list held, and a line of the log."""

from collections.abc import Collection
from typing import Any

from app.audit.service import record
from app.ceremonies import queries, rules
from app.ceremonies.models import Ceremony, Guest, Stage
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound


def held(ceremony: Ceremony, stages: Collection[Stage]) -> Ceremony:
    """Raises `ceremony.no_longer` when it has gone on meanwhile."""
    now = queries.hold_ceremony(ceremony.id)
    if now.stage not in stages:
        raise DomainError("ceremony.no_longer")
    return now


def held_guest(guest: Guest, stages: Collection[Stage]) -> Guest:
    """The guest as they stand now, the ceremony held. Raises NotFound for one that was taken off meanwhile."""
    held(guest.ceremony, stages)
    now = next((one for one in queries.guests_of(guest.ceremony_id) if one.id == guest.id), None)
    if now is None:
        raise NotFound("guest")
    return now


def prepared_by(actor: Any) -> None:
    if not rules.can_prepare(actor):
        raise DomainError("ceremony.not_yours")


def touch(ceremony: Ceremony) -> None:
    """What would be issued is another now: an approver who looks at the old list is refused."""
    ceremony.changed_at = clock.now()
    db.session.flush()


def note(ceremony: Ceremony, action: str, *, actor: Any, **payload: Any) -> None:
    record(f"ceremony:{ceremony.id}", f"ceremony.{action}", actor=actor, payload=payload)
