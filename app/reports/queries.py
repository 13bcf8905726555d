"""What the figures are counted from: columns of bookings, cases and ledgers, never a person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import func, select

from app.applications.models import Application, Supplement
from app.applications.promises import Pause
from app.applications.queries import promises_of
from app.bookings import conflicts
from app.bookings.models import Booking, BookingStatus, Closure, Usage, UsageReport, booking_venues, closure_venues
from app.charts.figures import Figure
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.evaluations.models import Decision
from app.register.counting import Statistics
from app.register.queries import counted
from app.register.queries import figures as figures_of
from app.reports import counting
from app.reports.counting import Case, Opening, Use
from app.reports.periods import Grain, Period
from app.spaces.models import Space
from app.venues.models import Venue
from app.venues.queries import all_venues
from app.workdays.queries import worked_or_not


class Facts:
    """Of the periods that are shown, each kind fetched when a figure first asks for it. As many queries for a year as
    for a month."""

    def __init__(self, period: Period, now: datetime, *, more: Sequence[Period] = ()) -> None:
        """`more` are periods besides, which a report sets beside this one."""
        self.period, self.now = period, now
        self.today = now.astimezone(clock.HOUSE_ZONE).date()
        self.begun_on = begun_on()
        self.periods = period.run(self.begun_on)
        every = [*self.periods, *more]
        self.first, self.last = min(one.first for one in every), max(one.last for one in every)

    @cached_property
    def span(self) -> Timespan:
        return Timespan(
            Period.around(self.first, Grain.MONTH).span.start, Period.around(self.last, Grain.MONTH).span.end
        )

    @cached_property
    def places(self) -> dict[int, Venue]:
        return {venue.id: venue for venue in all_venues()}

    @cached_property
    def venues(self) -> list[Venue]:
        """The whole ones."""
        return [venue for venue in self.places.values() if venue.whole_id is None]

    @cached_property
    def uses(self) -> list[Use]:
        """Whatever was on in any of the periods, by start."""
        begun = (
            Booking.status == BookingStatus.CONFIRMED,
            Booking.public_starts_at < min(self.span.end, self.now),
            Booking.public_ends_at > self.span.start,
        )
        where: defaultdict[int, set[int]] = defaultdict(set)
        for booking_id, venue_id in db.session.execute(
            select(booking_venues.c.booking_id, booking_venues.c.venue_id)
            .join(Booking, Booking.id == booking_venues.c.booking_id)
            .where(*begun)
            .order_by(booking_venues.c.booking_id, booking_venues.c.venue_id)
        ):
            where[booking_id].add(self.places[venue_id].whole_id or venue_id)
        rows = db.session.execute(
            select(
                Booking.id,
                Booking.space_id,
                Booking.activity_kind,
                Booking.public_starts_at,
                Booking.public_ends_at,
                Booking.disadvantaged,
                Booking.expected_people,
                Usage.no_show_at,
                UsageReport.people,
                UsageReport.disadvantaged_people,
            )
            .outerjoin(Usage, Usage.booking_id == Booking.id)
            .outerjoin(UsageReport, UsageReport.booking_id == Booking.id)
            .where(*begun)
            .order_by(Booking.public_starts_at, Booking.id)
        )
        return [
            Use(
                row.space_id,
                frozenset(where[row.id]),
                row.activity_kind,
                Timespan(row.public_starts_at, row.public_ends_at),
                no_show=row.no_show_at is not None,
                disadvantaged=bool(row.disadvantaged),
                expected=row.expected_people,
                people=row.people,
                disadvantaged_people=row.disadvantaged_people,
            )
            for row in rows
        ]

    @cached_property
    def opening(self) -> Opening:
        days = [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]
        return Opening(
            [venue.id for venue in self.venues],
            conflicts.hours_on(self.venues, days),
            self._closed(),
            min(self.now, self.span.end),
        )

    def _closed(self) -> Mapping[int, Sequence[Timespan]]:
        """Of a whole venue: what shut all of it. A part that was closed leaves the rest to be had."""
        rows = db.session.execute(
            select(closure_venues.c.venue_id, Closure.starts_at, Closure.ends_at)
            .join(Closure, Closure.id == closure_venues.c.closure_id)
            .where(
                Closure.soft.is_(False),
                Closure.lifted_at.is_(None),
                Closure.starts_at < self.span.end,
                Closure.ends_at > self.span.start,
            )
            .order_by(closure_venues.c.venue_id, Closure.starts_at, Closure.id)
        )
        closed: defaultdict[int, list[Timespan]] = defaultdict(list)
        for row in rows:
            closed[row.venue_id].append(Timespan(row.starts_at, row.ends_at))
        return closed

    @cached_property
    def cases(self) -> list[Case]:
        """By their first decision that was told: what an appeal changes later does not move the day. Those that ended
        without one are in none."""
        told = (
            select(Decision.application_id, func.min(Decision.published_at).label("at"))
            .where(Decision.published_at.is_not(None))
            .group_by(Decision.application_id)
            .subquery()
        )
        rows = db.session.execute(
            select(Application, told.c.at)
            .join(told, told.c.application_id == Application.id)
            .where(told.c.at >= self.span.start, told.c.at < self.span.end, Application.submitted_at.is_not(None))
            .order_by(told.c.at, Application.id)
        ).all()
        applications = [row[0] for row in rows]
        promises, pauses = promises_of(applications), _pauses([one.id for one in applications])
        received = {one.id: _house_day(one.submitted_at) for one in applications if one.submitted_at}
        special = worked_or_not(min(received.values()), self.last) if received else {}
        return [
            counting.case_of(received[one.id], _house_day(at), promises[one.id].on, pauses.get(one.id, ()), special)
            for one, at in rows
        ]

    @cached_property
    def received(self) -> list[date]:
        """The days on which applications came in."""
        rows = db.session.scalars(
            select(Application.submitted_at)
            .where(Application.submitted_at >= self.span.start, Application.submitted_at < self.span.end)
            .order_by(Application.submitted_at, Application.id)
        )
        return [_house_day(at) for at in rows if at is not None]

    @cached_property
    def network(self) -> Statistics:
        """At the end of the period, or today."""
        return counted(min(self.period.last, self.today))

    @cached_property
    def of_register(self) -> dict[str, Figure]:
        return {figure.name: figure for figure in figures_of(self.network)}

    @cached_property
    def spaces(self) -> "dict[int, SpaceName]":
        ids = {use.space_id for use in self.uses if use.space_id}
        rows = db.session.execute(
            select(Space.id, Space.name_vi, Space.name_en).where(Space.id.in_(ids)).order_by(Space.id)
        )
        return {row.id: SpaceName(row.name_vi, row.name_en) for row in rows}


@dataclass(frozen=True, slots=True)
class SpaceName:
    name_vi: str
    name_en: str | None


def begun_on() -> date:
    """Where there is anything to count: the first booking or application."""
    columns = (Booking.public_starts_at, Application.submitted_at)
    first = db.session.execute(select(*(select(func.min(column)).scalar_subquery() for column in columns))).one()
    return min((_house_day(at) for at in first if at is not None), default=clock.today())


def _pauses(application_ids: Sequence[int]) -> dict[int, list[Pause]]:
    rows = db.session.execute(
        select(Supplement.application_id, Supplement.asked_at, Supplement.ended_at)
        .where(Supplement.application_id.in_(application_ids))
        .order_by(Supplement.id)
    )
    found: dict[int, list[Pause]] = {}
    for row in rows:
        until = _house_day(row.ended_at) if row.ended_at else None
        found.setdefault(row.application_id, []).append(Pause(_house_day(row.asked_at), until))
    return found


def _house_day(at: datetime) -> date:
    return at.astimezone(clock.HOUSE_ZONE).date()
