"""Cases as the desk's list reads them: a few columns each, however many there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from app.applications.models import Application, ApplicationStatus, Call, Supplement, SupplementStatus
from app.applications.queries import asking
from app.applications.rules import RECEIVED
from app.core.db import db
from app.evaluations.queries.ties import cases_open_to

TO_PREPARE = (*RECEIVED, ApplicationStatus.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Reads like a case wherever only its state, its promise and its progress are asked for. `decision_planned_on` is
    its call's; `due_on` the day by which the applicant was asked to answer, while that is open."""

    id: int
    public_id: str
    status: str
    kinds: list[str]
    criteria_set_id: int
    handler_id: int | None
    submitted_at: datetime
    promise_days: int | None
    promised_on: date | None
    decision_planned_on: date | None
    due_on: date | None
    asks: bool

    @property
    def call(self) -> "CaseLine":
        return self


def case_lines(actor: Any, today: date) -> list[CaseLine]:
    """What a coordinator may have to do something about: to prepare, asked in vain, or asking. The longest waiting
    first; nothing of what the actor has a tie to."""
    asks = Application.id.in_(asking())
    in_vain = (Application.status == ApplicationStatus.RETURNED) & (Supplement.due_on < today)
    rows = db.session.execute(
        select(
            Application.id,
            Application.public_id,
            Application.status,
            Application.kinds,
            Application.criteria_set_id,
            Application.handler_id,
            Application.submitted_at,
            Application.promise_days,
            Application.promised_on,
            Call.decision_planned_on,
            Supplement.due_on,
            asks.label("asks"),
        )
        .join(Call, Call.id == Application.call_id)
        .outerjoin(
            Supplement,
            (Supplement.application_id == Application.id) & (Supplement.status == SupplementStatus.OPEN),
        )
        .where(Application.status.in_(TO_PREPARE) | in_vain | asks, *cases_open_to(actor))
        .order_by(Application.submitted_at, Application.id)
    )
    return [CaseLine(**{**row._mapping, "asks": bool(row.asks)}) for row in rows]


def cases_by_id(actor: Any, ids: Collection[int]) -> dict[int, Application]:
    """Of those open to the actor; for a line each, so without their criteria and their call."""
    rows = db.session.scalars(
        select(Application)
        .where(Application.id.in_(ids), *cases_open_to(actor))
        .options(lazyload(Application.criteria_set), lazyload(Application.call))
        .order_by(Application.id)
    )
    return {one.id: one for one in rows}


def open_case_ids(actor: Any, ids: Collection[int]) -> frozenset[int]:
    """Of these cases those the actor may know of."""
    rows = db.session.scalars(
        select(Application.id).where(Application.id.in_(ids), *cases_open_to(actor)).order_by(Application.id)
    )
    return frozenset(rows)
