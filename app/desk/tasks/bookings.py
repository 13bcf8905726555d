"""What hosts and closures want of the Centre."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from app.accounts.rules import is_coordinator
from app.bookings import queries as bookings
from app.bookings.models import Booking, BookingPaper, BookingStatus, Usage, UsageReport
from app.bookings.queries import may_settle_lapse
from app.bookings.rules import GONE, REPORT_ASKED, answer_due_at, is_decider
from app.bookings.waiting import due_at, wanting_the_same
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Kind, Step, Task
from app.desk.tasks.few import line, own_spaces
from app.settings.queries import value
from app.spaces.models import Space

PAPERS_AHEAD = timedelta(days=3)


def waiting_for(actor: Any, now: datetime) -> Iterator[Task]:
    if not is_coordinator(actor):
        return
    yield from _bookings(actor)
    yield from _wishes(actor, now)
    yield from _lapses(actor)
    yield from _closures(now)


def lines(actor: Any, now: datetime) -> Iterator[Select[Any]]:
    if is_coordinator(actor):
        yield _papers(actor, now)
        yield _reports(actor, now)


def _bookings(actor: Any) -> Iterator[Task]:
    """Of venues that others decide about, nothing."""
    waiting = bookings.inbox_lines()
    wanting, deciders = wanting_the_same(waiting), bookings.deciders_of(waiting)
    for booking in waiting:
        who = deciders[booking.id]
        if not is_decider(actor, who):
            continue
        several = wanting[booking.id]
        step = Step.CHOOSE if several > 1 else Step.DECIDE
        yield Task(
            Kind.BOOKING,
            step,
            booking,
            due_at(booking),
            by_hour=True,
            wanting=several,
            state=str(booking.version),
        )


def _wishes(actor: Any, now: datetime) -> Iterator[Task]:
    """Hosts who want another time, place or head-count, of venues that this person decides about."""
    for wish in bookings.open_changes_for(actor, now):
        yield Task(Kind.BOOKING, Step.WISH, wish, answer_due_at(wish.booking, wish), by_hour=True)


def _lapses(actor: Any) -> Iterator[Task]:
    """One line a space, however many bookings it has; the first of them says when it is too late."""
    for group in bookings.lapsed_spaces():
        if group.open and may_settle_lapse(actor, group.space):
            due = group.open[0].booking.starts_at
            yield Task(Kind.BOOKING, Step.LAPSED, group, due, by_hour=True, state=str(len(group.open)))


def _closures(now: datetime) -> Iterator[Task]:
    """One line a closure, however many are to be told; they have to know before it begins."""
    for closure, count in bookings.unreached(now).items():
        yield Task(Kind.BOOKING, Step.REACH, closure, closure.starts_at, by_hour=True, wanting=count)


def _papers(actor: Any, now: datetime) -> Select[Any]:
    """Due in some days, or late, and the host has been reminded by mail: now somebody calls."""
    until = clock.today() + PAPERS_AHEAD
    return (
        line(
            Step.PAPER,
            id=BookingPaper.id,
            ref=BookingPaper.public_id,
            title=Booking.title_vi,
            title_en=Booking.title_en,
            note=Booking.public_id,
            on=BookingPaper.due_on,
        )
        .select_from(BookingPaper)
        .join(Booking, Booking.id == BookingPaper.booking_id)
        .where(
            BookingPaper.due_on <= until,
            BookingPaper.file_id.is_(None),
            BookingPaper.dropped_at.is_(None),
            Booking.status.not_in(GONE),
            Booking.ends_at > now,
            or_(Booking.space_id.is_(None), Booking.space_id.not_in(own_spaces(actor))),
        )
    )


def _reports(actor: Any, now: datetime) -> Select[Any]:
    """Over, asked about twice by mail, and still nobody has told how it went."""
    patience = timedelta(days=value("booking.report_days"))
    before = day_span(clock.today(), clock.HOUSE_ZONE).start - patience
    return (
        line(
            Step.REPORT,
            id=Booking.id,
            ref=Booking.public_id,
            title=Booking.title_vi,
            title_en=Booking.title_en,
            note=Space.name_vi,
        )
        .select_from(Booking)
        .join(Space, Space.id == Booking.space_id)
        .where(
            Booking.status == BookingStatus.CONFIRMED,
            Booking.public_ends_at < before,
            Booking.public_ends_at > now - REPORT_ASKED,
            Booking.id.not_in(select(UsageReport.booking_id)),
            Booking.id.not_in(select(Usage.booking_id).where(Usage.no_show_at.is_not(None))),
            Booking.space_id.not_in(own_spaces(actor)),
        )
    )
