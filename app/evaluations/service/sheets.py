from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.accounts.models import Role
from app.applications.models import Application
from app.applications.rules import kinds_of
from app.applications.service import log_step
from app.audit.models import Audience
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import clean
from app.criteria.definition import CriteriaDefinition
from app.criteria.queries import definition_of
from app.criteria.rules import counted_criteria, exact_points
from app.evaluations import queries, rules
from app.evaluations.models import GateVerdict, Review, ReviewStatus, Score
from app.evaluations.service.floor import hold_with
from app.evaluations.service.reviewers import call_third


def save_scores(
    review: Review, gates: Mapping[str, bool], points: Mapping[str, Decimal], comment: str, *, actor: Any
) -> None:
    """Put the sheet in place of the former one; it may have gaps until it is handed in.

    Raises `review.locked`, and for wrong points the refusals of `criteria.rules.exact_points` at their field.
    """
    application = hold_with(review)
    _refuse_unless_scoring(actor, review, application)
    definition = definition_of(application.criteria_set)
    _refuse_wrong_marks(gates, points, definition, kinds_of(application))
    _keep_verdicts(review, gates)
    _keep_points(review, points)
    review.comment = clean(comment)
    review.accepted_at = review.accepted_at or clock.now()
    db.session.flush()


def submit_review(review: Review, *, actor: Any) -> None:
    """Hand it in, for good unless the application goes back to the applicant. Raises `review.incomplete`."""
    application = hold_with(review)
    _refuse_unless_scoring(actor, review, application)
    sheet = queries.sheets_of([review])[review.id]
    gaps = rules.gaps_in(sheet, definition_of(application.criteria_set), kinds_of(application))
    if gaps:
        raise DomainError("review.incomplete", items=gaps)
    review.status, review.submitted_at = ReviewStatus.SUBMITTED, clock.now()
    db.session.flush()
    log_step(application, "review.submitted", actor=actor, role=Role.REVIEWER, audience=Audience.PUBLIC)
    call_third(application)


def _refuse_unless_scoring(actor: Any, review: Review, application: Application) -> None:
    if not rules.can_score(actor, review, application, queries.tied_ids(application)):
        raise DomainError("review.locked")


def _refuse_wrong_marks(
    gates: Mapping[str, bool], points: Mapping[str, Decimal], definition: CriteriaDefinition, kinds: list[str]
) -> None:
    for code in gates.keys() - {gate.code for gate in definition.gates}:
        raise DomainError("criteria.unknown_gate", unknown=code)
    scored = {criterion.code: criterion for criterion in counted_criteria(definition, kinds)}
    for code, mark in points.items():
        if code not in scored:
            raise DomainError("criteria.unknown_criterion", unknown=code)
        try:
            exact_points(scored[code], mark)
        except DomainError as error:
            raise DomainError(error.code, field=f"points-{code}", **error.values) from error


def _keep_verdicts(review: Review, gates: Mapping[str, bool]) -> None:
    kept = queries.verdicts_in(review)
    for code, row in kept.items():
        if code not in gates:
            db.session.delete(row)
    for code, met in gates.items():
        if code in kept:
            kept[code].met = met
        else:
            db.session.add(GateVerdict(review_id=review.id, gate_code=code, met=met))


def _keep_points(review: Review, points: Mapping[str, Decimal]) -> None:
    kept = queries.scores_in(review)
    for code, row in kept.items():
        if code not in points:
            db.session.delete(row)
    for code, mark in points.items():
        if code in kept:
            kept[code].points = mark
        else:
            db.session.add(Score(review_id=review.id, criterion_code=code, points=mark))
