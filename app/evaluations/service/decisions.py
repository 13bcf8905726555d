from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.models import Role
from app.applications.models import Application, ApplicationKind, ApplicationStatus
from app.applications.queries import open_supplement
from app.applications.rules import kinds_of
from app.applications.service import move
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.later import wake
from app.core.text import clean, one_line
from app.criteria.definition import CriteriaDefinition
from app.criteria.queries import definition_of
from app.criteria.rules import Assessment
from app.evaluations import queries, rules
from app.evaluations.conflicts import ties_of
from app.evaluations.models import Condition, Decision, DecisionStatus, Outcome
from app.evaluations.rules import Sheet, Terms
from app.evaluations.service.floor import (
    hold,
    hold_with,
    log_case,
    refuse_unless_preparing,
    sheets_in,
    tell,
    written_day,
)
from app.files.models import StoredFile
from app.memberships.models import Certificate, Grade
from app.memberships.service import admit
from app.settings.queries import value
from app.spaces.queries import team_of

_GRADES = {
    Outcome.APPROVE: Grade.FULL,
    Outcome.CONDITIONAL: Grade.FULL,  # once its conditions are met
    Outcome.ASSOCIATE: Grade.ASSOCIATE,
}
_LETTERS = {
    Outcome.APPROVE: "evaluation_approved",
    Outcome.CONDITIONAL: "evaluation_conditional",
    Outcome.ASSOCIATE: "evaluation_associate",
    Outcome.REFUSE: "evaluation_refused",
    Outcome.CLOSE: "evaluation_closed",
}


