"""Cases on their way to a decision, and what comes after one."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from app.accounts.queries import answers_for
from app.accounts.rules import is_coordinator
from app.applications.models import ApplicationStatus
from app.applications.queries import promises_of
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Kind, Step, Task, step_of
from app.desk.tasks.promised import promised_end
from app.evaluations import queries as evaluations
from app.evaluations.models import AppealStatus
from app.evaluations.queries import CaseLine
from app.evaluations.queries.work import TO_PREPARE


def waiting_for(actor: Any, now: datetime) -> Iterator[Task]:
    if not is_coordinator(actor):
        return
    lines = evaluations.case_lines(actor, clock.today())
    yield from _cases([one for one in lines if one.status in TO_PREPARE], now)
    yield from _overdue_supplements(lines)
    yield from _questions(actor, lines)
    yield from _conditions(actor)
    yield from _appeals(actor)


def _cases(cases: Sequence[CaseLine], now: datetime) -> Iterator[Task]:
    progress, promises = evaluations.progress_of(cases), promises_of(cases)
    for case in cases:
        due = promised_end(promises.get(case.id))
        step = step_of(case, progress[case.id], late=due is not None and due <= now)
        if step is not None:
            yield Task(
                Kind.APPLICATION,
                step,
                case,
                due,
                progress=progress[case.id],
                person=case.handler_id,
                state=case.status,
            )


def _overdue_supplements(cases: Sequence[CaseLine]) -> Iterator[Task]:
    """What was asked of an applicant and has not come in time: somebody decides how it goes on."""
    for case in cases:
        if case.status == ApplicationStatus.RETURNED and case.due_on is not None and case.due_on < clock.today():
            due = day_span(case.due_on, clock.HOUSE_ZONE).end
            yield Task(Kind.APPLICATION, Step.OVERDUE, case, due, person=case.handler_id)


def _questions(actor: Any, cases: Sequence[CaseLine]) -> Iterator[Task]:
    """What spaces have asked about cases in this person's charge, in that of somebody they stand in for, or in
    nobody's."""
    asked = [one for one in cases if one.asks]
    own = answers_for(actor, clock.today()) if asked else frozenset[int]()
    for case in asked:
        if case.handler_id is None or case.handler_id in own:
            yield Task(Kind.APPLICATION, Step.REPLY, case, None, person=case.handler_id)


def _conditions(actor: Any) -> Iterator[Task]:
    """One line a case: its condition that is due first."""
    seen: set[int] = set()
    for condition in evaluations.conditions_to_look_at(actor, clock.today()):
        application = condition.decision.application
        if application.id not in seen:
            seen.add(application.id)
            due = day_span(condition.due_on, clock.HOUSE_ZONE).end
            yield Task(Kind.APPLICATION, Step.CONDITION, application, due, person=application.handler_id)


def _appeals(actor: Any) -> Iterator[Task]:
    for appeal in evaluations.appeals_open(actor, AppealStatus.FILED):
        if evaluations.may_answer_appeal(actor, appeal):
            yield Task(Kind.APPLICATION, Step.APPEAL, appeal.decision.application, None)
