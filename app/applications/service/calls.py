from datetime import date
from typing import Any

from app.applications import queries, rules
from app.applications.models import Call
from app.applications.service.floor import mail_applicant, written_day
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean, one_line
from app.criteria.models import CriteriaSet, SetStatus


def open_call(
    *,
    title_vi: str,
    title_en: str | None = None,
    opens_on: date,
    closes_on: date | None = None,
    decision_planned_on: date | None = None,
    criteria_set: CriteriaSet,
    blind: bool = False,
    actor: Any,
) -> Call:
    """No closing day means a rolling call; `blind`: reviewers do not learn whose application it is."""
    if criteria_set.status != SetStatus.PUBLISHED:
        raise DomainError("call.criteria_not_published", field="criteria")
    rules.check_days(opens_on=opens_on, closes_on=closes_on, decision_planned_on=decision_planned_on)
    call = Call(
        public_id=new_public_id(),
        title_vi=one_line(title_vi),
        title_en=one_line(title_en or "") or None,
        opens_on=opens_on,
        closes_on=closes_on,
        decision_planned_on=decision_planned_on,
        criteria_set_id=criteria_set.id,
        blind=blind,
    )
    db.session.add(call)
    db.session.flush()
    record(f"call:{call.id}", "call.opened", actor=actor)
    return call


def change_call(
    call: Call,
    *,
    title_vi: str,
    title_en: str | None,
    closes_on: date | None,
    decision_planned_on: date | None,
    reason: str,
    actor: Any,
) -> int:
    """Its name and its days; how many people with a draft in it were told. When days move they are told why.

    Closing it early means a closing day of today. Raises `call.reason_missing`, `call.closes_in_the_past` and what
    `rules.check_days` raises.
    """
    days = (call.closes_on, call.decision_planned_on)
    moved = days != (closes_on, decision_planned_on)
    words = clean(reason)
    if moved and not words:
        raise DomainError("call.reason_missing", field="reason")
    if closes_on is not None and closes_on != call.closes_on and closes_on < clock.today():
        raise DomainError("call.closes_in_the_past", field="closes_on")
    rules.check_days(opens_on=call.opens_on, closes_on=closes_on, decision_planned_on=decision_planned_on)
    call.title_vi, call.title_en = one_line(title_vi), one_line(title_en or "") or None
    call.closes_on, call.decision_planned_on = closes_on, decision_planned_on
    db.session.flush()
    told = {"closes_on": written_day(closes_on), "decision_planned_on": written_day(decision_planned_on)}
    record(f"call:{call.id}", "call.changed", actor=actor, payload=told | ({"reason": words} if moved else {}))
    return _tell_drafts(call, words) if moved else 0


def _tell_drafts(call: Call, reason: str) -> int:
    drafts = queries.drafts_in(call)
    people = [(draft, queries.contact_of(draft)) for draft in drafts]
    reached = [(draft, contact) for draft, contact in people if contact is not None]
    for draft, _contact in reached:
        draft.updated_at = clock.now()  # each change is an occasion of its own
    db.session.flush()
    for draft, contact in reached:
        mail_applicant(
            "call_changed",
            draft,
            to=contact,
            note=reason,
            closes_on=written_day(call.closes_on),
            decision_planned_on=written_day(call.decision_planned_on),
        )
    return len(reached)
