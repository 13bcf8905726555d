from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext
from sqlalchemy import func, select

from app.accounts.models import User
from app.applications.models import Application, ApplicationStatus
from app.core.db import db
from app.evaluations.models import BulkAction, Review, ReviewStatus

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    match role:
        case "coordinator" | "approver":
            return _cases(tour)
        case "reviewer":
            return _sheets(tour)
        case "nobody":
            return [tour.linked("hang.dam@", "opinions")]
    return []


def _cases(tour: "Tour") -> list[str]:
    """One in each state: what the page of a case leads to depends on it."""
    with tour.app.app_context():
        rows = db.session.execute(
            select(func.max(Application.public_id))
            .where(Application.case_code.is_not(None))
            .group_by(Application.status)
        )
        bulk = db.session.scalars(select(BulkAction.public_id).order_by(BulkAction.id)).first()
        return [*(f"/desk/applications/{row[0]}" for row in rows), f"/desk/applications/bulk/{bulk}"]


def _sheets(tour: "Tour") -> list[str]:
    """A sheet before it is handed in: a button that saves leads there, no link."""
    with tour.app.app_context():
        rows = db.session.execute(
            select(Review.public_id)
            .join(User, User.id == Review.reviewer_id)
            .join(Application, Application.id == Review.application_id)
            .where(User.email.startswith("mai@"), Review.status == ReviewStatus.ASSIGNED)
            .where(Application.status == ApplicationStatus.IN_REVIEW)
            .order_by(Review.id)
        )
        return [f"/reviews/{row.public_id}/hand-in" for row in rows]
