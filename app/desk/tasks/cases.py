"""Cases on their way to a decision, and what comes after one."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.rules import is_coordinator
from app.applications.models import Application, ApplicationStatus
from app.applications.queries import promises_of
from app.core import clock
from app.core.timespan import day_span
from app.desk.rules import Kind, Step, Task, step_of
from app.desk.tasks.few import line
from app.desk.tasks.look import Look
from app.desk.tasks.promised import promised_end
from app.evaluations import queries as evaluations
from app.evaluations.models import Appeal, AppealStatus, Condition, ConditionAnswer, Decision, DecisionStatus
from app.evaluations.queries import CaseLine, cases_open_to
from app.evaluations.queries.work import TO_PREPARE
from app.spaces.models import Space


def waiting_for(look: Look) -> Iterator[Task]:
    if not is_coordinator(look.actor):
        return
    lines = evaluations.case_lines(look.actor, clock.today())
    yield from _cases([one for one in lines if one.status in TO_PREPARE], look.now)
    yield from _overdue_supplements(lines)
    yield from _questions(look, lines)
    yield from _appeals(look)


def lines(actor: Any, _now: datetime) -> Iterator[Select[Any]]:
    if is_coordinator(actor):
        yield _conditions(actor)
        yield waiting_appeals(actor, AppealStatus.FILED, Step.APPEAL)


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


def _questions(look: Look, cases: Sequence[CaseLine]) -> Iterator[Task]:
    """What spaces have asked about cases in this person's charge, in that of somebody they stand in for, or in
    nobody's."""
    for case in cases:
        if case.asks and (case.handler_id is None or case.handler_id in look.answers_for):
            yield Task(Kind.APPLICATION, Step.REPLY, case, None, person=case.handler_id)


def _conditions(actor: Any) -> Select[Any]:
    """Not met, and either overdue or answered. One line a case: its condition that is due first."""
    answered = select(ConditionAnswer.condition_id)
    return (
        line(
            Step.CONDITION,
            id=Application.id,
            ref=Application.public_id,
            title=Application.case_code + " · " + Space.name_vi,
            title_en=Application.case_code + " · " + func.coalesce(Space.name_en, Space.name_vi),
            number=func.count(Condition.id),
            person=Application.handler_id,
            on=func.min(Condition.due_on),
        )
        .select_from(Condition)
        .join(Decision, Decision.id == Condition.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Space, Space.id == Application.space_id)
        .where(
            Condition.met_at.is_(None),
            (Condition.due_on < clock.today()) | Condition.id.in_(answered),
            Decision.status == DecisionStatus.SIGNED,
            Application.status == ApplicationStatus.CONDITIONAL,
            *cases_open_to(actor),
        )
        .group_by(
            Application.id,
            Application.public_id,
            Application.case_code,
            Application.handler_id,
            Space.name_vi,
            Space.name_en,
        )
    )


def waiting_appeals(actor: Any, status: AppealStatus, step: Step) -> Select[Any]:
    """Whether there are any: who may take part in one is asked where there are."""
    many = func.count(Appeal.id)
    return (
        line(step, id=0, ref=str(status), number=many)
        .select_from(Appeal)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .where(Appeal.status == status, *cases_open_to(actor))
        .having(many > 0)
    )


def _appeals(look: Look) -> Iterator[Task]:
    if not look.of(Step.APPEAL):
        return
    for appeal in evaluations.appeals_open(look.actor, AppealStatus.FILED):
        if evaluations.may_answer_appeal(look.actor, appeal):
            yield Task(Kind.APPLICATION, Step.APPEAL, appeal.decision.application, None)
