"""Many cases at once, planted straight into the tables: for measuring and counting, not for reading."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from app.accounts.models import User
from app.applications.models import Application, ApplicationStatus, Call
from app.bookings.models import BookingStatus
from app.core import clock
from app.core.db import db
from app.core.ids import new_public_id, new_uuid
from app.core.text import searchable
from app.core.timespan import Timespan
from app.criteria.queries import current_set, definition_of
from app.criteria.rules import counted_criteria
from app.evaluations.models import GateVerdict, Review, ReviewStatus, Score
from app.places.models import Ward
from app.spaces.models import Space

KINDS = ["art_space"]
_STATES = (
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.APPROVED,
    ApplicationStatus.REFUSED,
)


def plant(count: int, *, coordinator: User, owner: User, reviewers: list[User], first: int = 1) -> None:
    """Cases `first` to `first + count - 1`, each of a space of its own; two finished sheets each, but where it was only
    just received. Call inside `transact`."""
    criteria = current_set()
    assert criteria is not None
    call = _call(criteria.id)
    wards = db.session.scalars(select(Ward.code).order_by(Ward.code)).all()
    numbers = range(first, first + count)
    _insert(Space, [space_row(number, wards[number % len(wards)]) for number in numbers])
    spaces = {s.slug: s.id for s in db.session.scalars(select(Space).where(Space.slug.startswith("nhieu-")))}
    _insert(Application, [_case(n, spaces[f"nhieu-{n}"], call, criteria.id, coordinator, owner) for n in numbers])
    codes = [_code(number) for number in numbers]
    cases = db.session.scalars(select(Application).where(Application.case_code.in_(codes)))
    judged = [case for case in cases if case.status != ApplicationStatus.SUBMITTED]
    _insert(Review, [_review(case, who, coordinator) for case in judged for who in _pair(case.id, reviewers)])
    _score(criteria, [case.id for case in judged])


def booking_row(number: int, span: Timespan, *, owner: int, status: str = BookingStatus.CONFIRMED) -> dict[str, Any]:
    """A confirmed booking of the Centre's; its rows of floor are the caller's."""
    now = clock.now()
    return {
        "id": number, "public_id": new_public_id(), "uuid": new_uuid(), "title_vi": f"Buổi đo đếm {number}",
        "starts_at": span.start, "ends_at": span.end, "public_starts_at": span.start, "public_ends_at": span.end,
        "status": status, "request_key": str(number), "request_digest": "", "requested_by": owner,
        "created_at": now, "revised_at": now, "version": 1,
    }  # fmt: skip


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 500):
        db.session.execute(insert(model), rows[start : start + 500])


def _call(criteria_set_id: int) -> int:
    call = db.session.scalars(select(Call).where(Call.title_vi == "Đợt đo đếm")).one_or_none()
    if call is None:
        call = Call(
            public_id=new_public_id(), title_vi="Đợt đo đếm", opens_on=clock.today(), criteria_set_id=criteria_set_id
        )
        db.session.add(call)
        db.session.flush()
    return call.id


def space_row(number: int, ward: str) -> dict[str, Any]:
    name, now = f"Nhà Nhiều {number}", clock.now()
    return {
        "public_id": new_public_id(), "slug": f"nhieu-{number}", "name_vi": name, "summary_vi": "Để đo đếm.",
        "kinds": KINDS, "ownership": "private", "fields": ["design"], "ward_code": ward, "created_at": now,
        "updated_at": now, "search_text": searchable(name), "version": 1,
    }  # fmt: skip


def _code(number: int) -> str:
    return f"HS-2020-{number:04}"


def _case(number: int, space: int, call: int, criteria: int, coordinator: User, owner: User) -> dict[str, Any]:
    at = clock.now() - timedelta(hours=number)
    return {
        "public_id": new_public_id(), "case_code": _code(number), "call_id": call, "criteria_set_id": criteria,
        "space_id": space, "status": _STATES[number % len(_STATES)], "kinds": KINDS, "started_by": owner.id,
        "handler_id": coordinator.id, "created_at": at, "updated_at": at, "submitted_at": at, "version": 1,
    }  # fmt: skip


def _pair(number: int, reviewers: list[User]) -> list[User]:
    return [reviewers[number % len(reviewers)], reviewers[(number + 1) % len(reviewers)]]


def _review(case: Application, reviewer: User, coordinator: User) -> dict[str, Any]:
    return {
        "public_id": new_public_id(), "application_id": case.id, "reviewer_id": reviewer.id,
        "status": ReviewStatus.SUBMITTED, "assigned_by": coordinator.id, "assigned_at": case.created_at,
        "revised_at": case.created_at, "submitted_at": case.created_at, "version": 1,
    }  # fmt: skip


def _score(criteria: Any, case_ids: list[int]) -> None:
    definition = definition_of(criteria)
    asked = counted_criteria(definition, KINDS)
    verdicts, scores = [], []
    for review_id in db.session.scalars(select(Review.id).where(Review.application_id.in_(case_ids))):
        verdicts += [{"review_id": review_id, "gate_code": gate.code, "met": True} for gate in definition.gates]
        for place, one in enumerate(asked):
            points = max(Decimal(0), Decimal(one.max) - Decimal((review_id + place) % 5) / 2)
            scores.append({"review_id": review_id, "criterion_code": one.code, "points": points})
    _insert(GateVerdict, verdicts)
    _insert(Score, scores)
