"""Appeals against decisions, and who may take part in one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.applications.models import Application
from app.core.db import db
from app.evaluations import rules
from app.evaluations.models import (
    Appeal,
    AppealFile,
    AppealStatus,
    Decision,
)
from app.evaluations.queries.reviews import reviews_of
from app.evaluations.queries.ties import cases_open_to
from app.files.models import StoredFile


def appeals_open(actor: Any, status: AppealStatus) -> Sequence[Appeal]:
    """The longest waiting first."""
    return db.session.scalars(
        select(Appeal)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .where(Appeal.status == status, *cases_open_to(actor))
        .order_by(Appeal.filed_at, Appeal.id)
    ).all()


def may_answer_appeal(actor: Any, appeal: Appeal) -> bool:
    """For one of `appeals_open`, which are of no case the actor has a tie to."""
    return rules.can_answer_appeal(actor, appeal.decision, reviews_of(appeal.decision.application), ())


def may_sign_appeal(actor: Any, appeal: Appeal) -> bool:
    return rules.can_sign_appeal(actor, appeal, reviews_of(appeal.decision.application), ())


def appeal_to(decision: Decision) -> Appeal | None:
    return db.session.scalars(select(Appeal).where(Appeal.decision_id == decision.id)).one_or_none()


def appeals_of(application: Application) -> Sequence[Appeal]:
    """The latest first."""
    return db.session.scalars(
        select(Appeal)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Decision.application_id == application.id)
        .order_by(Appeal.id.desc())
    ).all()


def appeal_in(application: Application, public_id: str) -> Appeal | None:
    return next((one for one in appeals_of(application) if one.public_id == public_id), None)


def appeal_files(appeal: Appeal) -> Sequence[StoredFile]:
    return db.session.scalars(
        select(StoredFile)
        .join(AppealFile, AppealFile.file_id == StoredFile.id)
        .where(AppealFile.appeal_id == appeal.id)
        .order_by(StoredFile.id)
    ).all()
