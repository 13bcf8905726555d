from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from app.core.db import db
from app.workdays.models import SpecialDay, SpecialDayGone
from app.workdays.rules import add_working_days


def special_days(first: date, last: date) -> Sequence[SpecialDay]:
    return db.session.scalars(
        select(SpecialDay).where(SpecialDay.day.between(first, last)).order_by(SpecialDay.day)
    ).all()


def days_gone(first: date, last: date) -> Sequence[SpecialDayGone]:
    """Days that were special once and are like any other again."""
    return db.session.scalars(
        select(SpecialDayGone)
        .where(SpecialDayGone.day.between(first, last))
        .order_by(SpecialDayGone.day, SpecialDayGone.uuid)
    ).all()


def special_day(day: date) -> SpecialDay | None:
    return db.session.get(SpecialDay, day)


def worked_or_not(first: date, last: date) -> dict[date, bool]:
    """As `rules` reads it."""
    return {one.day: one.works for one in special_days(first, last)}


def days_from(day: date, count: int) -> date:
    """The day `count` working days after it."""
    return add_working_days(day, count, worked_or_not(day, day + timedelta(days=4 * count + 60)))


def day_off(day: date) -> SpecialDay | None:
    found = db.session.get(SpecialDay, day)
    return found if found and not found.works else None


def working_days_from(day: date, count: int) -> date:
    """The day that lies `count` working days later."""
    reach = day + timedelta(days=count * 2 + 60)
    return add_working_days(day, count, {one.day: one.works for one in special_days(day, reach)})
