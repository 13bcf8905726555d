from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.models import User
from app.core.db import Base, Versioned
from app.core.text import searchable
from app.core.timespan import Timespan
from app.spaces.models import Space
from app.venues.models import Equipment, Venue


class BookingStatus(StrEnum):
    REQUESTED = "requested"  # competes: blocks nobody until it is confirmed
    HELD = "held"
    WAITLISTED = "waitlisted"  # somebody else has the place; blocks nobody
    OFFERED = "offered"  # the host may have it, and answers; holds the floor until `hold_expires_at`
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    DISPLACED = "displaced"


booking_venues = Table(
    "booking_venues",
    Base.metadata,
    Column("booking_id", ForeignKey("bookings.id"), primary_key=True),
    Column("venue_id", ForeignKey("venues.id"), primary_key=True),
)


class ActivityKind(StrEnum):
    """What it is, as far as notices and permits tell kinds apart."""

    TALK = "talk"
    WORKSHOP = "workshop"
    EXHIBITION = "exhibition"
    PERFORMANCE = "performance"
    FILM = "film"
    MARKET = "market"
    FESTIVAL = "festival"
    REHEARSAL = "rehearsal"
    OTHER = "other"


class Noise(StrEnum):
    QUIET = "quiet"
    SPEECH = "speech"
    MUSIC = "music"
    LOUD = "loud"


class Origin(StrEnum):
    """Why a booking stands on a waiting list or is offered, where nobody asked for just this time."""

    LOST = "lost"  # another request got the place
    SKIPPED = "skipped"  # a date of a series that was taken
    DISPLACED = "displaced"  # a closure took the place
    COUNTER = "counter"  # the Centre offers this instead of what was asked


class Booking(Versioned, Base):
    """One occurrence of one activity in one or more venues. `space_id` is empty when the Centre itself is the host.

    `starts_at`/`ends_at` bound everything that is blocked (set-up to rest), `public_*` what the public is invited to.
    `sequence` is iCalendar's: +1 whenever time, place or status change; `revised_at` moves with anything rendered.
    Somebody on a waiting list who said no to an offer and waits on has `passed_at` until the floor was somebody
    else's in between. `breaches` are the venue's terms it does not keep, each a code and its values: what the deciders see.
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
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), index=True)
    origin: Mapped[str] = mapped_column(default="")
    waiting_since: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    about_vi: Mapped[str] = mapped_column(default="")
    about_en: Mapped[str | None]
    open_to_public: Mapped[bool] = mapped_column(default=True)
    expected_people: Mapped[int | None]
    activity_kind: Mapped[str] = mapped_column(default=ActivityKind.OTHER)
    layout: Mapped[str] = mapped_column(default="")
    noise: Mapped[str] = mapped_column(default=Noise.SPEECH)
    open_fire: Mapped[bool] = mapped_column(default=False)
    food: Mapped[bool] = mapped_column(default=False)
    sales: Mapped[bool] = mapped_column(default=False)
    livestream: Mapped[bool] = mapped_column(default=False)
    foreign_guests: Mapped[bool] = mapped_column(default=False)
    banners: Mapped[bool] = mapped_column(default=False)
    accessibility: Mapped[str] = mapped_column(default="")
    disadvantaged: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    note_to_staff: Mapped[str] = mapped_column(default="")
    breaches: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
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
    search_text: Mapped[str] = mapped_column(default="", server_default="")
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
    equipment: Mapped[list["BookingEquipment"]] = relationship(
        order_by="BookingEquipment.equipment_id", cascade="all, delete-orphan"
    )

    @validates("title_vi", "title_en")
    def _note_words(self, name: str, title: str | None) -> str | None:
        other = self.title_en if name == "title_vi" else self.title_vi
        self.search_text = searchable(title, other)
        return title

    @property
    def blocked(self) -> Timespan:
        return Timespan(self.starts_at, self.ends_at)

    @property
    def public(self) -> Timespan:
        return Timespan(self.public_starts_at, self.public_ends_at)

    @property
    def thread(self) -> str:
        """Of its letters, with those about the other dates of its series."""
        return f"booking:{self.series_id or self.public_id}"

    @property
    def setup(self) -> timedelta:
        return self.public_starts_at - self.starts_at

    @property
    def strike(self) -> timedelta:
        return self.ends_at - self.public_ends_at


class BookingEquipment(Base):
    """How many of something a booking asks to borrow."""

    __tablename__ = "booking_equipment"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id"), primary_key=True, index=True)
    quantity: Mapped[int]

    equipment: Mapped[Equipment] = relationship(lazy="joined")


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


class LateChange(Base):
    """That a confirmed booking was moved or called off shortly before it begins, or was to begin: calendars that read
    their feeds a few times a day would learn it too late. `told_at` is when those who follow it were written to."""

    __tablename__ = "late_changes"

    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    was_starts_at: Mapped[datetime]
    was_ends_at: Mapped[datetime]
    noted_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


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
