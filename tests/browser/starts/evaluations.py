from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext
from sqlalchemy import func, select

from app.applications.models import Application
from app.core.db import db
from app.evaluations.models import BulkAction

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    match role:
        case "coordinator" | "approver":
            return _cases(tour)
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
