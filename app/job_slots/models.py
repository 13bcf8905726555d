from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class JobSlot(Base):
    """A turn of a regular job that somebody took. Every worker's clock strikes; the row is there once."""

    __tablename__ = "job_slots"

    job: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]


class JobFailure(Base):
    """A regular job that failed and has not run well since: the row goes when it does."""

    __tablename__ = "job_failures"

    job: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=1)
    error: Mapped[str] = mapped_column(default="")
