import json
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import select

from app.core.db import db
from app.criteria.definition import CriteriaDefinition, parse
from app.criteria.models import CriteriaSet, SetStatus


def definition_of(criteria_set: CriteriaSet) -> CriteriaDefinition:
    """What a stored version says. It was checked before it was stored, so a problem here is a broken row."""
    return _read(json.dumps(criteria_set.document))


@lru_cache(maxsize=16)
def _read(document: str) -> CriteriaDefinition:
    """Kept by what it says, not by the row: the same words are read once, and a draft that changes is read anew."""
    return parse(json.loads(document))


def set_by_public_id(public_id: str) -> CriteriaSet | None:
    return db.session.scalars(select(CriteriaSet).where(CriteriaSet.public_id == public_id)).one_or_none()


def set_by_edition(code: str, edition: str) -> CriteriaSet | None:
    return db.session.scalars(
        select(CriteriaSet).where(CriteriaSet.code == code, CriteriaSet.edition == edition)
    ).one_or_none()


def published_sets() -> Sequence[CriteriaSet]:
    """The newest first."""
    return db.session.scalars(
        select(CriteriaSet)
        .where(CriteriaSet.status == SetStatus.PUBLISHED)
        .order_by(CriteriaSet.published_at.desc(), CriteriaSet.id.desc())
    ).all()


def current_set() -> CriteriaSet | None:
    """The version the public page shows: of the published ones the latest."""
    return next(iter(published_sets()), None)


def all_sets() -> Sequence[CriteriaSet]:
    return db.session.scalars(
        select(CriteriaSet).order_by(CriteriaSet.created_at.desc(), CriteriaSet.id.desc())
    ).all()
