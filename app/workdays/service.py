from datetime import date
from typing import Any

import holidays

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import one_line
from app.revisions.service import bump
from app.workdays.models import SpecialDay, SpecialDayGone

YEARS_BACK, YEARS_AHEAD = 1, 5


def load_statutory_days(years: range) -> int:
    """Days off by law as the `holidays` library knows them, only where the table has no row: staff edit the rest."""
    vietnamese = holidays.country_holidays("VN", years=years, language="vi")
    english = holidays.country_holidays("VN", years=years, language="en_US")
    new = [day for day in sorted(vietnamese) if db.session.get(SpecialDay, day) is None]
    now = clock.now()
    db.session.add_all(
        SpecialDay(day=day, works=False, name_vi=vietnamese[day], name_en=english.get(day), revised_at=now)
        for day in new
    )
    if new:
        bump("workdays")
    return len(new)


def add_special_day(day: date, *, works: bool, name_vi: str, name_en: str | None = None, actor: Any) -> SpecialDay:
    """A day off, or a weekend day that is worked. Raises `workday.out_of_range`, `.known`, `.not_a_weekend`."""
    first, last = clock.today().year - YEARS_BACK, clock.today().year + YEARS_AHEAD
    if not first <= day.year <= last:
        raise DomainError("workday.out_of_range", field="day", first=first, last=last)
    if db.session.get(SpecialDay, day) is not None:
        raise DomainError("workday.known", field="day")
    if works and day.weekday() < 5:
        raise DomainError("workday.not_a_weekend", field="day")
    now = clock.now()
    special = SpecialDay(
        day=day,
        works=works,
        name_vi=one_line(name_vi),
        name_en=one_line(name_en or "") or None,
        added_at=now,
        revised_at=now,
    )
    db.session.add(special)
    bump("workdays")
    told = {"works": works, "name": special.name_vi}
    record(f"workday:{day:%Y-%m-%d}", "workday.added", actor=actor, payload=told)
    return special


def remove_special_day(special: SpecialDay, *, actor: Any) -> None:
    """From then on the day follows the week again."""
    told = {"works": special.works, "name": special.name_vi}
    record(f"workday:{special.day:%Y-%m-%d}", "workday.removed", actor=actor, payload=told)
    gone = SpecialDayGone(
        uuid=special.uuid,
        day=special.day,
        name_vi=special.name_vi,
        name_en=special.name_en,
        removed_at=clock.now(),
    )
    db.session.add(gone)
    db.session.delete(special)
    bump("workdays")
