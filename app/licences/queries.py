from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.db import db
from app.licences import rules
from app.licences.models import LicenceRule
from app.workdays.queries import worked_or_not


def licence_rules(*, active: bool | None = None) -> Sequence[LicenceRule]:
    """All of them, or only those that are (or are not) in use, in the Centre's order."""
    query = select(LicenceRule).order_by(LicenceRule.position, LicenceRule.id)
    return db.session.scalars(query if active is None else query.where(LicenceRule.active == active)).all()


def rule_by_code(code: str) -> LicenceRule | None:
    return db.session.scalars(select(LicenceRule).where(LicenceRule.code == code)).one_or_none()


def last_days_to_file(known: Sequence[LicenceRule], opening: date) -> dict[int, date]:
    """By id of the rule, the last day to file for something that opens on that day."""
    special = worked_or_not(*rules.reach(known, opening))
    return {rule.id: rules.last_day_to_file(rule, opening, special) for rule in known}
