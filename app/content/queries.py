from sqlalchemy import select

from app.content.models import Text
from app.core.db import db


def current_text(key: str) -> Text:
    """The newest version of a text. Raises NoResultFound for a key that was never seeded."""
    return db.session.scalars(select(Text).where(Text.key == key).order_by(Text.number.desc()).limit(1)).one()
