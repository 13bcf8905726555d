from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.core.db import db
from app.notices.models import Notice, NoticeChoice
from app.notices.rules import BOTH, Choice, Kind

# What a feature above has to say about who may still see a notice: a condition on `Notice`, or None for no say.
Filter = Callable[[Any], ColumnElement[bool] | None]
FILTERS: dict[str, Filter] = {}


def choice(recipient: str, kind: Kind) -> Choice:
    """How this address wants to hear of a kind of thing; of what must arrive nobody is asked."""
    if kind is Kind.MUST:
        return BOTH
    row = db.session.get(NoticeChoice, (recipient, kind))
    return Choice(row.by_mail, row.in_app) if row else BOTH


def choices(recipient: str) -> dict[Kind, Choice]:
    rows = db.session.scalars(
        select(NoticeChoice).where(NoticeChoice.recipient == recipient).order_by(NoticeChoice.kind)
    )
    found = {row.kind: Choice(row.by_mail, row.in_app) for row in rows}
    return {kind: found.get(kind, BOTH) if kind is not Kind.MUST else BOTH for kind in Kind}


def unread(actor: Any) -> int:
    return db.session.execute(
        select(func.count()).select_from(Notice).where(*_of(actor), Notice.read_at.is_(None))
    ).scalar_one()


def notices_of(actor: Any, *, unread_only: bool = False, offset: int = 0, limit: int) -> Sequence[Notice]:
    """The latest first."""
    still = [Notice.read_at.is_(None)] if unread_only else []
    return db.session.scalars(
        select(Notice)
        .where(*_of(actor), *still)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()


def page_of(actor: Any, *, unread_only: bool, number: int, size: int) -> tuple[Sequence[Notice], int, int]:
    """(notices, number of the page, pages): the last page where there are fewer."""
    pages = max(1, -(-count_of(actor, unread_only=unread_only) // size))
    number = min(max(1, number), pages)
    return notices_of(actor, unread_only=unread_only, offset=(number - 1) * size, limit=size), number, pages


def count_of(actor: Any, *, unread_only: bool = False) -> int:
    still = [Notice.read_at.is_(None)] if unread_only else []
    return db.session.execute(select(func.count()).select_from(Notice).where(*_of(actor), *still)).scalar_one()


def notice_for(actor: Any, public_id: str) -> Notice | None:
    return db.session.scalars(select(Notice).where(*_of(actor), Notice.public_id == public_id)).one_or_none()


def older_than_newest(count: int) -> Select[int]:
    """The ids of all notices but the newest few of each person."""
    newest_first = (Notice.created_at.desc(), Notice.id.desc())
    place = func.row_number().over(partition_by=Notice.recipient, order_by=newest_first).label("place")
    ranked = select(Notice.id, place).subquery()
    return select(ranked.c.id).where(ranked.c.place > count).order_by(ranked.c.id)


def _of(actor: Any) -> list[ColumnElement[bool]]:
    """Their own, without what they may no longer know of."""
    said = (one(actor) for one in FILTERS.values())
    return [Notice.recipient == actor.email, *(condition for condition in said if condition is not None)]
