"""On what terms a venue is given: how a request is decided, by whom, and how much one space may have."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base


class Policy(StrEnum):
    """What a fitting request becomes: confirmed at once, held until decided or expired, or one of several."""

    INSTANT = "instant"
    HOLD = "hold"
    COMPETE = "compete"


class QuotaPeriod(StrEnum):
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class QuotaMeasure(StrEnum):
    """Hours count the public phase; bookings count occasions, each date of a series by itself."""

    HOURS = "hours"
    BOOKINGS = "bookings"


class Quota(Base):
    """How much one space may have in a calendar week (from Monday), month or year: of one venue, or of all together
    where `venue_id` is empty. Associate members have the share that the settings give them."""

    __tablename__ = "quotas"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"), index=True)
    period: Mapped[str]
    measure: Mapped[str]
    amount: Mapped[int]


class VenueApprover(Base):
    """Who of the Centre decides about a venue. Where nobody is named, every coordinator does."""

    __tablename__ = "venue_approvers"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)

    user: Mapped[User] = relationship(lazy="joined")
