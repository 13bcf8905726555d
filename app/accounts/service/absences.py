"""Days on which somebody's work is another's. Both are told by mail."""

from datetime import date
from typing import Any

from app.accounts import queries, rules
from app.accounts.models import Absence, User
from app.accounts.service.letters import tell
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.revisions.service import bump


def set_absence(user: User, deputy: User, first_on: date, last_on: date, *, actor: Any) -> Absence:
    """Raises what `rules.absence_fault` finds, `absence.overlaps` where the person is away then already,
    `absence.deputy_away`, and `absence.not_yours` for another's days unless an administrator writes them down."""
    if actor.id != user.id and not rules.is_administrator(actor):
        raise DomainError("absence.not_yours")
    for user_id in sorted({user.id, deputy.id}):
        queries.lock_user(user_id)
    if fault := rules.absence_fault(user, deputy, first_on, last_on, today=clock.today()):
        raise DomainError(fault[0], field=fault[1])
    for other in queries.absences_within([user.id, deputy.id], first_on, last_on):
        days = {"first": _written(other.first_on), "last": _written(other.last_on)}
        if other.user_id == user.id:
            raise DomainError("absence.overlaps", field="first_on", **days)
        raise DomainError("absence.deputy_away", field="deputy", name=deputy.name, **days)
    absence = Absence(
        public_id=new_public_id(),
        user_id=user.id,
        deputy_id=deputy.id,
        first_on=first_on,
        last_on=last_on,
        made_at=clock.now(),
    )
    db.session.add(absence)
    db.session.flush()
    _note(absence, "user.away", "absence_set", actor)
    return absence


def end_absence(absence: Absence, *, actor: Any) -> None:
    """Back early, or never gone. Fetch it held; raises `absence.ended`."""
    if absence.ended_at is not None or absence.last_on < clock.today():
        raise DomainError("absence.ended")
    absence.ended_at = clock.now()
    db.session.flush()
    _note(absence, "user.back", "absence_ended", actor)


def _note(absence: Absence, action: str, template: str, actor: Any) -> None:
    days = {"first_on": absence.first_on.isoformat(), "last_on": absence.last_on.isoformat()}
    record(f"user:{absence.user_id}", action, actor=actor, payload={"user_id": absence.deputy_id, **days})
    bump(f"person:{absence.user_id}", f"person:{absence.deputy_id}")
    told = {"first_on": _written(absence.first_on), "last_on": _written(absence.last_on), "path": "/desk/absences"}
    for person in (absence.user, absence.deputy):
        own = person.id == absence.user_id
        other = absence.deputy if own else absence.user
        tell(person, template, {**told, "own": own, "other": other.name})


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
