import holidays

from app.core.db import db
from app.workdays.models import SpecialDay


def load_statutory_days(years: range) -> int:
    """Days off by law as the `holidays` library knows them, only where the table has no row: staff edit the rest."""
    vietnamese = holidays.country_holidays("VN", years=years, language="vi")
    english = holidays.country_holidays("VN", years=years, language="en_US")
    new = [day for day in sorted(vietnamese) if db.session.get(SpecialDay, day) is None]
    db.session.add_all(
        SpecialDay(day=day, works=False, name_vi=vietnamese[day], name_en=english.get(day)) for day in new
    )
    return len(new)
