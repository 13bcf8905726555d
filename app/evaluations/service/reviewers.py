from collections.abc import Mapping
from typing import Any

from app.accounts.models import Role, User
from app.applications.models import Application
from app.applications.rules import kinds_of
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean
from app.criteria.queries import definition_of
from app.evaluations import queries, rules
from app.evaluations.conflicts import ties_of
from app.evaluations.models import Review, ReviewStatus
from app.evaluations.service.floor import (
    hold,
    hold_with,
    log_case,
    open_review,
    refuse_unless_preparing,
    refuse_unless_reviewable,
    sheets_in,
    tell,
)


def assign_reviewer(application: Application, reviewer: User, *, actor: Any) -> Review:
    """The first assignment opens the review. Raises `review.conflict_of_interest`, `review.not_a_reviewer`,
    `review.declined_before`, `review.assigned_already`, `review.enough_reviewers`."""
    hold(application)
    refuse_unless_preparing(actor, application)
    refuse_unless_reviewable(application)
    reviews = queries.reviews_of(application)
    _refuse_unless_assignable(application, reviewer, {review.reviewer_id: review for review in reviews})
    if len(rules.in_force(reviews)) >= _reviewers_needed(application):
        raise DomainError("review.enough_reviewers", field="reviewer")
    review = Review(
        public_id=new_public_id(),
        application_id=application.id,
        reviewer_id=reviewer.id,
        status=ReviewStatus.ASSIGNED,
        assigned_by=actor.id,
        assigned_at=clock.now(),
    )
    db.session.add(review)
    open_review(application, actor=actor)
    db.session.flush()
    log_case(application, "review.assigned", actor, Role.COORDINATOR, reviewer=reviewer.id)
    tell("evaluation_assigned", application, reviewer, key=review.public_id, path=f"/reviews/{review.public_id}")
    return review


def unassign(review: Review, *, actor: Any) -> None:
    """Take a review back and forget what it held; one that was handed in stays. Raises `review.submitted_already`."""
    application = hold_with(review)
    refuse_unless_preparing(actor, application)
    refuse_unless_reviewable(application)
    if review.status != ReviewStatus.ASSIGNED:
        raise DomainError("review.submitted_already")
    for row in (*queries.verdicts_in(review).values(), *queries.scores_in(review).values()):
        db.session.delete(row)
    db.session.flush()
    db.session.delete(review)
    db.session.flush()
    log_case(application, "review.unassigned", actor, Role.COORDINATOR, reviewer=review.reviewer_id)


def recuse(review: Review, reason: str, *, actor: Any) -> None:
    """The reviewer declines (a conflict of interest, mostly) and cannot be asked again for this application."""
    application = hold_with(review)
    if review.reviewer_id != actor.id or review.status != ReviewStatus.ASSIGNED:
        raise DomainError("review.locked")
    if not clean(reason):
        raise DomainError("review.reason_missing", field="reason")
    review.status, review.recusal_reason = ReviewStatus.RECUSED, clean(reason)
    db.session.flush()
    log_case(application, "review.recused", actor, Role.REVIEWER, review=review.public_id)
    assigner = db.session.get_one(User, review.assigned_by)
    if ties_of(assigner, application):
        return
    path = f"/desk/applications/{application.public_id}"
    tell("evaluation_recused", application, assigner, key=review.public_id, path=path, reviewer=review.reviewer.name)


def _refuse_unless_assignable(application: Application, person: User, known: Mapping[int, Review]) -> None:
    tied = queries.tied_ids(application)
    if person.id in known:
        declined = known[person.id].status == ReviewStatus.RECUSED
        raise DomainError(
            "review.declined_before" if declined else "review.assigned_already", field="reviewer", name=person.name
        )
    if rules.has_interest(person.id, tied):
        raise DomainError("review.conflict_of_interest", field="reviewer", name=person.name)
    if not rules.can_be_assigned(person, tied) or person.disabled_at is not None:
        raise DomainError("review.not_a_reviewer", field="reviewer", name=person.name)


def _reviewers_needed(application: Application) -> int:
    finished = rules.submitted(queries.reviews_of(application))
    return rules.reviewers_needed(sheets_in(finished), definition_of(application.criteria_set), kinds_of(application))
