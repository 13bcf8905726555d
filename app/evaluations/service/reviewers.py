from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from app.accounts.models import Role, User
from app.applications.models import Application, ApplicationStatus
from app.applications.rules import kinds_of
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean
from app.criteria.queries import definition_of
from app.evaluations import assigning, queries, rules
from app.evaluations.conflicts import ties_of
from app.evaluations.models import Review, ReviewerProfile, ReviewStatus
from app.evaluations.service.floor import (
    hold,
    hold_with,
    log_case,
    note_deadline,
    open_review,
    refuse_unless_preparing,
    refuse_unless_reviewable,
    review_due_on,
    sheets_in,
    tell,
    tell_reviewer,
)
from app.revisions.service import bump
from app.spaces.service import known_codes

REMIND_BEFORE = 2
"""Days before a sheet is due."""


def assign_reviewer(application: Application, reviewer: User, *, actor: Any) -> Review:
    """The first assignment opens the review. Raises `review.conflict_of_interest`, `review.not_a_reviewer`,
    `review.declined_before`, `review.assigned_already`, `review.enough_reviewers`."""
    hold(application)
    refuse_unless_preparing(actor, application)
    refuse_unless_reviewable(application)
    _refuse_unless_assignable(application, reviewer)
    if _open_seats(application) < 1:
        raise DomainError("review.enough_reviewers", field="reviewer")
    review = _give(application, reviewer, assigned_by=actor.id)
    open_review(application, actor=actor)
    db.session.flush()
    log_case(application, "review.assigned", actor, Role.COORDINATOR, reviewer=reviewer.id)
    return review


def assign_reviewers(application: Application, people: Iterable[User], *, actor: Any) -> list[Review]:
    """Several at once, all or none. Raises as `assign_reviewer`."""
    return [assign_reviewer(application, person, actor=actor) for person in people]


def call_third(application: Application) -> Review | None:
    """Two sheets lie too far apart: ask the one the automatic choice would ask, without waiting for anybody's click.

    With nobody free nothing happens here; the case rises in the Centre's list, where somebody decides.
    """
    reviews = queries.reviews_of(application)
    finished = rules.submitted(reviews)
    told = (sheets_in(finished), definition_of(application.criteria_set), kinds_of(application))
    if not rules.calls_third(*told) or _open_seats(application) < 1:
        return None
    person = assigning.freest_for(application)
    if person is None:
        log_case(application, "review.nobody_free", None, "")
        return None
    review = _give(application, person, assigned_by=finished[0].assigned_by)
    db.session.flush()
    log_case(application, "review.third_called", None, "", reviewer=person.id)
    return review


def accept_review(review: Review, *, actor: Any) -> None:
    """Raises `review.locked`."""
    application = _hold_own(review, actor)
    if review.accepted_at is None:
        review.accepted_at = clock.now()
        db.session.flush()
        log_case(application, "review.accepted", actor, Role.REVIEWER, review=review.public_id)


def recuse(review: Review, reason: str, *, actor: Any) -> None:
    """A conflict of interest: never asked again for this application. Raises `review.reason_missing`."""
    _turn_down(review, reason, ReviewStatus.RECUSED, "review.recused", actor=actor)


def decline_review(review: Review, reason: str, *, actor: Any) -> None:
    """No time for it; the Centre may ask again. Raises `review.reason_missing`."""
    _turn_down(review, reason, ReviewStatus.DECLINED, "review.declined", actor=actor)


def abstain(review: Review, reason: str, *, actor: Any) -> None:
    """Read it, and cannot judge any of it: the Centre asks somebody else. Raises `review.reason_missing`."""
    _turn_down(review, reason, ReviewStatus.ABSTAINED, "review.abstained", actor=actor)


def pass_on(review: Review, *, actor: Any) -> Review:
    """To the deputy its reviewer has named, by the reviewer or by a coordinator; what was scored stays behind.

    Raises `review.no_deputy`, and as `assign_reviewer` where the deputy may not score it.
    """
    application = hold_with(review)
    own = rules.can_answer(actor, review)
    if not own:
        refuse_unless_preparing(actor, application)
    refuse_unless_reviewable(application)
    if review.status != ReviewStatus.ASSIGNED:
        raise DomainError("review.submitted_already")
    profile = queries.profile_of(review.reviewer_id)
    deputy = profile.deputy if profile else None
    if deputy is None:
        raise DomainError("review.no_deputy", name=review.reviewer.name)
    _refuse_unless_assignable(application, deputy)
    _forget_marks(review)
    review.status = ReviewStatus.PASSED_ON
    note_deadline(review)
    passed = _give(application, deputy, assigned_by=review.assigned_by, due_on=review.due_on)
    db.session.flush()
    role = Role.REVIEWER if own else Role.COORDINATOR
    log_case(application, "review.passed_on", actor, role, reviewer=deputy.id, review=review.public_id)
    if own:
        assigner = db.session.get_one(User, review.assigned_by)
        if ties_of(assigner, application):
            return passed
        path = f"/desk/applications/{application.public_id}"
        names = {"reviewer": review.reviewer.name, "deputy": deputy.name}
        tell("evaluation_passed_on", application, assigner, key=passed.public_id, path=path, **names)
    return passed


def unassign(review: Review, *, actor: Any) -> None:
    """Take a review back and forget what it held; one that was handed in stays. Raises `review.submitted_already`."""
    application = hold_with(review)
    refuse_unless_preparing(actor, application)
    refuse_unless_reviewable(application)
    if review.status != ReviewStatus.ASSIGNED:
        raise DomainError("review.submitted_already")
    _forget_marks(review)
    db.session.delete(review)
    bump(f"reviewer:{review.reviewer_id}")
    log_case(application, "review.unassigned", actor, Role.COORDINATOR, reviewer=review.reviewer_id)


