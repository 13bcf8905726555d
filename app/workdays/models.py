from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_uuid


class SpecialDay(Base):
    """A day off by statute or decree, or a weekend day worked in exchange (`works`)."""

    __tablename__ = "special_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool] = mapped_column(default=False)
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    added_at: Mapped[datetime | None]  # by the Centre; None for what the calendar began with
    uuid: Mapped[str] = mapped_column(unique=True, default=new_uuid)
    revised_at: Mapped[datetime | None]


class SpecialDayGone(Base):
    """A special day that was taken away: calendars show for a while that it is not one any more."""

    __tablename__ = "special_days_gone"

    uuid: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    removed_at: Mapped[datetime]
