"""What spaces made of the places they had: who came, who did not, and who has told. The one source of these figures."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import lazyload

from app.bookings import rules
from app.bookings.models import Booking, BookingStatus, Usage, UsageReport
from app.bookings.rules import Use, YearOfUse
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan, day_span


def usage_of(booking_id: int) -> Usage | None:
    return db.session.get(Usage, booking_id, options=[lazyload(Usage.booking)])


def usages_of(booking_ids: Collection[int]) -> dict[int, Usage]:
    query = select(Usage).options(lazyload(Usage.booking)).where(Usage.booking_id.in_(booking_ids))
    rows = db.session.scalars(query.order_by(Usage.booking_id))
    return {usage.booking_id: usage for usage in rows}


def report_of(booking_id: int) -> UsageReport | None:
    return db.session.get(UsageReport, booking_id, options=[lazyload(UsageReport.booking)])


def use_of(booking_id: int) -> tuple[Usage | None, UsageReport | None]:
    """How it was used, and what its host reported of that."""
    row = db.session.execute(
        select(Usage, UsageReport)
        .select_from(Booking)
        .outerjoin(Usage, Usage.booking_id == Booking.id)
        .outerjoin(UsageReport, UsageReport.booking_id == Booking.id)
        .options(lazyload(Usage.booking), lazyload(UsageReport.booking))
        .where(Booking.id == booking_id)
    ).one()
    return row.Usage, row.UsageReport


def year_span(year: int) -> Timespan:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Timespan(day_span(first, clock.HOUSE_ZONE).start, day_span(last, clock.HOUSE_ZONE).end)


def uses_in(span: Timespan, space_ids: Collection[int] | None = None) -> list[Use]:
    """Of these spaces or of all: confirmed, begun within the span, and over; by start."""
    query = _over(clock.now()).where(Booking.public_starts_at >= span.start, Booking.public_starts_at < span.end)
    if space_ids is not None:
        query = query.where(Booking.space_id.in_(space_ids))
    return [Use(booking, usage, report) for booking, usage, report in db.session.execute(query).all()]


def years_of_use(year: int, space_ids: Collection[int] | None = None) -> dict[int, YearOfUse]:
    """By space."""
    by_space: defaultdict[int, list[Use]] = defaultdict(list)
    for use in uses_in(year_span(year), space_ids):
        by_space[use.booking.space_id or 0].append(use)
    return {space_id: rules.summed(uses) for space_id, uses in by_space.items()}


def without_report(now: datetime) -> Sequence[tuple[Booking, Usage | None]]:
    """What is over, still asked about, and has not been told of; the oldest first."""
    query = (
        _over(now)
        .where(
            UsageReport.booking_id.is_(None),
            or_(Usage.no_show_at.is_(None), Usage.booking_id.is_(None)),
            Booking.public_ends_at > now - rules.REPORT_ASKED,
        )
        .order_by(None)
        .order_by(Booking.public_ends_at, Booking.id)
    )
    return [(booking, usage) for booking, usage, _report in db.session.execute(query).all()]


def _over(now: datetime) -> Select[Booking, Usage, UsageReport]:
    """The last two may be missing."""
    return (
        select(Booking, Usage, UsageReport)
        .outerjoin(Usage, Usage.booking_id == Booking.id)
        .outerjoin(UsageReport, UsageReport.booking_id == Booking.id)
        .where(
            Booking.status == BookingStatus.CONFIRMED, Booking.space_id.is_not(None), Booking.public_ends_at <= now
        )
        .order_by(Booking.public_starts_at, Booking.id)
    )
