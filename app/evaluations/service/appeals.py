"""One appeal to a decision: filed by the team, answered by people who had no part in what it is about."""

from collections.abc import Sequence
from typing import Any

from app.accounts.models import Role
from app.applications.models import Application, ApplicationStatus
from app.applications.service import log_step, move
from app.audit.models import Audience
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean
from app.evaluations import queries, rules
from app.evaluations.models import Appeal, AppealFile, AppealStatus, Decision, DecisionStatus, ReviewStatus
from app.evaluations.service.floor import hold, hold_with, log_case, note_deadline, tell
from app.files.service import PreparedFile, keep


def file_appeal(decision: Decision, text: str, uploads: Sequence[PreparedFile] = (), *, actor: Any) -> Appeal:
    """By anybody of the team, once, in time; the receipt goes to all of them.

    Raises `appeal.not_open`, `appeal.text_missing`."""
    application = hold_with(decision)
    appealed = queries.appeal_to(decision) is not None
    if not rules.may_appeal(decision, status=application.status, appealed=appealed, today=clock.today()):
        raise DomainError("appeal.not_open")
    if not clean(text):
        raise DomainError("appeal.text_missing", field="text")
    appeal = Appeal(
        public_id=new_public_id(),
        decision_id=decision.id,
        status=AppealStatus.FILED,
        text=clean(text),
        filed_by=actor.id,
        filed_at=clock.now(),
        back_to=application.status,
    )
    db.session.add(appeal)
    db.session.flush()
    db.session.add_all(AppealFile(appeal_id=appeal.id, file_id=keep(one, actor=actor).id) for one in uploads)
    move(application, ApplicationStatus.APPEALED, actor=actor)
    _tell_team(appeal, application, "evaluation_appeal_received")
    return appeal


def answer_appeal(appeal: Appeal, *, granting: bool, reasons: str, actor: Any) -> None:
    """Put an answer before a second pair of eyes. Raises `appeal.not_yours`, `appeal.reasons_missing`,
    `appeal.settled`."""
    application = _held(appeal, AppealStatus.FILED)
    reviews, team = queries.reviews_of(application), queries.tied_ids(application)
    if not rules.can_answer_appeal(actor, appeal.decision, reviews, team):
        raise DomainError("appeal.not_yours")
    if not clean(reasons):
        raise DomainError("appeal.reasons_missing", field="reasons")
    appeal.status, appeal.granting, appeal.reasons = AppealStatus.PROPOSED, granting, clean(reasons)
    appeal.answered_by, appeal.answered_at, appeal.return_note = actor.id, clock.now(), ""
    db.session.flush()
    log_case(application, "appeal.answered", actor, Role.COORDINATOR, appeal=appeal.public_id, granting=granting)


def return_appeal(appeal: Appeal, *, note: str, actor: Any) -> None:
    """The approver wants another answer. Raises `appeal.not_yours_to_sign`, `appeal.note_missing`."""
    application = _held(appeal, AppealStatus.PROPOSED)
    _refuse_unless_signing(appeal, application, actor)
    if not clean(note):
        raise DomainError("decision.note_missing", field="note")
    appeal.status, appeal.return_note = AppealStatus.FILED, clean(note)
    db.session.flush()
    log_case(application, "appeal.returned", actor, Role.APPROVER, appeal=appeal.public_id)
    if appeal.answerer is not None:
        tell(
            "evaluation_sent_back",
            application,
            appeal.answerer,
            key=f"{appeal.public_id}:{appeal.version}",
            path=f"/desk/applications/{application.public_id}",
            note=appeal.return_note,
            approver=actor.name,
        )


def sign_appeal(appeal: Appeal, *, actor: Any) -> None:
    """Dismissed, the application is again what it was. Granted, it is reviewed anew by others, and the decision it was
    about is undone; a membership that came with it stays until the new one.

    Raises `appeal.four_eyes`, `appeal.not_yours_to_sign`, `appeal.settled`."""
    application = _held(appeal, AppealStatus.PROPOSED)
    _refuse_unless_signing(appeal, application, actor)
    appeal.signed_by, appeal.signed_at = actor.id, clock.now()
    appeal.status = AppealStatus.GRANTED if appeal.granting else AppealStatus.DISMISSED
    if appeal.granting:
        appeal.decision.status = DecisionStatus.UNDONE
        for review in rules.in_force(queries.reviews_of(application)):
            review.status = ReviewStatus.FORMER
            note_deadline(review)
    db.session.flush()
    log_step(application, f"appeal.{appeal.status}", actor=actor, role=Role.APPROVER, audience=Audience.PUBLIC)
    move(
        application,
        ApplicationStatus.IN_REVIEW if appeal.granting else ApplicationStatus(appeal.back_to),
        actor=actor,
    )
    _tell_team(appeal, application, f"evaluation_appeal_{appeal.status}")


def _held(appeal: Appeal, expected: AppealStatus) -> Application:
    application = appeal.decision.application
    hold(application)
    db.session.refresh(appeal)
    if appeal.status != expected:
        raise DomainError("appeal.settled")
    return application


def _refuse_unless_signing(appeal: Appeal, application: Application, actor: Any) -> None:
    if appeal.answered_by == actor.id:
        raise DomainError("appeal.four_eyes")
    reviews, team = queries.reviews_of(application), queries.tied_ids(application)
    if not rules.can_sign_appeal(actor, appeal, reviews, team):
        raise DomainError("appeal.not_yours_to_sign")


def _tell_team(appeal: Appeal, application: Application, template: str) -> None:
    for person in queries.team_people(application):
        tell(
            template,
            application,
            person,
            key=f"{appeal.public_id}:{person.id}",
            path=f"/my/applications/{application.public_id}/decision",
            reasons=appeal.reasons,
            decision_number=appeal.decision.decision_number,
        )
