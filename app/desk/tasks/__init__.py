"""The work of all features in one list, each asked in its own words, one file a feature.

A task is no row: it follows from how things stand, and is gone once somebody has done it. `waiting` reads columns
alone; `loaded` fetches what a page of the list shows.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.bookings.queries import BookingLine, LapsedSpace, bookings_of
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Kind, Step, Task, most_pressing_first
from app.desk.tasks import bookings, cases, events, letters, look, machines, memberships, signing, spaces
from app.desk.tasks.bookings import LapseLine
from app.desk.tasks.few import Few, found
from app.desk.tasks.look import Look
from app.desk.tasks.plan import plan_of
from app.evaluations.queries import CaseLine, cases_by_id

__all__ = ["loaded", "look_at", "plan_of", "tasks_of", "waiting"]
SOURCES = (signing, memberships, cases, bookings)
FEW = (look, *SOURCES, spaces, events, letters, machines)
KIND_OF = {
    Step.ANSWER: Kind.CLAIM,
    Step.CONDITION: Kind.APPLICATION,
    Step.REACH: Kind.BOOKING,
    Step.PAPER: Kind.BOOKING,
    Step.REPORT: Kind.BOOKING,
    Step.MODERATE: Kind.EVENT,
    Step.ENDING: Kind.MEMBER,
    Step.EDIT: Kind.SPACE,
    Step.STALE: Kind.SPACE,
    Step.BOUNCED: Kind.LETTER,
    Step.HELD: Kind.LETTER,
    Step.FAILED: Kind.SYSTEM,
    Step.PRINT: Kind.SYSTEM,
}


def look_at(actor: Any, now: datetime) -> Look:
    return Look(actor, now, found(statement for source in FEW for statement in source.lines(actor, now)))


def waiting(look: Look) -> list[Task]:
    """Everything that waits for this person, the most pressing first. A source knows whose its tasks are; who said that
    they do one has it."""
    tasks = [task for source in SOURCES for task in source.waiting_for(look)]
    tasks += _few(look)
    taken = look.taken
    held = [replace(one, person=taken[one.key]) if one.key in taken else one for one in tasks] if taken else tasks
    return most_pressing_first(held, look.now)


def _few(look: Look) -> Iterator[Task]:
    members = set(memberships.still_true(look.of(Step.ENDING)))
    for one in look.of(*KIND_OF):
        if one.step != Step.ENDING or one in members:
            yield _task(one)


def _task(one: Few) -> Task:
    step = Step(one.step)
    due = day_span(one.on, clock.HOUSE_ZONE).end if one.on else one.at
    return Task(
        KIND_OF[step],
        step,
        one,
        due,
        by_hour=one.at is not None,
        wanting=one.number,
        person=one.person,
        state=one.state,
    )


def loaded(tasks: Sequence[Task], actor: Any, cases: Collection[int] = ()) -> tuple[list[Task], frozenset[int]]:
    """With what there is to say of each, without those that have gone meanwhile; and which of these `cases` (ids) the
    actor may know of too."""
    wanted = {*(task.subject.id for task in tasks if isinstance(task.subject, CaseLine)), *cases}
    applications = cases_by_id(actor, wanted) if wanted else {}
    asked: list[Any] = [task.subject for task in tasks if isinstance(task.subject, BookingLine)]
    asked += [task.subject.open[0].booking for task in tasks if isinstance(task.subject, LapseLine)]
    hosts = bookings_of(asked) if asked else {}
    whole: list[Task] = []
    for task in tasks:
        subject = task.subject
        if isinstance(subject, CaseLine):
            subject = applications.get(subject.id)
        elif isinstance(subject, BookingLine):
            subject = hosts.get(subject.id)
        elif isinstance(subject, LapseLine):
            first = hosts.get(subject.open[0].booking.id)
            subject = LapsedSpace(first.space, subject.open, ()) if first and first.space else None
        if subject is not None:
            whole.append(replace(task, subject=subject))
    return whole, frozenset(applications)


def tasks_of(actor: Any, now: datetime) -> list[Task]:
    return loaded(waiting(look_at(actor, now)), actor)[0]
