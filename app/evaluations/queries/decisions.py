"""Decisions and the conditions some of them carry."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.applications.models import Application, ApplicationStatus
from app.core.db import db, held
from app.evaluations import rules
from app.evaluations.models import (
    Appeal,
    AppealFile,
    Condition,
    ConditionAnswer,
    Decision,
    DecisionStatus,
)
from app.evaluations.queries.ties import cases_open_to
from app.files.models import StoredFile


def decisions_of(application: Application) -> Sequence[Decision]:
    """The latest first."""
    return db.session.scalars(
        select(Decision).where(Decision.application_id == application.id).order_by(Decision.id.desc())
    ).all()


def decision_in(application: Application, public_id: str) -> Decision | None:
    return db.session.scalars(
        select(Decision).where(Decision.application_id == application.id, Decision.public_id == public_id)
    ).one_or_none()


def decision_in_force(application: Application) -> Decision | None:
    """The latest one that is public; never one that waits to be published."""
    return rules.latest_signed(decisions_of(application))


def published_decisions(application: Application) -> Sequence[Decision]:
    """What the applicant may know of, the latest first."""
    return [one for one in decisions_of(application) if one.status in (DecisionStatus.SIGNED, DecisionStatus.UNDONE)]


def decisions_without_letter() -> Sequence[int]:
    """The ids of those that are public."""
    return db.session.scalars(
        select(Decision.id)
        .where(Decision.published_at.is_not(None), Decision.decided_on.is_not(None), Decision.letter_id.is_(None))
        .order_by(Decision.id)
    ).all()


def decision_held(decision_id: int) -> Decision:
    return db.session.scalars(select(Decision).where(Decision.id == decision_id).with_for_update(of=Decision)).one()


def decisions_staged(actor: Any) -> Sequence[Decision]:
    """Signed and not yet public, the first signed first; not of spaces whose team the actor is on."""
    return db.session.scalars(
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.status == DecisionStatus.STAGED, *cases_open_to(actor))
        .order_by(Decision.signed_at, Decision.id)
    ).all()


def decision_for(actor: Any, public_id: str) -> Decision | None:
    return db.session.scalars(
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.public_id == public_id, *cases_open_to(actor))
    ).one_or_none()


def decisions_of_run(actor: Any, run: str) -> Sequence[Decision]:
    return db.session.scalars(
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.published_run == run, *cases_open_to(actor))
        .order_by(Decision.published_at, Decision.id)
    ).all()


def conditions_of(decision: Decision) -> Sequence[Condition]:
    """The one due first on top."""
    return db.session.scalars(
        select(Condition).where(Condition.decision_id == decision.id).order_by(Condition.due_on, Condition.id)
    ).all()


def conditions_and_answers(decision: Decision) -> dict[Condition, list[ConditionAnswer]]:
    """The one due first on top, each with what was answered to it, the first answer first."""
    query = (
        select(Condition, ConditionAnswer)
        .outerjoin(ConditionAnswer, ConditionAnswer.condition_id == Condition.id)
        .where(Condition.decision_id == decision.id)
        .order_by(Condition.due_on, Condition.id, ConditionAnswer.answered_at, ConditionAnswer.id)
    )
    found: dict[Condition, list[ConditionAnswer]] = {}
    for condition, answer in held(f"conditions:{decision.id}", lambda: db.session.execute(query).all()):
        found.setdefault(condition, []).extend([answer] if answer is not None else [])
    return found


def condition_in(application: Application, public_id: str) -> Condition | None:
    return db.session.scalars(
        select(Condition)
        .join(Decision, Decision.id == Condition.decision_id)
        .where(
            Decision.application_id == application.id,
            Decision.status == DecisionStatus.SIGNED,
            Condition.public_id == public_id,
        )
    ).one_or_none()


def condition_answers(conditions: Collection[Condition]) -> dict[int, list[ConditionAnswer]]:
    """By the condition's id, the first answer first."""
    found: dict[int, list[ConditionAnswer]] = {one.id: [] for one in conditions}
    rows = db.session.scalars(
        select(ConditionAnswer)
        .where(ConditionAnswer.condition_id.in_(found))
        .order_by(ConditionAnswer.answered_at, ConditionAnswer.id)
    )
    for answer in rows:
        found[answer.condition_id].append(answer)
    return found


def conditions_overdue(today: date) -> Sequence[Condition]:
    return db.session.scalars(
        select(Condition)
        .join(Decision, Decision.id == Condition.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .where(
            Condition.met_at.is_(None),
            Condition.due_on < today,
            Decision.status == DecisionStatus.SIGNED,
            Application.status == ApplicationStatus.CONDITIONAL,
        )
        .order_by(Condition.due_on, Condition.id)
    ).all()


def conditions_to_look_at(actor: Any, today: date) -> Sequence[Condition]:
    """Not met, and either overdue or answered; the one due first on top."""
    answered = select(ConditionAnswer.condition_id)
    return db.session.scalars(
        select(Condition)
        .join(Decision, Decision.id == Condition.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .where(
            Condition.met_at.is_(None),
            (Condition.due_on < today) | Condition.id.in_(answered),
            Decision.status == DecisionStatus.SIGNED,
            Application.status == ApplicationStatus.CONDITIONAL,
            *cases_open_to(actor),
        )
        .order_by(Condition.due_on, Condition.id)
    ).all()


def file_after_decision(application: Application, public_id: str) -> StoredFile | None:
    """A file that came with an answer to a condition or with an appeal of this application."""
    answers = (
        select(ConditionAnswer.file_id)
        .join(Condition, Condition.id == ConditionAnswer.condition_id)
        .join(Decision, Decision.id == Condition.decision_id)
        .where(Decision.application_id == application.id, ConditionAnswer.file_id.is_not(None))
    )
    appeals = (
        select(AppealFile.file_id)
        .join(Appeal, Appeal.id == AppealFile.appeal_id)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Decision.application_id == application.id)
    )
    return db.session.scalars(
        select(StoredFile).where(
            StoredFile.public_id == public_id, StoredFile.id.in_(answers) | StoredFile.id.in_(appeals)
        )
    ).one_or_none()


def decisions_waiting() -> Sequence[Decision]:
    """For a signature, the longest waiting first."""
    return db.session.scalars(
        select(Decision).where(Decision.status == DecisionStatus.PROPOSED).order_by(Decision.proposed_at, Decision.id)
    ).all()
