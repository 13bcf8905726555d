"""The work of all features in one list, each asked in its own words, one file a feature.

A task is no row: it follows from how things stand, and is gone once somebody has done it. `waiting` reads columns
alone; `loaded` fetches what a page of the list shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.bookings.queries import BookingLine, bookings_by_id
from app.core import clock
from app.core.timespan import day_span
from app.desk import queries
from app.desk.rules import Kind, Step, Task, most_pressing_first
from app.desk.tasks import bookings, cases, events, letters, machines, memberships, signing, spaces
from app.desk.tasks.few import Few, found
from app.desk.tasks.look import Look
from app.desk.tasks.plan import plan_of
from app.evaluations.queries import CaseLine, cases_by_id

__all__ = ["loaded", "look_at", "plan_of", "tasks_of", "waiting"]
SOURCES = (signing, memberships, cases, bookings)
FEW = (*SOURCES, spaces, events, letters, machines)
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


def waiting(look: Look, taken: Mapping[str, int] | None = None) -> list[Task]:
    """Everything that waits for this person, the most pressing first. A source knows whose its tasks are; who said that
    they do one has it (`taken`, by its key)."""
    taken = queries.takes() if taken is None else taken
    tasks = [task for source in SOURCES for task in source.waiting_for(look)]
    tasks += _few(look)
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
    return Task(KIND_OF[step], step, one, due, by_hour=one.at is not None, wanting=one.number, person=one.person)


def loaded(tasks: Sequence[Task], actor: Any) -> list[Task]:
    """With what there is to say of each; without those that have gone meanwhile."""
    applications = cases_by_id(actor, _ids(tasks, CaseLine)) if _ids(tasks, CaseLine) else {}
    hosts = bookings_by_id(_ids(tasks, BookingLine)) if _ids(tasks, BookingLine) else {}
    whole: list[Task] = []
    for task in tasks:
        subject = task.subject
        if isinstance(subject, CaseLine):
            subject = applications.get(subject.id)
        elif isinstance(subject, BookingLine):
            subject = hosts.get(subject.id)
        if subject is not None:
            whole.append(replace(task, subject=subject))
    return whole


def tasks_of(actor: Any, now: datetime) -> list[Task]:
    return loaded(waiting(look_at(actor, now)), actor)


def _ids(tasks: Sequence[Task], kind: type[Any]) -> list[int]:
    return [task.subject.id for task in tasks if isinstance(task.subject, kind)]
