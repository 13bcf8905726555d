from datetime import date
from typing import Any

from app.applications.models import Call
from app.audit.service import record
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import one_line
from app.criteria.models import CriteriaSet, SetStatus


def open_call(
    *,
    title_vi: str,
    title_en: str | None = None,
    opens_on: date,
    closes_on: date | None = None,
    decision_planned_on: date | None = None,
    criteria_set: CriteriaSet,
    actor: Any,
) -> Call:
    """No closing day means a rolling call."""
    if criteria_set.status != SetStatus.PUBLISHED:
        raise DomainError("call.criteria_not_published", field="criteria")
    if closes_on is not None and closes_on < opens_on:
        raise DomainError("call.closes_before_it_opens", field="closes_on")
    if decision_planned_on is not None and decision_planned_on < (closes_on or opens_on):
        raise DomainError("call.decided_too_early", field="decision_planned_on")
    call = Call(
        public_id=new_public_id(),
        title_vi=one_line(title_vi),
        title_en=one_line(title_en or "") or None,
        opens_on=opens_on,
        closes_on=closes_on,
        decision_planned_on=decision_planned_on,
        criteria_set_id=criteria_set.id,
    )
    db.session.add(call)
    db.session.flush()
    record(f"call:{call.id}", "call.opened", actor=actor)
    return call
