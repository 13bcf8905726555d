"""What was scored under one criteria set, by whom."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.accounts.models import User
from app.applications.models import Application, Call
from app.core.db import db
from app.criteria.models import CriteriaSet
from app.evaluations.calibration import Marks
from app.evaluations.models import (
    Review,
    ReviewStatus,
    Score,
)
from app.evaluations.queries.ties import cases_open_to


def scored_sets(actor: Any) -> Sequence[CriteriaSet]:
    """Versions of the criteria by which some sheet was handed in, the latest first."""
    wanted = db.session.scalars(_handed_in(actor, Application.criteria_set_id).distinct()).all()
    return db.session.scalars(
        select(CriteriaSet).where(CriteriaSet.id.in_(wanted)).order_by(CriteriaSet.id.desc())
    ).all()


def scored_calls(actor: Any, criteria_set: CriteriaSet) -> Sequence[Call]:
    wanted = db.session.scalars(
        _handed_in(actor, Application.call_id).where(Application.criteria_set_id == criteria_set.id).distinct()
    ).all()
    return db.session.scalars(select(Call).where(Call.id.in_(wanted)).order_by(Call.id.desc())).all()


def _handed_in(actor: Any, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Review)
        .join(Application, Application.id == Review.application_id)
        .where(Review.status == ReviewStatus.SUBMITTED, *cases_open_to(actor))
        .order_by(*columns)
    )


def marks_by(actor: Any, criteria_set: CriteriaSet, call: Call | None) -> tuple[list[Marks], dict[int, str]]:
    """Every finished sheet of the cases open to the actor, in two queries; and who the reviewers are."""
    same = [Application.criteria_set_id == criteria_set.id]
    if call is not None:
        same.append(Application.call_id == call.id)
    told = _handed_in(actor, Review.id, Review.application_id, Review.reviewer_id, User.name)
    found = db.session.execute(told.join(User, User.id == Review.reviewer_id).where(*same)).all()
    points: dict[int, dict[str, Any]] = {row.id: {} for row in found}
    given = _handed_in(actor, Score.review_id, Score.criterion_code, Score.points)
    for score in db.session.execute(given.join(Score, Score.review_id == Review.id).where(*same)):
        points[score.review_id][score.criterion_code] = score.points
    sheets = [Marks(row.application_id, row.reviewer_id, points[row.id]) for row in found]
    return sheets, {row.reviewer_id: row.name for row in found}
