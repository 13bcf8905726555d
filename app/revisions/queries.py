from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.core.db import db
from app.revisions.models import Revision


def of(topics: Sequence[str]) -> Sequence[Revision]:
    return db.session.scalars(select(Revision).where(Revision.topic.in_(topics)).order_by(Revision.topic)).all()


def sum_of(topics: Collection[str]) -> int:
    """Of all their numbers: the same again only while none of them has moved, as each only counts up."""
    return int(
        db.session.execute(
            select(func.coalesce(func.sum(Revision.number), 0)).where(Revision.topic.in_(topics))
        ).scalar_one()
    )


def under(prefix: str) -> Sequence[tuple[str, int, datetime]]:
    """Topic, number and when it last moved, of all whose topic begins so."""
    rows = db.session.execute(
        select(Revision.topic, Revision.number, Revision.changed_at)
        .where(Revision.topic.startswith(prefix, autoescape=True))
        .order_by(Revision.topic)
    )
    return [(topic, number, changed_at) for topic, number, changed_at in rows]
