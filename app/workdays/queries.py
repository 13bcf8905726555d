from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.db import db
from app.workdays.models import SpecialDay


def special_days(first: date, last: date) -> Sequence[SpecialDay]:
    return db.session.scalars(
        select(SpecialDay).where(SpecialDay.day.between(first, last)).order_by(SpecialDay.day)
    ).all()


def day_off(day: date) -> SpecialDay | None:
    found = db.session.get(SpecialDay, day)
    return found if found and not found.works else None
