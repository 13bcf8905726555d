"""What the board of all venues shows: plain rows, three selects however much there is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.bookings.models import Booking, BookingChange, ChangeStatus, Closure, Occupancy, closure_venues
from app.bookings.queries.floor import has_run_out
from app.bookings.rules import LIVE
from app.core.db import db
from app.core.timespan import Timespan
from app.spaces.models import Space
from app.venues.models import venue_areas


def taken_on_board(span: Timespan, *, now: datetime) -> Sequence[Any]:
    """What bookings, and open wishes to change them, take or ask for within the span: a row for each area, those of one
    booking one after another. No people in it."""
    return db.session.execute(
        select(
            Occupancy.booking_id,
            Occupancy.kind,
            Occupancy.area_id,
            Occupancy.starts_at,
            Occupancy.ends_at,
            Booking.public_id,
            Booking.status,
            Booking.title_vi,
            Booking.title_en,
            Booking.public_starts_at,
            Booking.public_ends_at,
            Space.public_id.label("host"),
            Space.name_vi.label("host_vi"),
            Space.name_en.label("host_en"),
        )
        .join(Booking, Occupancy.booking_id == Booking.id)
        .outerjoin(Space, Booking.space_id == Space.id)
        .where(
            Occupancy.starts_at < span.end,
            Occupancy.ends_at > span.start,
            Booking.status.in_(LIVE),
            ~has_run_out(now),
        )
        .order_by(Occupancy.starts_at, Occupancy.booking_id, Occupancy.kind, Occupancy.area_id)
    ).all()


def wished_on_board(now: datetime) -> frozenset[str]:
    """Public ids of the bookings whose hosts wait for an answer to a wish to change them."""
    return frozenset(
        db.session.scalars(
            select(Booking.public_id)
            .join(BookingChange, BookingChange.booking_id == Booking.id)
            .where(BookingChange.status == ChangeStatus.ASKED, BookingChange.starts_at > now, Booking.starts_at > now)
            .order_by(Booking.id)
        )
    )


def closed_on_board(span: Timespan) -> Sequence[Any]:
    """Closures and notices that stand within the span, a row for each area."""
    return db.session.execute(
        select(
            Closure.id,
            Closure.public_id,
            Closure.soft,
            Closure.title_vi,
            Closure.title_en,
            Closure.starts_at,
            Closure.ends_at,
            venue_areas.c.area_id,
        )
        .join(closure_venues, closure_venues.c.closure_id == Closure.id)
        .join(venue_areas, venue_areas.c.venue_id == closure_venues.c.venue_id)
        .where(Closure.lifted_at.is_(None), Closure.starts_at < span.end, Closure.ends_at > span.start)
        .distinct()
        .order_by(Closure.starts_at, Closure.id, venue_areas.c.area_id)
    ).all()


def count_run_out(now: datetime) -> int:
    """How many have run out by the clock and are not put away yet: it moves without anybody having written."""
    return db.session.execute(select(func.count()).select_from(Booking).where(has_run_out(now))).scalar_one()
