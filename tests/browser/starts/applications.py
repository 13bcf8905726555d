from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext
from sqlalchemy import select

from app.applications.models import Application, Channel
from app.core.db import db
from tests.browser.reading import send

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    match role:
        case "operator_draft":
            # What the browser keeps of it has its link on the page of applications.
            send(
                request,
                "/self-check",
                button="/self-check/keep",
                kinds="library",
                asked="1",
                **{"item-A1": "yes"},
            )
        case "coordinator" | "approver":
            with tour.app.app_context():
                paper = select(Application.public_id).where(Application.channel == Channel.PAPER)
                found = db.session.scalars(paper.order_by(Application.case_code.desc()))
                return [f"/desk/paper/{one}" for one in found]
    return []
