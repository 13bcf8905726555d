"""What hosts and closures want of the Centre."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings import queries as bookings
from app.bookings.queries import may_settle_lapse
from app.bookings.rules import answer_due_at, is_decider
from app.bookings.waiting import due_at, wanting_the_same
from app.desk.rules import Kind, Step, Task


def waiting_for(actor: Any, now: datetime) -> Iterator[Task]:
    if not is_coordinator(actor):
        return
    yield from _bookings(actor)
    yield from _wishes(actor, now)
    yield from _lapses(actor)
    yield from _closures(now)


def _bookings(actor: Any) -> Iterator[Task]:
    """Of venues that others decide about, nothing."""
    waiting = bookings.inbox()
    wanting, deciders = wanting_the_same(waiting), bookings.deciders_of(waiting)
    for booking in waiting:
        if not is_decider(actor, deciders[booking.id]):
            continue
        several = wanting[booking.id]
        step = Step.CHOOSE if several > 1 else Step.DECIDE
        yield Task(Kind.BOOKING, step, booking, due_at(booking), by_hour=True, wanting=several)


def _wishes(actor: Any, now: datetime) -> Iterator[Task]:
    """Hosts who want another time, place or head-count, of venues that this person decides about."""
    for wish in bookings.open_changes_for(actor, now):
        yield Task(Kind.BOOKING, Step.WISH, wish, answer_due_at(wish.booking, wish), by_hour=True)


def _lapses(actor: Any) -> Iterator[Task]:
    """One line a space, however many bookings it has; the first of them says when it is too late."""
    for group in bookings.lapsed_spaces():
        if group.open and may_settle_lapse(actor, group.space):
            yield Task(Kind.BOOKING, Step.LAPSED, group, group.open[0].booking.starts_at, by_hour=True)


def _closures(now: datetime) -> Iterator[Task]:
    """One line a closure, however many are to be told; they have to know before it begins."""
    for closure, count in bookings.unreached(now).items():
        yield Task(Kind.BOOKING, Step.REACH, closure, closure.starts_at, by_hour=True, wanting=count)
