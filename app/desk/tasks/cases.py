"""Cases on their way to a decision, and what comes after one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.accounts.rules import is_coordinator
from app.applications.models import ApplicationStatus
from app.applications.queries import open_supplements, promises_of
from app.applications.rules import RECEIVED
from app.applications.supplements import is_overdue
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Kind, Step, Task, step_of
from app.desk.tasks.promised import promised_end
from app.evaluations import queries as evaluations
from app.evaluations.models import AppealStatus

TO_PREPARE = (*RECEIVED, ApplicationStatus.IN_REVIEW)


def waiting_for(actor: Any, now: datetime) -> Iterator[Task]:
    if not is_coordinator(actor):
        return
    yield from _cases(actor, now)
    yield from _overdue_supplements(actor)
    yield from _questions(actor)
    yield from _conditions(actor)
    yield from _appeals(actor)


def _cases(actor: Any, now: datetime) -> Iterator[Task]:
    cases = evaluations.cases_in(actor, TO_PREPARE)
    progress, promises = evaluations.progress_of(cases), promises_of(cases)
    for case in cases:
        due = promised_end(promises.get(case.id))
        step = step_of(case, progress[case.id], late=due is not None and due <= now)
        if step is not None:
            yield Task(Kind.APPLICATION, step, case, due, progress=progress[case.id])


def _overdue_supplements(actor: Any) -> Iterator[Task]:
    """What was asked of an applicant and has not come in time: somebody decides how it goes on."""
    for supplement in open_supplements(evaluations.cases_in(actor, [ApplicationStatus.RETURNED])).values():
        if is_overdue(supplement, clock.today()):
            due = day_span(supplement.due_on, clock.HOUSE_ZONE).end
            yield Task(Kind.APPLICATION, Step.OVERDUE, supplement.application, due)


def _questions(actor: Any) -> Iterator[Task]:
    """What spaces have asked about cases in this person's charge, or in nobody's."""
    for case in evaluations.cases_asking(actor):
        yield Task(Kind.APPLICATION, Step.REPLY, case, None)


def _conditions(actor: Any) -> Iterator[Task]:
    """One line a case: its condition that is due first."""
    seen: set[int] = set()
    for condition in evaluations.conditions_to_look_at(actor, clock.today()):
        application = condition.decision.application
        if application.id not in seen:
            seen.add(application.id)
            due = day_span(condition.due_on, clock.HOUSE_ZONE).end
            yield Task(Kind.APPLICATION, Step.CONDITION, application, due)


def _appeals(actor: Any) -> Iterator[Task]:
    for appeal in evaluations.appeals_open(actor, AppealStatus.FILED):
        if evaluations.may_answer_appeal(actor, appeal):
            yield Task(Kind.APPLICATION, Step.APPEAL, appeal.decision.application, None)
