"""Closures."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from app.bookings.models import (
    Closure,
    closure_venues,
)
from app.core.db import db
from app.core.timespan import Timespan


def closure_by_public_id(public_id: str) -> Closure | None:
    return db.session.scalars(select(Closure).where(Closure.public_id == public_id)).one_or_none()


def closures_between(span: Timespan, venue_ids: Collection[int] | None = None) -> Sequence[Closure]:
    """Closures that stand (not lifted) within the span, earliest first."""
    query = (
        select(Closure)
        .where(Closure.lifted_at.is_(None), Closure.starts_at < span.end, Closure.ends_at > span.start)
        .order_by(Closure.starts_at, Closure.id)
    )
    if venue_ids is not None:
        query = query.where(
            Closure.id.in_(select(closure_venues.c.closure_id).where(closure_venues.c.venue_id.in_(venue_ids)))
        )
    return db.session.scalars(query).all()


def standing_closures(now: datetime) -> Sequence[Closure]:
    """Closures that are on or to come, earliest first."""
    return db.session.scalars(
        select(Closure)
        .where(Closure.lifted_at.is_(None), Closure.ends_at > now)
        .order_by(Closure.starts_at, Closure.id)
    ).all()
