from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.licences.models import LicenceRule


def licence_rules(*, active: bool | None = None) -> Sequence[LicenceRule]:
    """All of them, or only those that are (or are not) in use, in the Centre's order."""
    query = select(LicenceRule).order_by(LicenceRule.position, LicenceRule.id)
    return db.session.scalars(query if active is None else query.where(LicenceRule.active == active)).all()


def rule_by_code(code: str) -> LicenceRule | None:
    return db.session.scalars(select(LicenceRule).where(LicenceRule.code == code)).one_or_none()
