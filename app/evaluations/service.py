"""Every write of a case, from the completeness check to the signature.

Each function first takes hold of the application's row, so whatever two people do to one case happens one after the
other, and the later one is judged by what the first has left.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.accounts.models import Role, User
from app.applications.models import Application, ApplicationStatus
from app.applications.rules import kinds_of
from app.applications.service import log_step, move
from app.audit.models import Audience
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean, one_line, pick
from app.criteria.definition import CriteriaDefinition
from app.criteria.queries import definition_of
from app.criteria.rules import counted_criteria, exact_points
from app.evaluations import queries, rules
from app.evaluations.models import Decision, DecisionStatus, GateVerdict, Outcome, Review, ReviewStatus, Score
from app.evaluations.rules import Sheet
from app.mail.service import queue_mail
from app.memberships.models import Certificate, Grade
from app.memberships.service import admit
from app.settings.queries import value
from app.spaces.queries import team_of

_RESULTS = {
    Outcome.APPROVE: ApplicationStatus.APPROVED,
    Outcome.ASSOCIATE: ApplicationStatus.ASSOCIATE,
    Outcome.REFUSE: ApplicationStatus.REFUSED,
}
_GRADES = {Outcome.APPROVE: Grade.FULL, Outcome.ASSOCIATE: Grade.ASSOCIATE}


def return_to_applicant(application: Application, *, actor: Any, note: str) -> None:
    """Ask for what is missing, before or during review; finished reviews open again, for what comes back is new.

    The letter to the applicant is part of the step. Raises `application.note_missing`, `application.cannot_move`.
    """
    _hold(application)
    _refuse_unless_preparing(actor, application)
    move(application, ApplicationStatus.RETURNED, actor=actor, note=note)
    for review in rules.submitted(queries.reviews_of(application)):
        review.status, review.submitted_at = ReviewStatus.ASSIGNED, None
    db.session.flush()


def assign_reviewer(application: Application, reviewer: User, *, actor: Any) -> Review:
    """The first assignment opens the review. Raises `review.conflict_of_interest`, `review.not_a_reviewer`,
    `review.declined_before`, `review.assigned_already`, `review.enough_reviewers`."""
    _hold(application)
    _refuse_unless_preparing(actor, application)
    _refuse_unless_reviewable(application)
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
    _open_review(application, actor=actor)
    db.session.flush()
    _log(application, "review.assigned", actor, Role.COORDINATOR, reviewer=reviewer.id)
    _tell("evaluation_assigned", application, reviewer, key=review.public_id, path=f"/reviews/{review.public_id}")
    return review


def resume_review(application: Application, *, actor: Any) -> None:
    """What the applicant sent again is complete: back to the reviewers it already has, who are told."""
    _hold(application)
    _refuse_unless_preparing(actor, application)
    reviews = rules.in_force(queries.reviews_of(application))
    if application.status != ApplicationStatus.SUBMITTED or not reviews:
        raise DomainError("application.cannot_move")
    _open_review(application, actor=actor)
    for review in reviews:
        key = f"{review.public_id}:{application.version}"
        _tell("evaluation_resumed", application, review.reviewer, key=key, path=f"/reviews/{review.public_id}")


def unassign(review: Review, *, actor: Any) -> None:
    """Take a review back and forget what it held; one that was handed in stays. Raises `review.submitted_already`."""
    application = _hold_with(review)
    _refuse_unless_preparing(actor, application)
    _refuse_unless_reviewable(application)
    if review.status != ReviewStatus.ASSIGNED:
        raise DomainError("review.submitted_already")
    for row in (*queries.verdicts_in(review).values(), *queries.scores_in(review).values()):
        db.session.delete(row)
    db.session.flush()
    db.session.delete(review)
    db.session.flush()
    _log(application, "review.unassigned", actor, Role.COORDINATOR, reviewer=review.reviewer_id)


def save_scores(
    review: Review, gates: Mapping[str, bool], points: Mapping[str, Decimal], comment: str, *, actor: Any
) -> None:
    """Put the sheet in place of the former one; it may have gaps until it is handed in.

    Raises `review.locked`, and for wrong points the refusals of `criteria.rules.exact_points` at their field.
    """
    application = _hold_with(review)
    _refuse_unless_scoring(actor, review, application)
    definition = definition_of(application.criteria_set)
    _refuse_wrong_marks(gates, points, definition, kinds_of(application))
    _keep_verdicts(review, gates)
    _keep_points(review, points)
    review.comment = clean(comment)
    db.session.flush()


def submit_review(review: Review, *, actor: Any) -> None:
    """Hand it in, for good unless the application goes back to the applicant. Raises `review.incomplete`."""
    application = _hold_with(review)
    _refuse_unless_scoring(actor, review, application)
    sheet = queries.sheets_of([review])[review.id]
    gaps = rules.gaps_in(sheet, definition_of(application.criteria_set), kinds_of(application))
    if gaps:
        raise DomainError("review.incomplete", items=gaps)
    review.status, review.submitted_at = ReviewStatus.SUBMITTED, clock.now()
    db.session.flush()
    log_step(application, "review.submitted", actor=actor, role=Role.REVIEWER, audience=Audience.PUBLIC)


def recuse(review: Review, reason: str, *, actor: Any) -> None:
    """The reviewer declines (a conflict of interest, mostly) and cannot be asked again for this application."""
    application = _hold_with(review)
    if review.reviewer_id != actor.id or review.status != ReviewStatus.ASSIGNED:
        raise DomainError("review.locked")
    if not clean(reason):
        raise DomainError("review.reason_missing", field="reason")
    review.status, review.recusal_reason = ReviewStatus.RECUSED, clean(reason)
    db.session.flush()
    _log(application, "review.recused", actor, Role.REVIEWER, review=review.public_id)
    assigner = db.session.get_one(User, review.assigned_by)
    path = f"/desk/applications/{application.public_id}"
    _tell("evaluation_recused", application, assigner, key=review.public_id, path=path, reviewer=review.reviewer.name)


def propose_decision(application: Application, outcome: Outcome, reasons: str, *, actor: Any) -> Decision:
    """Put a decision before a second pair of eyes, with the assessment it rests on.

    Raises `decision.already_proposed`, `decision.reviews_missing`, `decision.third_needed`,
    `decision.better_than_assessed`, `decision.reasons_missing`.
    """
    _hold(application)
    _refuse_unless_preparing(actor, application)
    _refuse_unless_undecided(application)
    assessment = rules.assessment_of(*_finished_sheets(application))
    if outcome not in rules.allowed_outcomes(assessment):
        raise DomainError("decision.better_than_assessed", field="decision")
    if outcome in rules.REASONS_NEEDED and not clean(reasons):
        raise DomainError("decision.reasons_missing", field="reasons")
    decision = Decision(
        public_id=new_public_id(),
        application_id=application.id,
        criteria_set_id=application.criteria_set_id,
        outcome=outcome,
        reasons=clean(reasons),
        assessment=assessment.to_document(),
        status=DecisionStatus.PROPOSED,
        proposed_by=actor.id,
        proposed_at=clock.now(),
    )
    db.session.add(decision)
    move(application, ApplicationStatus.PROPOSED, actor=actor)
    _log(application, "decision.proposed", actor, Role.COORDINATOR, decision=decision.public_id, outcome=outcome)
    return decision


def sign_decision(decision: Decision, *, actor: Any, decision_number: str) -> Certificate | None:
    """Make it final; an admission enters the ledger and gets its certificate in the same transaction.

    Raises `decision.four_eyes` for its proposer, `decision.already_signed` / `decision.already_returned` for whoever
    comes second, `decision.number_missing`.
    """
    application = _hold_with(decision)
    _refuse_if_settled(decision)
    _refuse_unless_signing(actor, decision, application)
    number = one_line(decision_number)
    if not number:
        raise DomainError("decision.number_missing", field="decision_number")
    decision.status, decision.signed_by, decision.signed_at = DecisionStatus.SIGNED, actor.id, clock.now()
    decision.decision_number, decision.decided_on = number, clock.today()
    db.session.flush()
    outcome = Outcome(decision.outcome)
    move(application, _RESULTS[outcome], actor=actor)
    certificate = None if outcome == Outcome.REFUSE else _admit(decision, application, actor=actor)
    log_step(
        application,
        "decision.signed",
        actor=actor,
        role=Role.APPROVER,
        audience=Audience.PUBLIC,
        payload={"number": number, "outcome": outcome},
    )
    _send_decision_letters(decision, application, certificate)
    return certificate


def return_decision(decision: Decision, *, actor: Any, note: str) -> None:
    """Back to the coordinators with a note; by an approver, or by the proposer who thought again."""
    application = _hold_with(decision)
    _refuse_if_settled(decision)
    if not rules.can_return_decision(actor, decision, queries.team_ids(application)):
        raise DomainError("decision.not_yours_to_return")
    if not clean(note):
        raise DomainError("decision.note_missing", field="note")
    decision.status, decision.return_note = DecisionStatus.RETURNED, clean(note)
    move(application, ApplicationStatus.IN_REVIEW, actor=actor)
    role = Role.COORDINATOR if decision.proposed_by == actor.id else Role.APPROVER
    _log(application, "decision.returned", actor, role, decision=decision.public_id)
    if decision.proposed_by != actor.id:
        path = f"/desk/applications/{application.public_id}"
        _tell(
            "evaluation_sent_back",
            application,
            decision.proposer,
            key=decision.public_id,
            path=path,
            note=decision.return_note,
            approver=actor.name,
        )


def _hold(application: Application) -> None:
    db.session.refresh(application, ["status", "version"], with_for_update=True)


def _hold_with(thing: Review | Decision) -> Application:
    """The application first, then what hangs on it, always in that order, so that nobody waits in a circle."""
    application = thing.application
    _hold(application)
    db.session.refresh(thing, ["status", "version"])
    return application


def _refuse_unless_preparing(actor: Any, application: Application) -> None:
    if not rules.can_prepare(actor, queries.team_ids(application)):
        raise DomainError("evaluation.not_yours")


def _refuse_unless_reviewable(application: Application) -> None:
    if application.status not in (ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW):
        raise DomainError("application.cannot_move")


def _refuse_unless_assignable(application: Application, person: User, known: Mapping[int, Review]) -> None:
    team = queries.team_ids(application)
    if rules.has_interest(person.id, team):
        raise DomainError("review.conflict_of_interest", field="reviewer", name=person.name)
    if not rules.can_be_assigned(person, team) or person.disabled_at is not None:
        raise DomainError("review.not_a_reviewer", field="reviewer", name=person.name)
    if person.id in known:
        declined = known[person.id].status == ReviewStatus.RECUSED
        raise DomainError(
            "review.declined_before" if declined else "review.assigned_already", field="reviewer", name=person.name
        )


def _refuse_unless_scoring(actor: Any, review: Review, application: Application) -> None:
    if not rules.can_score(actor, review, application, queries.team_ids(application)):
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


def _open_review(application: Application, *, actor: Any) -> None:
    if application.status == ApplicationStatus.SUBMITTED:
        move(application, ApplicationStatus.IN_REVIEW, actor=actor)


def _sheets(reviews: list[Review]) -> list[Sheet]:
    return list(queries.sheets_of(reviews).values())


def _reviewers_needed(application: Application) -> int:
    finished = rules.submitted(queries.reviews_of(application))
    return rules.reviewers_needed(_sheets(finished), definition_of(application.criteria_set), kinds_of(application))


def _finished_sheets(application: Application) -> tuple[list[Sheet], CriteriaDefinition, list[str]]:
    """Every reviewer in force has handed in, and there are as many as the set asks for."""
    reviews = queries.reviews_of(application)
    finished = rules.submitted(reviews)
    definition, kinds, sheets = definition_of(application.criteria_set), kinds_of(application), _sheets(finished)
    needed = rules.reviewers_needed(sheets, definition, kinds)
    unfinished = len(rules.in_force(reviews)) - len(finished)
    if unfinished or len(finished) < definition.reviewers_per_application:
        raise DomainError("decision.reviews_missing", have=len(finished), needed=needed)
    if len(finished) < needed:
        raise DomainError("decision.third_needed")
    return sheets, definition, kinds


def _refuse_unless_undecided(application: Application) -> None:
    open_one = rules.open_decision(queries.decisions_of(application))
    if open_one is not None:
        raise DomainError("decision.already_proposed", who=open_one.proposer.name, when=open_one.proposed_at)
    if application.status != ApplicationStatus.IN_REVIEW:
        raise DomainError("application.cannot_move")


def _refuse_if_settled(decision: Decision) -> None:
    db.session.refresh(decision)
    if decision.status == DecisionStatus.SIGNED and decision.signer is not None:
        raise DomainError("decision.already_signed", who=decision.signer.name, when=decision.signed_at)
    if decision.status == DecisionStatus.RETURNED:
        raise DomainError("decision.already_returned", note=decision.return_note)


def _refuse_unless_signing(actor: Any, decision: Decision, application: Application) -> None:
    if decision.proposed_by == actor.id:
        raise DomainError("decision.four_eyes")
    if not rules.can_sign(actor, decision, queries.team_ids(application)):
        raise DomainError("decision.not_yours_to_sign")


def _admit(decision: Decision, application: Application, *, actor: Any) -> Certificate:
    definition = definition_of(application.criteria_set)
    return admit(
        application.space,
        grade=_GRADES[Outcome(decision.outcome)],
        effective_on=clock.today(),
        term_months=value("certificate.term_months"),
        decision_number=decision.decision_number or "",
        decision_on=decision.decided_on or clock.today(),
        reason=decision.reasons,
        actor=actor,
        criteria_label=f"{definition.title_vi}, {definition.version}",
        criteria_label_en=f"{definition.title_en}, {definition.version}" if definition.title_en else None,
    )


def _send_decision_letters(decision: Decision, application: Application, certificate: Certificate | None) -> None:
    template = {
        Outcome.APPROVE: "evaluation_approved",
        Outcome.ASSOCIATE: "evaluation_associate",
        Outcome.REFUSE: "evaluation_refused",
    }[Outcome(decision.outcome)]
    for member in team_of(application.space_id):
        _tell(
            template,
            application,
            member.user,
            key=f"{decision.public_id}:{member.user_id}",
            path=f"/my/applications/{application.public_id}",
            reasons=decision.reasons,
            decision_number=decision.decision_number,
            decided_on=f"{decision.decided_on:%d/%m/%Y}",
            certificate_number=certificate.number if certificate else "",
            certificate_path=f"/verify/{certificate.check_code}" if certificate else "",
        )


def _tell(template: str, application: Application, person: User, *, key: str, path: str, **values: Any) -> None:
    space = application.space
    queue_mail(
        template,
        to=person.email,
        name=person.name,
        language=person.language,
        values={
            "case_code": application.case_code,
            "space": pick(space, "name", person.language),
            "path": path,
            **values,
        },
        key=f"{template}:{key}",
    )


def _log(application: Application, action: str, actor: Any, role: str, **payload: Any) -> None:
    """For the Centre alone: the applicant is shown that it happened at all, as a seal in the chain."""
    log_step(application, action, actor=actor, role=role, payload=payload)
