from typing import Any

from app.applications.models import Application, ApplicationStatus
from app.applications.service import move, reopen_application
from app.core.db import db
from app.core.errors import DomainError
from app.evaluations import queries, rules
from app.evaluations.models import ReviewStatus
from app.evaluations.service.floor import hold, open_review, refuse_unless_preparing, take_in, tell_reviewer


def return_to_applicant(application: Application, *, actor: Any, note: str) -> None:
    """Ask for what is missing, before or during review; finished reviews open again, for what comes back is new.

    The letter to the applicant is part of the step. Raises `application.note_missing`, `application.cannot_move`.
    """
    hold(application)
    refuse_unless_preparing(actor, application)
    take_in(application, actor=actor)
    move(application, ApplicationStatus.RETURNED, actor=actor, note=note)
    for review in rules.submitted(queries.reviews_of(application)):
        review.status, review.submitted_at = ReviewStatus.ASSIGNED, None
    db.session.flush()


def resume_review(application: Application, *, actor: Any) -> None:
    """What the applicant sent again is complete: back to the reviewers it already has, who are told."""
    hold(application)
    refuse_unless_preparing(actor, application)
    reviews = rules.in_force(queries.reviews_of(application))
    if application.status != ApplicationStatus.INTAKE or not reviews:
        raise DomainError("application.cannot_move")
    open_review(application, actor=actor)
    for review in reviews:
        tell_reviewer("evaluation_resumed", review, key=f"{review.public_id}:{application.version}")


def reopen_case(application: Application, *, actor: Any, reason: str) -> None:
    """Raises `evaluation.not_yours` and what `reopen_application` raises."""
    hold(application)
    if not rules.can_reopen(actor, application, queries.tied_ids(application)):
        raise DomainError("evaluation.not_yours")
    reopen_application(application, actor=actor, reason=reason)
    application.handler_id = application.handler_id or actor.id
    db.session.flush()
