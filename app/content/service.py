from datetime import date

from sqlalchemy.exc import NoResultFound

from app.content.models import Text
from app.content.queries import current_text
from app.core.db import db


def publish_text(key: str, *, title_vi: str, title_en: str, body_vi: str, body_en: str, on: date) -> Text:
    """A new version of a text, unless it says what the current one says. Old versions stay: consents point at them."""
    try:
        current: Text | None = current_text(key)
    except NoResultFound:
        current = None
    if current and (current.body_vi, current.body_en) == (body_vi, body_en):
        return current
    text = Text(
        key=key,
        number=current.number + 1 if current else 1,
        title_vi=title_vi,
        title_en=title_en,
        body_vi=body_vi,
        body_en=body_en,
        published_on=on,
    )
    db.session.add(text)
    db.session.flush()
    return text
