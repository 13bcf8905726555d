from collections.abc import Mapping
from datetime import date
from typing import Any

from app.accounts.models import Role
from app.applications import service as applications
from app.applications.models import Application, ApplicationStatus, Consequence, Supplement
from app.applications.queries import supplements_of
from app.applications.rules import kinds_of, sections
from app.applications.supplements import touched_in
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.criteria.queries import definition_of
from app.criteria.rules import counted_criteria
from app.evaluations import queries, rules
from app.evaluations.models import Review, ReviewStatus, SectionCheck
from app.evaluations.service.floor import (
    hold,
    log_case,
    note_deadline,
    open_review,
    refuse_unless_preparing,
    refuse_unless_reviewable,
    review_due_on,
    take_in,
    tell_reviewer,
)


def begin_check(application: Application, *, actor: Any) -> None:
    """The applicant can no longer take it back. Every other act on a case that was only received begins it too."""
    hold(application)
    refuse_unless_preparing(actor, application)
    if application.status != ApplicationStatus.SUBMITTED:
        raise DomainError("application.cannot_move")
    take_in(application, actor=actor)


def check_section(application: Application, code: str, complete: bool, *, actor: Any) -> None:
    """Note whether one page of the form is complete, in place of what was noted before."""
    hold(application)
    refuse_unless_preparing(actor, application)
    refuse_unless_reviewable(application)
    pages = sections(definition_of(application.criteria_set), kinds_of(application))
    if code not in {page.code for page in pages}:
        raise DomainError("case.unknown_section")
    take_in(application, actor=actor)
    check = queries.section_checks_of(application).get(code)
    if check is None:
        check = SectionCheck(application_id=application.id, section_code=code)
        db.session.add(check)
    check.complete, check.checked_by, check.checked_at = complete, actor.id, clock.now()
    db.session.flush()
    log_case(application, "case.section_checked", actor, Role.COORDINATOR, section=code, complete=complete)


def ask_supplement(
    application: Application, asked: Mapping[str, str], *, due_on: date, consequence: Consequence, actor: Any
) -> Supplement:
    """Ask for what is missing, before or during review. Sheets that are handed in stay so until it is known what
    came of it (`resume_review`). Raises the refusals of `applications.service.ask_supplement`."""
    hold(application)
    refuse_unless_preparing(actor, application)
    take_in(application, actor=actor)
    return applications.ask_supplement(application, asked, due_on=due_on, consequence=consequence, actor=actor)


def extend_supplement(supplement: Supplement, due_on: date, *, actor: Any) -> None:
    hold(supplement.application)
    refuse_unless_preparing(actor, supplement.application)
    applications.extend_supplement(supplement, due_on, actor=actor)


def withdraw_supplement(supplement: Supplement, *, actor: Any) -> None:
    hold(supplement.application)
    refuse_unless_preparing(actor, supplement.application)
    applications.withdraw_supplement(supplement, actor=actor)


def lapse_supplement(supplement: Supplement, *, actor: Any) -> None:
    hold(supplement.application)
    refuse_unless_preparing(actor, supplement.application)
    applications.lapse_supplement(supplement, actor=actor)


def resume_review(application: Application, *, actor: Any) -> None:
    """What came back is complete: on to the reviewers it already has. A finished sheet opens again only for what a
    supplement has changed since; where nothing that is scored was changed, it stays handed in and nobody is told."""
    hold(application)
    refuse_unless_preparing(actor, application)
    reviews = rules.in_force(queries.reviews_of(application))
    if application.status != ApplicationStatus.INTAKE or not reviews:
        raise DomainError("application.cannot_move")
    open_review(application, actor=actor)
    _open_again(application, reviews)
    for review in reviews:
        if review.status == ReviewStatus.ASSIGNED:
            review.due_on = review_due_on()  # the days they could not score do not count
            note_deadline(review)
            tell_reviewer("evaluation_resumed", review, key=f"{review.public_id}:{application.version}")


def reopen_case(application: Application, *, actor: Any, reason: str) -> None:
    """Raises `evaluation.not_yours` and what `reopen_application` raises."""
    hold(application)
    if not rules.can_reopen(actor, application, queries.tied_ids(application)):
        raise DomainError("evaluation.not_yours")
    applications.reopen_application(application, actor=actor, reason=reason)
    application.handler_id = application.handler_id or actor.id
    db.session.flush()


def _open_again(application: Application, reviews: list[Review]) -> None:
    definition = definition_of(application.criteria_set)
    scored = {gate.code for gate in definition.gates}
    scored |= {one.code for one in counted_criteria(definition, kinds_of(application))}
    ended = [one for one in supplements_of(application) if one.ended_at is not None]
    for review in reviews:
        since = review.submitted_at
        news = ended if since is not None else ended[:1]
        touched = {code for one in news if since is None or _after(one, since) for code in touched_in(one)} & scored
        if review.status == ReviewStatus.SUBMITTED and touched:
            review.status, review.submitted_at, review.reopened = ReviewStatus.ASSIGNED, None, sorted(touched)
        elif review.status == ReviewStatus.ASSIGNED and review.reopened is not None:
            review.reopened = sorted({*review.reopened, *touched})
    db.session.flush()


def _after(supplement: Supplement, moment: Any) -> bool:
    return supplement.ended_at is not None and supplement.ended_at > moment
