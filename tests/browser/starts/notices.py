from typing import TYPE_CHECKING

from playwright.sync_api import APIRequestContext
from sqlalchemy import select

from app.core.db import db
from app.mail import links
from app.mail.models import Mail
from app.notices.links import UNSUBSCRIBE
from app.notices.rules import Kind, kind_of

if TYPE_CHECKING:
    from tests.browser.pages import Tour


def starts(tour: "Tour", role: str, request: APIRequestContext) -> list[str]:
    """The way out of a letter: whoever has it may open it."""
    if role != "operator_stranger":
        return []
    with tour.app.app_context():
        letters = db.session.scalars(select(Mail).order_by(Mail.id))
        letter = next(one for one in letters if kind_of(one.template) != Kind.MUST)
        return [f"/unsubscribe/{links.sign(UNSUBSCRIBE, letter.message_id)}"]
