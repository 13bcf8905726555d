from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.core.db import Base, Versioned
from app.core.timespan import Timespan
from app.venues.models import Venue

change_venues = Table(
    "booking_change_venues",
    Base.metadata,
    Column("change_id", ForeignKey("booking_changes.id"), primary_key=True),
    Column("venue_id", ForeignKey("venues.id"), primary_key=True),
)


class ChangeStatus(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class BookingChange(Versioned, Base):
    """A wish to move or grow a confirmed booking. The old slot stays until the wish is granted; what it wants beyond
    that is held meanwhile where nothing is in the way (`held`). A booking has at most one open wish; one that nobody
    answers in time is refused without an answer."""

    __tablename__ = "booking_changes"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(
            "uq_booking_changes_open",
            "booking_id",
            unique=True,
            sqlite_where=text("status = 'asked'"),
            postgresql_where=text("status = 'asked'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    status: Mapped[str] = mapped_column(index=True)
    held: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    public_starts_at: Mapped[datetime]
    public_ends_at: Mapped[datetime]
    expected_people: Mapped[int | None]
    layout: Mapped[str] = mapped_column(default="")
    breaches: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None]

    booking: Mapped[Booking] = relationship(lazy="joined")
    venues: Mapped[list[Venue]] = relationship(secondary=change_venues, lazy="selectin", order_by=Venue.position)
    asker: Mapped[User] = relationship(foreign_keys=asked_by, lazy="joined")

    @property
    def blocked(self) -> Timespan:
        return Timespan(self.starts_at, self.ends_at)

    @property
    def public(self) -> Timespan:
        return Timespan(self.public_starts_at, self.public_ends_at)

    @property
    def stays_put(self) -> bool:
        """The same time and places: more people, or another layout."""
        has = self.booking
        venues = {venue.id for venue in self.venues} == {venue.id for venue in has.venues}
        return venues and (self.blocked, self.public) == (has.blocked, has.public)
