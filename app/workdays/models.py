from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class SpecialDay(Base):
    """A day off by statute or decree, or a weekend day worked in exchange (`works`)."""

    __tablename__ = "special_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool] = mapped_column(default=False)
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    added_at: Mapped[datetime | None]  # by the Centre; None for what the calendar began with