def propose_decision(
    application: Application,
    outcome: Outcome,
    reasons: str,
    *,
    actor: Any,
    conditions: Sequence[Terms] = (),
    advice: Mapping[str, str] | None = None,
) -> Decision:
    """Put a decision before a second pair of eyes, with the assessment it rests on.

    `advice` says by code what would mend a weak point; the applicant reads it. Raises `decision.already_proposed`,
    `decision.reviews_missing`, `decision.third_needed`, `decision.better_than_assessed`, `decision.reasons_missing`
    and what is wrong with conditions.
    """
    hold(application)
    refuse_unless_preparing(actor, application)
    _refuse_unless_undecided(application)
    if rules.open_visit(queries.visits_of(application)):
        raise DomainError("decision.visit_open")
    assessment = _assessed(application, outcome)
    if outcome not in rules.allowed_outcomes(assessment):
        raise DomainError("decision.better_than_assessed", field="decision")
    if outcome in rules.REASONS_NEEDED and not clean(reasons):
        raise DomainError("decision.reasons_missing", field="reasons")
    terms = conditions if outcome == Outcome.CONDITIONAL else ()
    if outcome == Outcome.CONDITIONAL:
        _refuse_wrong_terms(terms, assessment, application)
    decision = Decision(
        public_id=new_public_id(),
        application_id=application.id,
        criteria_set_id=application.criteria_set_id,
        outcome=outcome,
        reasons=clean(reasons),
        advice={code: clean(words) for code, words in (advice or {}).items() if clean(words)},
        assessment=assessment.to_document(),
        status=DecisionStatus.PROPOSED,
        proposed_from=application.status,
        proposed_by=actor.id,
        proposed_at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    for one in terms:
        db.session.add(
            Condition(
                public_id=new_public_id(),
                decision_id=decision.id,
                text=clean(one.text),
                item_code=one.item_code,
                due_on=one.due_on,
            )
        )
    move(application, ApplicationStatus.PROPOSED, actor=actor)
    log_case(application, "decision.proposed", actor, Role.COORDINATOR, decision=decision.public_id, outcome=outcome)
    return decision


def sign_decision(
    decision: Decision, *, actor: Any, decision_number: str = "", staged: bool = False
) -> Certificate | None:
    """Make it final; an admission enters the ledger and gets its certificate in the same transaction.

    `staged` signs it and tells nobody: it takes effect, and gets its number and day, when it is published. Raises
    `decision.four_eyes` for its proposer, `decision.already_signed` / `decision.already_returned` for whoever comes
    second, `decision.number_missing`.
    """
    application = hold_with(decision)
    _refuse_if_settled(decision)
    _refuse_unless_signing(actor, decision, application)
    decision.signed_by, decision.signed_at = actor.id, clock.now()
    decision.decision_number = one_line(decision_number) or None
    if not staged:
        return _put_in_force(decision, application, actor=actor)
    decision.status = DecisionStatus.STAGED
    db.session.flush()
    move(application, ApplicationStatus.STAGED, actor=actor)
    return None


def publish_decision(
    decision: Decision, *, actor: Any, decision_number: str = "", run: str | None = None
) -> Certificate | None:
    """Let a signed decision take effect. `decision_number` is for one that has none yet; `run` names those that were
    published together. Raises `decision.not_staged`, `decision.not_yours_to_publish`, `decision.number_missing`."""
    application = hold_with(decision)
    if decision.status != DecisionStatus.STAGED:
        raise DomainError("decision.not_staged")
    if not rules.can_publish(actor, queries.tied_ids(application)):
        raise DomainError("decision.not_yours_to_publish")
    decision.decision_number = decision.decision_number or one_line(decision_number) or None
    decision.published_run = run
    return _put_in_force(decision, application, actor=actor)


def _put_in_force(decision: Decision, application: Application, *, actor: Any) -> Certificate | None:
    if not decision.decision_number:
        raise DomainError("decision.number_missing", field="decision_number")
    outcome = Outcome(decision.outcome)
    decision.status, decision.decided_on = DecisionStatus.SIGNED, clock.today()
    decision.published_by, decision.published_at = actor.id, clock.now()
    decision.legal_basis = value("decision.legal_basis")
    if outcome in rules.APPEALABLE:
        decision.appeal_until = rules.appeal_deadline(decision.decided_on, value("decision.appeal_days"))
    db.session.flush()
    move(application, rules.RESULTS[outcome], actor=actor)
    admits = outcome in (Outcome.APPROVE, Outcome.ASSOCIATE)
    certificate = admit_by(decision, application, actor=actor) if admits else None
    number = decision.decision_number
    log_case(application, "decision.signed", actor, Role.APPROVER, decision=decision.public_id, number=number)
    tell_team(_LETTERS[outcome], decision, certificate)
    wake("letters")
    return certificate


def attach_letter(decision: Decision, pdf: StoredFile, *, signed_by: str = "") -> None:
    """Once and for good: what was printed first stays. The caller holds the row."""
    decision.letter_id = pdf.id
    db.session.flush()
    printed = {"decision": decision.public_id, "sha256": pdf.sha256, "signed_by": signed_by}
    log_case(decision.application, "decision.printed", None, "", **printed)


def return_decision(decision: Decision, *, actor: Any, note: str) -> None:
    """Back to the coordinators with a note, to the step it came from; by an approver, or by the proposer who thought
    again."""
    application = hold_with(decision)
    _refuse_if_settled(decision)
    if not rules.can_return_decision(actor, decision, queries.tied_ids(application)):
        raise DomainError("decision.not_yours_to_return")
    if not clean(note):
        raise DomainError("decision.note_missing", field="note")
    decision.status, decision.return_note = DecisionStatus.RETURNED, clean(note)
    move(application, ApplicationStatus(decision.proposed_from), actor=actor)
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


def _assessed(application: Application, outcome: Outcome) -> Assessment:
    """To close a case needs no sheets; what there is of them is kept beside it."""
    if not rules.may_propose(application.status, outcome):
        raise DomainError("application.cannot_move")
    if outcome != Outcome.CLOSE:
        return rules.assessment_of(*_finished_sheets(application))
    sheets = sheets_in(rules.submitted(queries.reviews_of(application)))
    return rules.assessment_of(sheets, definition_of(application.criteria_set), kinds_of(application))


def _refuse_wrong_terms(terms: Sequence[Terms], assessment: Assessment, application: Application) -> None:
    definition = definition_of(application.criteria_set)
    known = {gate.code for gate in definition.gates} | {one.code for one in definition.criteria}
    if not terms or not all(clean(one.text) for one in terms):
        raise DomainError("decision.conditions_missing")
    if len(terms) > rules.CONDITIONS_MOST:
        raise DomainError("decision.too_many_conditions", most=rules.CONDITIONS_MOST)
    for one in terms:
        if one.item_code is not None and one.item_code not in known:
            raise DomainError("criteria.unknown_criterion", unknown=one.item_code)
        if one.due_on <= clock.today():
            raise DomainError("decision.condition_not_ahead", day=one.due_on)
    if open_gates := rules.gates_left_open(assessment.unmet_gates, terms):
        raise DomainError("decision.gate_without_condition", items=open_gates)


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
    if open_supplement(application) is not None:
        raise DomainError("decision.supplement_open")


def _refuse_if_settled(decision: Decision) -> None:
    db.session.refresh(decision)
    if decision.status in (DecisionStatus.SIGNED, DecisionStatus.STAGED) and decision.signer is not None:
        raise DomainError("decision.already_signed", who=decision.signer.name, when=decision.signed_at)
    if decision.status == DecisionStatus.RETURNED:
        raise DomainError("decision.already_returned", note=decision.return_note)


def _refuse_unless_signing(actor: Any, decision: Decision, application: Application) -> None:
    if decision.proposed_by == actor.id:
        raise DomainError("decision.four_eyes")
    if not rules.can_sign(actor, decision, queries.tied_ids(application)):
        raise DomainError("decision.not_yours_to_sign")


def admit_by(decision: Decision, application: Application, *, actor: Any) -> Certificate | None:
    """None where certificates are kept back for a ceremony: the space is a member all the same."""
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
        issues=not value("certificate.at_ceremony"),
    )


def tell_team(template: str, decision: Decision, certificate: Certificate | None = None) -> None:
    """The result to everybody on the team, with where the whole letter can be read."""
    application = decision.application
    for member in team_of(application.space_id):
        tell(
            template,
            application,
            member.user,
            key=f"{decision.public_id}:{member.user_id}",
            path=f"/my/applications/{application.public_id}/decision",
            reasons=decision.reasons,
            decision_number=decision.decision_number,
            decided_on=written_day(decision.decided_on),
            appeal_until=written_day(decision.appeal_until),
            conditions=[
                {"text": one.text, "due_on": written_day(one.due_on)} for one in queries.conditions_of(decision)
            ],
            certificate_number=certificate.number if certificate else "",
            certificate_path=f"/verify/{certificate.check_code}" if certificate else "",
        )
