from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.core.db import Base
from app.core.timespan import Timespan
from app.venues.models import Venue

closure_venues = Table(
    "closure_venues",
    Base.metadata,
    Column("closure_id", ForeignKey("closures.id"), primary_key=True),
    Column("venue_id", ForeignKey("venues.id"), primary_key=True),
)


class ClosureKind(StrEnum):
    STORM = "storm"
    STATE_EVENT = "state_event"
    REPAIR = "repair"
    EXHIBITION = "exhibition"
    OTHER = "other"


class Closure(Base):
    """The Centre shuts venues for a while; it outranks bookings, which it displaces. One that is `soft` shuts nothing:
    it tells whoever books or decides that something is on there.

    `announced` puts it on the site's pages while it lasts and before. What came from an outside calendar has that
    calendar's name in `source` and its UID in `source_uid`.
    """

    __tablename__ = "closures"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default=ClosureKind.OTHER)
    soft: Mapped[bool] = mapped_column(default=False)
    announced: Mapped[bool] = mapped_column(default=False)
    title_vi: Mapped[str]
    title_en: Mapped[str | None]
    message_vi: Mapped[str] = mapped_column(default="")
    message_en: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="")
    source_uid: Mapped[str | None] = mapped_column(index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    revised_at: Mapped[datetime]

    venues: Mapped[list[Venue]] = relationship(secondary=closure_venues, lazy="selectin", order_by=Venue.position)

    @property
    def span(self) -> Timespan:
        return Timespan(self.starts_at, self.ends_at)


class Reach(Base):
    """A booking that a closure displaced or moved, and whether its people know: that somebody of the Centre spoke to
    them is written down here, while letters tell of themselves."""

    __tablename__ = "closure_reaches"

    closure_id: Mapped[int] = mapped_column(ForeignKey("closures.id"), primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True, index=True)
    outcome: Mapped[str]  # "displaced" or "moved"
    reached_at: Mapped[datetime | None]
    reached_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(default="")

    closure: Mapped[Closure] = relationship()
    booking: Mapped[Booking] = relationship(lazy="joined")
    reacher: Mapped[User | None] = relationship(lazy="joined")
