"""Acts on several cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.evaluations.models import (
    BulkAction,
    BulkItem,
)


def bulk_for(actor: Any, public_id: str) -> BulkAction | None:
    """Only one's own; held, so that it is undone before it begins or not at all."""
    return db.session.scalars(
        select(BulkAction)
        .where(BulkAction.public_id == public_id, BulkAction.actor_id == actor.id)
        .with_for_update(of=BulkAction)
    ).one_or_none()


def bulk_held(bulk_id: int) -> BulkAction:
    return db.session.scalars(
        select(BulkAction)
        .where(BulkAction.id == bulk_id)
        .with_for_update(of=BulkAction)
        .execution_options(populate_existing=True)
    ).one()


def due_bulk_ids(now: datetime) -> Sequence[int]:
    return db.session.scalars(
        select(BulkAction.id)
        .where(BulkAction.apply_at <= now, BulkAction.undone_at.is_(None), BulkAction.done_at.is_(None))
        .order_by(BulkAction.apply_at, BulkAction.id)
    ).all()


def open_bulk_items(bulk_id: int) -> Sequence[int]:
    return db.session.scalars(
        select(BulkItem.application_id)
        .where(BulkItem.bulk_id == bulk_id, BulkItem.done_at.is_(None))
        .order_by(BulkItem.application_id)
    ).all()


def bulk_items(bulk: BulkAction) -> Sequence[BulkItem]:
    return db.session.scalars(
        select(BulkItem).where(BulkItem.bulk_id == bulk.id).order_by(BulkItem.application_id)
    ).all()
