from typing import Any

from app.accounts.models import Role
from app.applications.models import Application, ApplicationKind, ApplicationStatus
from app.applications.rules import kinds_of
from app.applications.service import move
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean, one_line
from app.criteria.definition import CriteriaDefinition
from app.criteria.queries import definition_of
from app.evaluations import queries, rules
from app.evaluations.conflicts import ties_of
from app.evaluations.models import Decision, DecisionStatus, Outcome
from app.evaluations.rules import Sheet
from app.evaluations.service.floor import hold, hold_with, log_case, refuse_unless_preparing, sheets_in, tell
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


def propose_decision(application: Application, outcome: Outcome, reasons: str, *, actor: Any) -> Decision:
    """Put a decision before a second pair of eyes, with the assessment it rests on.

    Raises `decision.already_proposed`, `decision.reviews_missing`, `decision.third_needed`,
    `decision.better_than_assessed`, `decision.reasons_missing`.
    """
    hold(application)
    refuse_unless_preparing(actor, application)
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
    log_case(application, "decision.proposed", actor, Role.COORDINATOR, decision=decision.public_id, outcome=outcome)
    return decision


def sign_decision(decision: Decision, *, actor: Any, decision_number: str) -> Certificate | None:
    """Make it final; an admission enters the ledger and gets its certificate in the same transaction.

    Raises `decision.four_eyes` for its proposer, `decision.already_signed` / `decision.already_returned` for whoever
    comes second, `decision.number_missing`.
    """
    application = hold_with(decision)
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
    log_case(application, "decision.signed", actor, Role.APPROVER, decision=decision.public_id, number=number)
    _send_decision_letters(decision, application, certificate)
    return certificate


def return_decision(decision: Decision, *, actor: Any, note: str) -> None:
    """Back to the coordinators with a note; by an approver, or by the proposer who thought again."""
    application = hold_with(decision)
    _refuse_if_settled(decision)
    if not rules.can_return_decision(actor, decision, queries.tied_ids(application)):
        raise DomainError("decision.not_yours_to_return")
    if not clean(note):
        raise DomainError("decision.note_missing", field="note")
    decision.status, decision.return_note = DecisionStatus.RETURNED, clean(note)
    move(application, ApplicationStatus.IN_REVIEW, actor=actor)
    role = Role.COORDINATOR if decision.proposed_by == actor.id else Role.APPROVER
    log_case(application, "decision.returned", actor, role, decision=decision.public_id)
    if decision.proposed_by != actor.id and not ties_of(decision.proposer, application):
        path = f"/desk/applications/{application.public_id}"
        tell(
            "evaluation_sent_back",
            application,
            decision.proposer,
            key=decision.public_id,
            path=path,
            note=decision.return_note,
            approver=actor.name,
        )


def _finished_sheets(application: Application) -> tuple[list[Sheet], CriteriaDefinition, list[str]]:
    """Every reviewer in force has handed in, and there are as many as the set asks for."""
    reviews = queries.reviews_of(application)
    finished = rules.submitted(reviews)
    definition, kinds, sheets = definition_of(application.criteria_set), kinds_of(application), sheets_in(finished)
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
    if not rules.can_sign(actor, decision, queries.tied_ids(application)):
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
        extends=application.kind == ApplicationKind.RENEWAL,
    )


def _send_decision_letters(decision: Decision, application: Application, certificate: Certificate | None) -> None:
    template = {
        Outcome.APPROVE: "evaluation_approved",
        Outcome.ASSOCIATE: "evaluation_associate",
        Outcome.REFUSE: "evaluation_refused",
    }[Outcome(decision.outcome)]
    for member in team_of(application.space_id):
        tell(
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
