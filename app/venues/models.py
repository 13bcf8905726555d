from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Versioned


class Policy(StrEnum):
    """What a fitting request becomes: confirmed at once, held until decided or expired, or one of several."""

    INSTANT = "instant"
    HOLD = "hold"
    COMPETE = "compete"


venue_areas = Table(
    "venue_areas",
    Base.metadata,
    Column("venue_id", ForeignKey("venues.id"), primary_key=True),
    Column("area_id", ForeignKey("areas.id"), primary_key=True),
)


class Area(Base):
    """A leaf of the floor plan: what can be occupied once at a time. Venues are sets of areas."""

    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_vi: Mapped[str]
    name_en: Mapped[str | None]


class Venue(Versioned, Base):
    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    whole_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"))  # a part that can be booked alone
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    summary_vi: Mapped[str]
    summary_en: Mapped[str | None]
    description_vi: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str | None]
    outdoor: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    price_notice_vi: Mapped[str | None]
    price_notice_en: Mapped[str | None]
    zone_name: Mapped[str] = mapped_column(default="Asia/Ho_Chi_Minh")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    policy: Mapped[str] = mapped_column(default=Policy.HOLD)
    hold_hours: Mapped[int] = mapped_column(default=72)
    associates_may_request: Mapped[bool] = mapped_column(default=False)
    open_to_bookings: Mapped[bool] = mapped_column(default=True)

    areas: Mapped[list[Area]] = relationship(secondary=venue_areas, lazy="selectin", order_by=Area.id)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)


class BookableHours(Base):
    """Local hours of a weekday (0 = Monday) in which the public phase may lie; several spans a day are allowed."""

    __tablename__ = "bookable_hours"
    __table_args__ = (
        UniqueConstraint("venue_id", "weekday", "opens"),
        CheckConstraint("closes > opens", name="opens_before_closing"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]


class HoursException(Base):
    """A single day that differs: other hours, or none when `opens` is empty."""

    __tablename__ = "hours_exceptions"
    __table_args__ = (UniqueConstraint("venue_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    day: Mapped[date]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    note_vi: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str | None]


class SoftEdge(Base):
    """Two areas that disturb each other without sharing floor: sound, light, visitor route. Warns, never blocks."""

    __tablename__ = "soft_edges"

    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    other_area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    kind: Mapped[str]
    note_vi: Mapped[str]
    note_en: Mapped[str | None]
