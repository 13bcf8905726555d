from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Season(Base):
    """A part of every year in which a venue keeps hours of its own, written as MMDD (0501 to 0930). One that ends before
    it starts runs over New Year. Seasons of a venue do not overlap."""

    __tablename__ = "venue_seasons"
    __table_args__ = (
        CheckConstraint("first_day BETWEEN 101 AND 1231 AND last_day BETWEEN 101 AND 1231", name="days_of_a_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), index=True)
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    first_day: Mapped[int]
    last_day: Mapped[int]


class BookableHours(Base):
    """Local hours of a weekday (0 = Monday) in which the public phase may lie; several spans a day are allowed. Those
    of a season take the place of those without one."""

    __tablename__ = "bookable_hours"
    __table_args__ = (
        UniqueConstraint("venue_id", "season_id", "weekday", "opens"),
        Index(
            "uq_bookable_hours_all_year",
            "venue_id",
            "weekday",
            "opens",
            unique=True,
            sqlite_where=text("season_id IS NULL"),
            postgresql_where=text("season_id IS NULL"),
        ),
        CheckConstraint("closes > opens", name="opens_before_closing"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    season_id: Mapped[int | None] = mapped_column(ForeignKey("venue_seasons.id"))
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]


class HoursException(Base):
    """A single day that differs: other hours, one row a span, or one row without hours when there are none."""

    __tablename__ = "hours_exceptions"
    __table_args__ = (
        UniqueConstraint("venue_id", "day", "opens"),
        Index(
            "uq_hours_exceptions_shut",
            "venue_id",
            "day",
            unique=True,
            sqlite_where=text("opens IS NULL"),
            postgresql_where=text("opens IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    day: Mapped[date]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    note_vi: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str | None]
