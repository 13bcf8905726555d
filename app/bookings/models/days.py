"""What happens on the day: who came, when, in what state the place was given and taken back, and what it was like."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.core.db import Base
from app.files.models import StoredFile


class Usage(Base):
    """A confirmed booking on its day. `left_at` before the booked end is an early release: the floor is free from
    then on, and `booked_ends_at` and `booked_public_ends_at` are the ends it had. A no-show is written down by a
    person, never by a clock; `answer` is what the host says to it. `report_asked_at` and `report_reminded_at` are the
    letters that asked the host for its report."""

    __tablename__ = "booking_usages"

    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    checked_in_at: Mapped[datetime | None]
    checked_in_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    left_at: Mapped[datetime | None]
    left_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    no_show_at: Mapped[datetime | None]
    no_show_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(default="")
    booked_ends_at: Mapped[datetime | None]
    booked_public_ends_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    report_asked_at: Mapped[datetime | None]
    report_reminded_at: Mapped[datetime | None]

    booking: Mapped[Booking] = relationship(lazy="joined")


class Handover(StrEnum):
    GIVEN = "given"  # from the Centre to the host
    TAKEN_BACK = "taken_back"


class ChecklistItem(Base):
    """A line of the checklist for handing a place over, at one venue or everywhere. One no longer asked is hidden."""

    __tablename__ = "checklist_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"), index=True)
    stage: Mapped[str]
    text_vi: Mapped[str]
    text_en: Mapped[str | None]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class ChecklistAnswer(Base):
    """One line as it was found, with its words of that day."""

    __tablename__ = "checklist_answers"
    __table_args__ = (UniqueConstraint("booking_id", "stage", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    stage: Mapped[str]
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_items.id"))
    text_vi: Mapped[str]
    text_en: Mapped[str | None]
    in_order: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]


class HandoverPhoto(Base):
    __tablename__ = "handover_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    stage: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    note: Mapped[str] = mapped_column(default="")
    taken_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    taken_at: Mapped[datetime]

    booking: Mapped[Booking] = relationship()
    file: Mapped[StoredFile] = relationship(lazy="joined")
    taker: Mapped[User] = relationship(lazy="joined")


class UsageReport(Base):
    """What the host tells afterwards. It counts for the yearly evaluation of its space."""

    __tablename__ = "usage_reports"

    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    people: Mapped[int]
    disadvantaged_people: Mapped[int | None]
    went: Mapped[str]
    trouble: Mapped[str] = mapped_column(default="")
    reported_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reported_at: Mapped[datetime]

    booking: Mapped[Booking] = relationship(lazy="joined")
    reporter: Mapped[User] = relationship(lazy="joined")
