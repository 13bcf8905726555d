"""Papers that bookings need."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from app.bookings.models import Booking, BookingPaper
from app.bookings.rules import GONE
from app.core.db import db, held
from app.licences.models import LicenceRule
from app.licences.queries import last_days_to_file


def papers_of(booking: Booking) -> Sequence[BookingPaper]:
    """Those that are still asked for, the first that is due on top."""
    query = (
        select(BookingPaper)
        .options(lazyload(BookingPaper.booking))
        .where(BookingPaper.booking_id == booking.id, BookingPaper.dropped_at.is_(None))
        .order_by(BookingPaper.due_on.is_(None), BookingPaper.due_on, BookingPaper.id)
    )
    return held(f"papers:{booking.id}", lambda: db.session.scalars(query).all())


def paper_of(booking: Booking, public_id: str) -> BookingPaper | None:
    return db.session.scalars(
        select(BookingPaper).where(
            BookingPaper.booking_id == booking.id,
            BookingPaper.public_id == public_id,
            BookingPaper.dropped_at.is_(None),
        )
    ).one_or_none()


def papers_awaited(until: date, *, now: datetime) -> Sequence[BookingPaper]:
    """Due by that day and not handed in, of bookings that are not over."""
    return db.session.scalars(
        select(BookingPaper)
        .join(Booking, BookingPaper.booking_id == Booking.id)
        .where(
            BookingPaper.due_on <= until,
            BookingPaper.file_id.is_(None),
            BookingPaper.dropped_at.is_(None),
            Booking.status.not_in(GONE),
            Booking.ends_at > now,
        )
        .order_by(BookingPaper.due_on, BookingPaper.id)
    ).all()


def papers_of_rules(booking: Booking) -> Sequence[BookingPaper]:
    """Still awaited, with days that move with the booking."""
    return [paper for paper in papers_of(booking) if paper.rule_id is not None and paper.file_id is None]


def opening_of(booking: Booking) -> date:
    """The day from which the rules about notices and permits count back."""
    return booking.public_starts_at.astimezone(booking.venues[0].zone).date()


def last_days(rules_: Sequence[LicenceRule], booking: Booking) -> dict[int, date]:
    return last_days_to_file(rules_, opening_of(booking))
