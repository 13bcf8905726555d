from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bookings.models import Booking
from app.core.db import Base, Versioned
from app.files.models import Photo, PhotoInSize
from app.spaces.models import Space


class EventStatus(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"  # for the Centre's look
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Whereabouts(StrEnum):
    VENUE = "venue"  # of the museum: its dates are bookings
    SPACE = "space"  # at the host's own premises
    ONLINE = "online"


class Event(Versioned, Base):
    """The page of something that happens. `space_id` is empty when the Centre or the museum itself is the host.

    When it happens is its dates' to say, and a date with a booking is wherever and whenever that booking is.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    where: Mapped[str]
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    text_vi: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str | None]
    price_vi: Mapped[str] = mapped_column(default="")
    price_en: Mapped[str | None]
    access_vi: Mapped[str] = mapped_column(default="")
    access_en: Mapped[str | None]
    licence_vi: Mapped[str] = mapped_column(default="")
    licence_en: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default="")
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    registration_url: Mapped[str] = mapped_column(default="")
    online_url: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default=EventStatus.DRAFT, index=True)
    reason: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    search_text: Mapped[str] = mapped_column(default="")
    demo: Mapped[bool] = mapped_column(default=False)

    space: Mapped[Space | None] = relationship()
    dates: Mapped[list["EventDate"]] = relationship(back_populates="event", cascade="all, delete-orphan")
    photos: Mapped[list["EventPhoto"]] = relationship(order_by="EventPhoto.position", cascade="all, delete-orphan")


class EventDate(Base):
    """One time an event happens: a booking's, or its own where there is none."""

    __tablename__ = "event_dates"
    __table_args__ = (
        CheckConstraint("(booking_id IS NULL) = (starts_at IS NOT NULL)", name="booked_or_own"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="whole_span"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), unique=True)
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime]

    event: Mapped[Event] = relationship(back_populates="dates")
    booking: Mapped[Booking | None] = relationship()


class EventPhoto(Photo, Base):
    __tablename__ = "event_photos"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)

    sizes: Mapped[list["EventPhotoSize"]] = relationship(
        order_by="EventPhotoSize.width", lazy="selectin", cascade="all, delete-orphan"
    )


class EventPhotoSize(PhotoInSize, Base):
    __tablename__ = "event_photo_sizes"

    photo_id: Mapped[int] = mapped_column(ForeignKey("event_photos.id"), primary_key=True)
