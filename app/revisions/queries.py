from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.revisions.models import Revision


def of(topics: Sequence[str]) -> Sequence[Revision]:
    return db.session.scalars(select(Revision).where(Revision.topic.in_(topics)).order_by(Revision.topic)).all()
