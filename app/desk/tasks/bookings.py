"""What hosts and closures want of the Centre."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.accounts.rules import is_coordinator
from app.bookings import queries as bookings
from app.bookings.models import (
    Booking,
    BookingChange,
    BookingPaper,
    BookingStatus,
    ChangeStatus,
    Closure,
    Reach,
    Usage,
    UsageReport,
)
from app.bookings.queries import Lapsed
from app.bookings.rules import GONE, REPORT_ASKED, answer_due_at, can_settle_lapse, is_decider
from app.bookings.waiting import due_at, wanting_the_same
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Kind, Step, Task
from app.desk.tasks.few import line, own_spaces
from app.desk.tasks.look import Look
from app.settings.queries import value
from app.spaces.models import Space

PAPERS_AHEAD = timedelta(days=3)


@dataclass(frozen=True)
class LapseLine:
    """A space with bookings that have lapsed and wait for a word, the soonest first."""

    id: int
    public_id: str
    open: tuple[Lapsed, ...]


def waiting_for(look: Look) -> Iterator[Task]:
    if is_coordinator(look.actor):
        yield from _bookings(look, bookings.inbox_lines(look.bookings))
        yield from _lapses(look)


def lines(actor: Any, now: datetime) -> Iterator[Select[Any]]:
    if is_coordinator(actor):
        yield _closures(now)
        yield _wishes(now)
        yield _papers(actor, now)
        yield _reports(actor, now)


def _bookings(look: Look, waiting: Sequence[Any]) -> Iterator[Task]:
    """Of venues that others decide about, nothing; nor of hosts who want another time, place or head-count there."""
    wishes = bookings.open_changes(look.now, bare=True) if look.of(Step.WISH) else []
    bookings.place([wish.booking for wish in wishes], look.bookings)
    wanting = wanting_the_same(waiting)
    deciders = bookings.deciders_of(
        [*waiting, *(wish.booking for wish in wishes)], wished={wish.booking_id: wish.venues for wish in wishes}
    )
    for booking in waiting:
        if is_decider(look.actor, deciders[booking.id]):
            several = wanting[booking.id]
            step = Step.CHOOSE if several > 1 else Step.DECIDE
            state, due = str(booking.version), due_at(booking)
            yield Task(Kind.BOOKING, step, booking, due, by_hour=True, wanting=several, state=state)
    for wish in wishes:
        if is_decider(look.actor, deciders[wish.booking_id]):
            yield Task(Kind.BOOKING, Step.WISH, wish, answer_due_at(wish.booking, wish), by_hour=True)


def _lapses(look: Look) -> Iterator[Task]:
    """One line a space, however many bookings it has; the first of them says when it is too late."""
    groups: dict[int, list[Lapsed]] = {}
    for one in bookings.lapsed_among(bookings.lines_ahead(look.bookings)):
        if one.keep is None:
            groups.setdefault(one.booking.space_id or 0, []).append(one)
    for space_id, group in groups.items():
        own = {look.actor.id} if space_id in look.own_spaces else set[int]()
        if can_settle_lapse(look.actor, own):
            first: Any = group[0].booking
            subject = LapseLine(space_id, first.space_ref, tuple(group))
            yield Task(Kind.BOOKING, Step.LAPSED, subject, first.starts_at, by_hour=True, state=str(len(group)))


def _closures(now: datetime) -> Select[Any]:
    """One line a closure, however many are to be told; they have to know before it begins."""
    return (
        line(
            Step.REACH,
            id=Closure.id,
            ref=Closure.public_id,
            title=Closure.title_vi,
            title_en=Closure.title_en,
            number=func.count(Reach.booking_id),
            at=Closure.starts_at,
        )
        .select_from(Closure)
        .join(Reach, Reach.closure_id == Closure.id)
        .where(Reach.reached_at.is_(None), Closure.lifted_at.is_(None), Closure.ends_at > now)
        .group_by(Closure.id, Closure.public_id, Closure.title_vi, Closure.title_en, Closure.starts_at)
    )


def _wishes(now: datetime) -> Select[Any]:
    """Whether there are any: what they want is read where there are."""
    many = func.count(BookingChange.id)
    return (
        line(Step.WISH, id=0, ref="", number=many)
        .select_from(BookingChange)
        .join(Booking, Booking.id == BookingChange.booking_id)
        .where(BookingChange.status == ChangeStatus.ASKED, BookingChange.starts_at > now, Booking.starts_at > now)
        .having(many > 0)
    )


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
