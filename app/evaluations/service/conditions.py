"""After a conditional approval: the applicant answers, a coordinator says what is met, and the last one admits."""

from datetime import date
from typing import Any

from app.accounts.models import Role
from app.applications.models import Application, ApplicationStatus
from app.applications.rules import APPLICANT
from app.applications.service import log_step, move
from app.audit.models import Audience
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import clean
from app.evaluations import queries, rules
from app.evaluations.models import Condition, ConditionAnswer
from app.evaluations.service.decisions import admit_by, tell_team
from app.evaluations.service.floor import hold, log_case, refuse_unless_preparing, tell, written_day
from app.files.service import PreparedFile, keep
from app.memberships.models import Certificate


def answer_condition(condition: Condition, text: str, upload: PreparedFile | None, *, actor: Any) -> ConditionAnswer:
    """By the team, as often as they like until it is met. Raises `condition.answer_missing`, `condition.settled`."""
    application = _held_open(condition)
    if not clean(text):
        raise DomainError("condition.answer_missing", field="text")
    file = keep(upload, actor=actor) if upload else None
    answer = ConditionAnswer(
        condition_id=condition.id,
        text=clean(text),
        file_id=file.id if file else None,
        answered_at=clock.now(),
        answered_by=actor.id,
    )
    db.session.add(answer)
    db.session.flush()
    log_step(application, "condition.answered", actor=actor, role=APPLICANT, audience=Audience.PUBLIC)
    proposer = condition.decision.proposer
    path = f"/desk/applications/{application.public_id}"
    tell(
        "evaluation_condition_answered",
        application,
        proposer,
        key=f"{condition.public_id}:{answer.id}",
        path=path,
        condition=condition.text,
    )
    return answer


def meet_condition(condition: Condition, reason: str, *, actor: Any) -> Certificate | None:
    """Say that it is met, and why. The last one admits, as the signed decision says: the ledger and the certificate
    in the same transaction. Raises `condition.reason_missing`, `condition.settled`, `evaluation.not_yours`."""
    application = _held_open(condition)
    refuse_unless_preparing(actor, application)
    if not clean(reason):
        raise DomainError("condition.reason_missing", field="reason")
    condition.met_at, condition.met_by, condition.met_reason = clock.now(), actor.id, clean(reason)
    db.session.flush()
    _log(application, "condition.met", actor, condition, reason=condition.met_reason)
    decision = condition.decision
    if not rules.all_met(queries.conditions_of(decision)):
        tell_team_of(condition, "evaluation_condition_met", key=condition.public_id)
        return None
    move(application, ApplicationStatus.APPROVED, actor=actor)
    certificate = admit_by(decision, application, actor=actor)
    tell_team("evaluation_conditions_met", decision, certificate)
    return certificate


def extend_condition(condition: Condition, due_on: date, reason: str, *, actor: Any) -> None:
    """A later day, for a reason that the team reads. Raises `condition.not_later`, `condition.reason_missing`."""
    application = _held_open(condition)
    refuse_unless_preparing(actor, application)
    if due_on <= max(condition.due_on, clock.today()):
        raise DomainError("condition.not_later", field="due_on", day=max(condition.due_on, clock.today()))
    if not clean(reason):
        raise DomainError("condition.reason_missing", field="reason")
    before, condition.due_on = condition.due_on, due_on
    db.session.flush()
    _log(
        application,
        "condition.extended",
        actor,
        condition,
        reason=clean(reason),
        before=before.isoformat(),
        due_on=due_on.isoformat(),
    )
    tell_team_of(
        condition, "evaluation_condition_extended", key=f"{condition.public_id}:{due_on}", reason=clean(reason)
    )


def tell_overdue() -> int:
    """Both sides hear once of each day that has passed; returns how many conditions are late."""
    late = queries.conditions_overdue(clock.today())
    for condition in late:
        application = condition.decision.application
        key = f"{condition.public_id}:{condition.due_on}"
        tell_team_of(condition, "evaluation_condition_late", key=key)
        tell(
            "evaluation_condition_late_staff",
            application,
            condition.decision.proposer,
            key=key,
            path=f"/desk/applications/{application.public_id}",
            condition=condition.text,
            due_on=written_day(condition.due_on),
        )
    return len(late)


def tell_team_of(condition: Condition, template: str, *, key: str, **values: Any) -> None:
    application = condition.decision.application
    for person in queries.team_people(application):
        tell(
            template,
            application,
            person,
            key=f"{key}:{person.id}",
            path=f"/my/applications/{application.public_id}/decision",
            condition=condition.text,
            due_on=written_day(condition.due_on),
            **values,
        )


def _held_open(condition: Condition) -> Application:
    """Of the decision in force, while the application waits for it."""
    application = condition.decision.application
    hold(application)
    db.session.refresh(condition)
    current = rules.latest_signed(queries.decisions_of(application))
    if (
        condition.met_at is not None
        or application.status != ApplicationStatus.CONDITIONAL
        or current is None
        or current.id != condition.decision_id
    ):
        raise DomainError("condition.settled")
    return application


def _log(application: Application, action: str, actor: Any, condition: Condition, **told: Any) -> None:
    log_case(application, action, actor, Role.COORDINATOR, condition=condition.public_id, **told)
