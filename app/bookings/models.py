from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, Versioned
from app.core.timespan import Timespan
from app.spaces.models import Space
from app.venues.models import Area, Venue


class BookingStatus(StrEnum):
    REQUESTED = "requested"  # competes: blocks nobody until it is confirmed
    HELD = "held"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    DISPLACED = "displaced"


class OccupancyKind(StrEnum):
    BOOKING = "booking"
    CLOSURE = "closure"


booking_venues = Table(
    "booking_venues",
    Base.metadata,
    Column("booking_id", ForeignKey("bookings.id"), primary_key=True),
    Column("venue_id", ForeignKey("venues.id"), primary_key=True),
)
closure_venues = Table(
    "closure_venues",
    Base.metadata,
    Column("closure_id", ForeignKey("closures.id"), primary_key=True),
    Column("venue_id", ForeignKey("venues.id"), primary_key=True),
)


class Booking(Versioned, Base):
    """One occurrence of one activity in one or more venues. `space_id` is empty when the Centre itself is the host.

    `starts_at`/`ends_at` bound everything that is blocked (set-up to rest), `public_*` what the public is invited to.
    `sequence` is iCalendar's: +1 whenever time, place or status change; `revised_at` moves with anything rendered.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        UniqueConstraint("requested_by", "request_key"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("public_ends_at > public_starts_at", name="public_ends_after_start"),
        CheckConstraint("starts_at <= public_starts_at AND public_ends_at <= ends_at", name="public_inside"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    series_id: Mapped[str | None] = mapped_column(index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    about_vi: Mapped[str] = mapped_column(default="")
    about_en: Mapped[str | None]
    open_to_public: Mapped[bool] = mapped_column(default=True)
    expected_people: Mapped[int | None]
    note_to_staff: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    public_starts_at: Mapped[datetime] = mapped_column(index=True)
    public_ends_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(index=True)
    hold_expires_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    shown_publicly_at: Mapped[datetime | None]  # first confirmed as public: its tombstone must then be shown too
    reason: Mapped[str] = mapped_column(default="")
    soft_note: Mapped[str] = mapped_column(default="")
    request_key: Mapped[str]
    request_digest: Mapped[str]
    requested_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    revised_at: Mapped[datetime]

    venues: Mapped[list[Venue]] = relationship(secondary=booking_venues, lazy="selectin", order_by=Venue.position)
    space: Mapped[Space | None] = relationship(lazy="joined")
    requester: Mapped[User] = relationship(foreign_keys=requested_by, lazy="joined")

    @property
    def blocked(self) -> Timespan:
        return Timespan(self.starts_at, self.ends_at)

    @property
    def public(self) -> Timespan:
        return Timespan(self.public_starts_at, self.public_ends_at)


class Closure(Base):
    """The Centre shuts venues for a while; it outranks bookings, which it displaces."""

    __tablename__ = "closures"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    revised_at: Mapped[datetime]

    venues: Mapped[list[Venue]] = relationship(secondary=closure_venues, lazy="selectin", order_by=Venue.position)


class Keep(Base):
    """Somebody of the Centre has looked at a booking of a space whose membership has lapsed, and lets it stand.
    It holds for that one change of standing: `lapse_key` names it, and another change asks again."""

    __tablename__ = "booking_keeps"
    __table_args__ = (UniqueConstraint("booking_id", "lapse_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    lapse_key: Mapped[str]
    reason: Mapped[str]
    kept_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kept_at: Mapped[datetime]

    keeper: Mapped[User] = relationship(lazy="joined")


class Departure(Base):
    """When a booking that stood in public calendars left a venue for another: the venue's own feed says so, since
    subscribers who follow that venue alone would otherwise be left with it. `starts_at` and `ends_at` are the
    public phase as it stood there."""

    __tablename__ = "booking_departures"

    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), primary_key=True, index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    left_at: Mapped[datetime]

    booking: Mapped[Booking] = relationship(lazy="joined")
    venue: Mapped[Venue] = relationship(lazy="joined")


class Occupancy(Base):
    """One leaf area taken for a while by one booking or closure. Blocking rows of an area never overlap:
    PostgreSQL's exclusion constraint and SQLite's triggers see to it (`migrations/guards.py`)."""

    __tablename__ = "occupancies"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(booking_id IS NULL) <> (closure_id IS NULL)", name="one_cause"),
        Index("ix_occupancies_area_blocking_starts", "area_id", "blocking", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    blocking: Mapped[bool]
    kind: Mapped[str]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), index=True)
    closure_id: Mapped[int | None] = mapped_column(ForeignKey("closures.id"), index=True)

    area: Mapped[Area] = relationship(lazy="joined")
    booking: Mapped[Booking | None] = relationship()
    closure: Mapped[Closure | None] = relationship()
