from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Versioned
from app.files.models import StoredFile
from app.venues.models.terms import Policy

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
    """What people book, as the Centre describes it and gives it. Every fact that is empty is one the museum has not
    published: pages say so and nothing is guessed.

    The limits of `notice`, `length` and the two cut-offs bind members, and are empty where there is none; lengths
    and set-up are in minutes, notice and cut-offs in hours before the set-up begins, `notice_max_days` in days.
    """

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
    zone_name: Mapped[str] = mapped_column(default="Asia/Ho_Chi_Minh")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    capacity: Mapped[int | None]
    area_m2: Mapped[int | None]
    height_cm: Mapped[int | None]
    load_kg_m2: Mapped[int | None]
    power_vi: Mapped[str | None]
    power_en: Mapped[str | None]
    weather_vi: Mapped[str | None]
    weather_en: Mapped[str | None]
    step_free: Mapped[bool | None]
    step_free_vi: Mapped[str | None]
    step_free_en: Mapped[str | None]
    rules_vi: Mapped[str | None]
    rules_en: Mapped[str | None]
    price_notice_vi: Mapped[str | None]
    price_notice_en: Mapped[str | None]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))

    policy: Mapped[str] = mapped_column(default=Policy.HOLD)
    hold_hours: Mapped[int] = mapped_column(default=72)
    open_to_bookings: Mapped[bool] = mapped_column(default=True)
    members_may_request: Mapped[bool] = mapped_column(default=True)
    associates_may_request: Mapped[bool] = mapped_column(default=False)
    public_bodies_may_request: Mapped[bool] = mapped_column(default=False)
    notice_min_hours: Mapped[int | None]
    notice_max_days: Mapped[int | None]
    length_min_minutes: Mapped[int | None]
    length_max_minutes: Mapped[int | None]
    change_until_hours: Mapped[int | None]
    cancel_until_hours: Mapped[int | None]
    setup_minutes: Mapped[int] = mapped_column(default=0)
    strike_minutes: Mapped[int] = mapped_column(default=0)
    breaches_become_requests: Mapped[bool] = mapped_column(default=False)
    keeps_days_off: Mapped[bool] = mapped_column(default=True)  # no public phase on a day off by statute

    areas: Mapped[list[Area]] = relationship(secondary=venue_areas, order_by=Area.id)
    plan: Mapped[StoredFile | None] = relationship()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)


class Layout(StrEnum):
    """How a place is set: what its capacity is given for."""

    STANDING = "standing"
    THEATRE = "theatre"
    CLASSROOM = "classroom"
    ROUND_TABLES = "round_tables"
    EXHIBITION = "exhibition"
    MARKET = "market"


class VenueLayout(Base):
    """A way in which a venue can be set; how many people it then holds, once the museum has said so."""

    __tablename__ = "venue_layouts"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)

    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), primary_key=True)
    layout: Mapped[str] = mapped_column(primary_key=True)
    capacity: Mapped[int | None]


class Equipment(Base):
    """What can be lent for a booking, and how much of it there is: at one venue, or anywhere where that is empty."""

    __tablename__ = "equipment"
    __table_args__ = (CheckConstraint("stock >= 0", name="stock"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"), index=True)
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    stock: Mapped[int]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class SoftEdge(Base):
    """Two areas that disturb each other without sharing floor: sound, light, visitor route. Warns, never blocks."""

    __tablename__ = "soft_edges"

    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    other_area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    kind: Mapped[str]
    note_vi: Mapped[str]
    note_en: Mapped[str | None]
