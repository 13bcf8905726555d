from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bookings.models.bookings import Booking
from app.bookings.models.closures import Closure
from app.core.db import Base
from app.venues.models import Area


class OccupancyKind(StrEnum):
    BOOKING = "booking"
    CHANGE = "change"  # of a booking: what an open wish to move or grow it wants beyond the slot it has
    CLOSURE = "closure"


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
