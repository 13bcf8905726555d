from collections.abc import Callable, Mapping
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
from app.evaluations.models import Abstention, GateVerdict, GroupNote, Review, ReviewStatus, Score
from app.evaluations.rules import Sheet
from app.evaluations.service.floor import hold_with, note_deadline
from app.evaluations.service.reviewers import call_third


def save_scores(
    review: Review,
    gates: Mapping[str, bool],
    points: Mapping[str, Decimal],
    comment: str,
    *,
    abstained: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    actor: Any,
) -> None:
    """Put the sheet in place of the former one; it may have gaps until it is handed in.

    `abstained` says, by criterion, why it cannot be judged; `notes` what is said to a group of them.
    Raises `review.locked`, `review.item_closed`, `review.scored_and_abstained`, and for wrong points the refusals of
    `criteria.rules.exact_points` at their field.
    """
    application = hold_with(review)
    _refuse_unless_scoring(actor, review, application)
    definition = definition_of(application.criteria_set)
    silent = {code: clean(reason) for code, reason in (abstained or {}).items() if clean(reason)}
    typed = Sheet(gates, points, silent)
    sheet, closed = rules.over(queries.sheets_of([review])[review.id], typed, review.reopened)
    if closed:
        raise DomainError("review.item_closed", items=closed)
    gates, points, silent = dict(sheet.gates), dict(sheet.points), dict(sheet.abstained)
    _refuse_wrong_marks(gates, points, silent, definition, kinds_of(application))
    groups = {group.code for group in definition.groups}
    said = {code: clean(text) for code, text in (notes or {}).items() if code in groups and clean(text)}
    _keep(
        queries.verdicts_in(review),
        gates,
        "met",
        lambda code, met: GateVerdict(review_id=review.id, gate_code=code, met=met),
    )
    _keep(
        queries.scores_in(review),
        points,
        "points",
        lambda code, mark: Score(review_id=review.id, criterion_code=code, points=mark),
    )
    _keep(
        queries.abstentions_in(review),
        silent,
        "reason",
        lambda code, reason: Abstention(review_id=review.id, criterion_code=code, reason=reason),
    )
    _keep(
        queries.notes_in(review),
        said,
        "text",
        lambda code, text: GroupNote(review_id=review.id, group_code=code, text=text),
    )
    review.comment = clean(comment)
    review.accepted_at = review.accepted_at or clock.now()
    db.session.flush()


def submit_review(review: Review, *, actor: Any, seen: str | None = None) -> None:
    """Hand it in, for good unless the application goes back to the applicant. Raises `review.incomplete`, and
    `review.changed` where `seen` is not of the sheet as it is now."""
    application = hold_with(review)
    _refuse_unless_scoring(actor, review, application)
    sheet = queries.sheets_of([review])[review.id]
    if seen is not None and seen != rules.sheet_print(sheet, review.comment, queries.notes_of([review])[review.id]):
        raise DomainError("review.changed")
    gaps = rules.gaps_in(sheet, definition_of(application.criteria_set), kinds_of(application))
    if gaps:
        raise DomainError("review.incomplete", items=gaps)
    if not sheet.points:
        raise DomainError("review.nothing_scored")
    review.status, review.submitted_at, review.reopened = ReviewStatus.SUBMITTED, clock.now(), None
    note_deadline(review)
    log_step(application, "review.submitted", actor=actor, role=Role.REVIEWER, audience=Audience.PUBLIC)
    call_third(application)


def _refuse_unless_scoring(actor: Any, review: Review, application: Application) -> None:
    if not rules.can_score(actor, review, application, queries.tied_ids(application)):
        raise DomainError("review.locked")


def _refuse_wrong_marks(
    gates: Mapping[str, bool],
    points: Mapping[str, Decimal],
    silent: Mapping[str, str],
    definition: CriteriaDefinition,
    kinds: list[str],
) -> None:
    for code in gates.keys() - {gate.code for gate in definition.gates}:
        raise DomainError("criteria.unknown_gate", unknown=code)
    scored = {criterion.code: criterion for criterion in counted_criteria(definition, kinds)}
    for code in silent:
        if code not in scored:
            raise DomainError("criteria.unknown_criterion", unknown=code)
        if code in points:
            raise DomainError("review.scored_and_abstained", field=f"abstain-{code}")
    for code, mark in points.items():
        if code not in scored:
            raise DomainError("criteria.unknown_criterion", unknown=code)
        try:
            exact_points(scored[code], mark)
        except DomainError as error:
            raise DomainError(error.code, field=f"points-{code}", **error.values) from error


def _keep(kept: Mapping[str, Any], wanted: Mapping[str, Any], column: str, new: Callable[[str, Any], Any]) -> None:
    """Rows by code: those wanted get their value, the others go, new ones come."""
    for code, row in kept.items():
        if code in wanted:
            setattr(row, column, wanted[code])
        else:
            db.session.delete(row)
    db.session.add_all(new(code, value) for code, value in wanted.items() if code not in kept)
