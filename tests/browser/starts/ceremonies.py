from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext
from sqlalchemy import select

from app.ceremonies.models import Guest
from app.core.db import db

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    """The letter that lies beside a certificate in the post."""
    match role:
        case "coordinator" | "approver":
            with tour.app.app_context():
                guests = db.session.scalars(select(Guest).order_by(Guest.id)).all()
                posted = next(one for one in guests if one.posted_on)
                return [f"/desk/ceremonies/{posted.ceremony.public_id}/rest/{posted.public_id}/letter"]
    return []
