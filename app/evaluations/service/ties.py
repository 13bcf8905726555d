"""What people who take part in judging say of themselves."""

from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import name_key, one_line
from app.evaluations import queries
from app.revisions.service import bump
from app.spaces.models import DeclaredTie


def declare_tie(organisation: str, reason: str, *, actor: Any) -> DeclaredTie:
    """From now on, and for cases that are on their way. Nobody takes one back alone: that would open a case to them.

    Raises `tie.organisation_missing`, `tie.reason_missing`, `tie.declared_already`.
    """
    key = name_key(organisation)
    if not key:
        raise DomainError("tie.organisation_missing", field="organisation")
    if not one_line(reason):
        raise DomainError("tie.reason_missing", field="reason")
    if key in {tie.organisation_key for tie in queries.declared_ties_of(actor)}:
        raise DomainError("tie.declared_already", field="organisation")
    tie = DeclaredTie(
        public_id=new_public_id(),
        user_id=actor.id,
        organisation=one_line(organisation),
        organisation_key=key,
        reason=one_line(reason),
        declared_at=clock.now(),
    )
    db.session.add(tie)
    bump("ties")
    record(f"user:{actor.id}", "user.tie_declared", actor=actor, payload={"organisation": tie.organisation})
    return tie


def lift_tie(tie: DeclaredTie, *, actor: Any) -> None:
    """Only by command: whoever runs it has heard why."""
    db.session.delete(tie)
    bump("ties")
    told = {"organisation": tie.organisation, "user_id": tie.user_id}
    record(f"user:{tie.user_id}", "user.tie_lifted", actor=actor, payload=told)
