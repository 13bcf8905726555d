"""What people keep about their work: what they put off, what they said they do, and views of the list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.core.db import db
from app.desk.models import SavedFilter, Snooze, Take
from app.desk.rules import Put


def takes() -> dict[str, int]:
    """By the task's key, the id of who does it."""
    rows = db.session.execute(select(Take.task_key, Take.user_id).order_by(Take.task_key))
    return {row.task_key: row.user_id for row in rows}


def take_held(key: str) -> Take | None:
    return db.session.scalars(select(Take).where(Take.task_key == key).with_for_update()).one_or_none()


def put_off_by(user_id: int, now: datetime) -> dict[str, Put]:
    """By the task's key, what has not run out."""
    rows = db.session.execute(
        select(Snooze.task_key, Snooze.until_at, Snooze.stamp)
        .where(Snooze.user_id == user_id, Snooze.until_at > now)
        .order_by(Snooze.task_key)
    )
    return {row.task_key: Put(row.until_at, row.stamp) for row in rows}


def snooze_of(user_id: int, key: str) -> Snooze | None:
    return db.session.get(Snooze, (user_id, key))


def filters_for(actor: Any) -> Sequence[SavedFilter]:
    """One's own, then those that others share."""
    return db.session.scalars(
        select(SavedFilter)
        .where(or_(SavedFilter.user_id == actor.id, SavedFilter.shared.is_(True)))
        .order_by(SavedFilter.user_id != actor.id, SavedFilter.position, SavedFilter.id)
    ).all()


def own_filter(actor: Any, public_id: str) -> SavedFilter | None:
    return db.session.scalars(
        select(SavedFilter).where(SavedFilter.public_id == public_id, SavedFilter.user_id == actor.id)
    ).one_or_none()