def keep_profile(
    actor: Any,
    *,
    fields: Collection[str],
    away_from: date | None = None,
    away_until: date | None = None,
    deputy: User | None = None,
) -> ReviewerProfile:
    """What a reviewer says about themselves. Raises `reviewer.away_half_said`, `reviewer.back_before_leaving`,
    `reviewer.own_deputy`, `review.not_a_reviewer`, and `space.unknown_choice` for a field that is offered no more."""
    if (away_from is None) != (away_until is None):
        raise DomainError("reviewer.away_half_said", field="away_until" if away_from else "away_from")
    if away_from and away_until and away_until < away_from:
        raise DomainError("reviewer.back_before_leaving", field="away_until")
    if deputy is not None and deputy.id == actor.id:
        raise DomainError("reviewer.own_deputy", field="deputy")
    if deputy is not None and not rules.can_be_assigned(deputy, ()):
        raise DomainError("review.not_a_reviewer", field="deputy", name=deputy.name)
    profile = queries.profile_of(actor.id) or ReviewerProfile(user_id=actor.id)
    if not {*known_codes().fields, *(profile.fields or ())}.issuperset(fields):
        raise DomainError("space.unknown_choice", field="fields")
    profile.fields, profile.away_from, profile.away_until = sorted(fields), away_from, away_until
    profile.deputy_id, profile.updated_at = deputy.id if deputy else None, clock.now()
    db.session.add(profile)
    db.session.flush()
    db.session.expire(profile, ["deputy"])
    return profile


def remind_reviewers() -> int:
    """A letter some days before a sheet is due, and another when the day has passed; each goes out once."""
    today = clock.today()
    due = queries.reviews_due(rules.days_on(today, REMIND_BEFORE))
    for review in due:
        template = "evaluation_late" if rules.is_late(review, today) else "evaluation_due"
        tell_reviewer(template, review, key=f"{review.public_id}:{review.due_on}")
    return len(due)


def remind_of_case(application: Application, *, actor: Any) -> int:
    """A letter to each who has not handed in, at most one a day whoever asks; returns how many this asking wrote to.
    Give the case held (`prepared`)."""
    today, told = clock.today(), 0
    for review in rules.in_force(queries.reviews_of(application)):
        if review.status != ReviewStatus.ASSIGNED or review.due_on is None:
            continue
        template = "evaluation_late" if rules.is_late(review, today) else "evaluation_due"
        told += tell_reviewer(template, review, key=f"{review.public_id}:asked:{today}")
    if told:
        log_case(application, "review.reminded", actor, Role.COORDINATOR)
    return told


def _give(application: Application, person: User, *, assigned_by: int, due_on: date | None = None) -> Review:
    """A new sheet, or the one that was declined before, empty; and the letter that asks for it."""
    known = {one.reviewer_id: one for one in queries.reviews_of(application)}
    review = known.get(person.id) or Review(application_id=application.id, reviewer_id=person.id)
    review.public_id = new_public_id()
    review.status, review.recusal_reason, review.accepted_at = ReviewStatus.ASSIGNED, "", None
    review.assigned_by, review.assigned_at = assigned_by, clock.now()
    review.revised_at, review.sequence = review.assigned_at, -1 if review.sequence is None else review.sequence
    review.due_on, review.reopened = due_on or review_due_on(), None
    db.session.add(review)
    note_deadline(review)
    db.session.refresh(review, ["application", "reviewer"])
    tell_reviewer("evaluation_assigned", review, key=review.public_id)
    return review


def _hold_own(review: Review, actor: Any) -> Application:
    application = hold_with(review)
    if not rules.can_answer(actor, review):
        raise DomainError("review.locked")
    return application


def _turn_down(review: Review, reason: str, status: ReviewStatus, action: str, *, actor: Any) -> None:
    application = _hold_own(review, actor)
    if not clean(reason):
        raise DomainError("review.reason_missing", field="reason")
    _forget_marks(review)
    review.status, review.recusal_reason = status, clean(reason)
    note_deadline(review)
    log_case(application, action, actor, Role.REVIEWER, review=review.public_id)
    assigner = db.session.get_one(User, review.assigned_by)
    if not ties_of(assigner, application):
        path, who = f"/desk/applications/{application.public_id}", review.reviewer.name
        tell("evaluation_recused", application, assigner, key=review.public_id, path=path, reviewer=who)
    if application.status == ApplicationStatus.IN_REVIEW:
        call_third(application)


def _forget_marks(review: Review) -> None:
    for row in queries.marks_in(review):
        db.session.delete(row)
    review.comment = ""
    db.session.flush()


def _refuse_unless_assignable(application: Application, person: User) -> None:
    tied = queries.tied_ids(application)
    reviews = queries.reviews_of(application)
    if rules.barred(person.id, reviews):
        raise DomainError("review.barred", field="reviewer", name=person.name)
    known = next((one for one in reviews if one.reviewer_id == person.id), None)
    if known is not None and not rules.can_be_asked_again(known):
        at_work = known.status not in rules.OUT
        raise DomainError(
            "review.assigned_already" if at_work else "review.declined_before", field="reviewer", name=person.name
        )
    if rules.has_interest(person.id, tied):
        raise DomainError("review.conflict_of_interest", field="reviewer", name=person.name)
    if not rules.can_be_assigned(person, tied) or person.disabled_at is not None:
        raise DomainError("review.not_a_reviewer", field="reviewer", name=person.name)


def _open_seats(application: Application) -> int:
    reviews = queries.reviews_of(application)
    told = (sheets_in(rules.submitted(reviews)), definition_of(application.criteria_set), kinds_of(application))
    return rules.reviewers_needed(*told) - len(rules.in_force(reviews))
