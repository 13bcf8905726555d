from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.core.db import Base
from app.files.models import StoredFile
from app.licences.models import LicenceRule


class PaperKind(StrEnum):
    PERMIT = "permit"
    PROGRAMME = "programme"
    LAYOUT_PLAN = "layout_plan"
    LIST_OF_WORKS = "list_of_works"
    FIRE_SAFETY = "fire_safety"
    INSURANCE = "insurance"
    OTHER = "other"


class BookingPaper(Base):
    """A paper that a booking needs: promised by the host or asked for by the Centre, handed in by `due_on`. Without a
    file it is still awaited; a newer file takes the older one's place, which stays on record.

    One that a rule about notices and permits asks for (`rule_id`) is due on that rule's last day to file, and its day
    moves with the booking. `reminded_at` is when its host was last reminded of that day.
    """

    __tablename__ = "booking_papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("licence_rules.id"))
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    handed_in_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    handed_in_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]

    booking: Mapped[Booking] = relationship(lazy="joined")
    rule: Mapped[LicenceRule | None] = relationship(lazy="joined")
    asker: Mapped[User] = relationship(foreign_keys=asked_by, lazy="joined")
    file: Mapped[StoredFile | None] = relationship(lazy="joined")


class VenueAgreement(Base):
    """The written agreement about a venue (văn bản thỏa thuận địa điểm) that a host puts into its own dossiers. `data`
    is what it says and is never recomputed; the PDF is made from it, once. One about a booking that has moved since
    is superseded by the next."""

    __tablename__ = "venue_agreements"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    check_code: Mapped[str] = mapped_column(unique=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    booking_sequence: Mapped[int]
    issued_on: Mapped[date]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    pdf_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    signed_by: Mapped[str] = mapped_column(default="")
    paper_fault: Mapped[str] = mapped_column(default="")

    booking: Mapped[Booking] = relationship(lazy="joined")
    pdf: Mapped[StoredFile | None] = relationship(lazy="joined")
    asker: Mapped[User] = relationship(lazy="joined")
