"""What waits for a signature under a decision."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from app.accounts.rules import is_approver
from app.applications.models import ApplicationStatus
from app.applications.queries import promises_of
from app.desk.rules import Kind, Step, Task
from app.desk.tasks.cases import waiting_appeals
from app.desk.tasks.look import Look
from app.desk.tasks.promised import promised_end
from app.evaluations import queries as evaluations
from app.evaluations.models import AppealStatus
from app.evaluations.rules import can_sign


def waiting_for(look: Look) -> Iterator[Task]:
    if is_approver(look.actor):
        yield from _signatures(look)


def lines(actor: Any, _now: datetime) -> Iterator[Select[Any]]:
    if is_approver(actor):
        yield waiting_appeals(actor, AppealStatus.PROPOSED, Step.SIGN)


def _signatures(look: Look) -> Iterator[Task]:
    """Those of spaces whose team the actor is on are not among the cases open to them."""
    actor = look.actor
    open_to = {case.id for case in evaluations.cases_in(actor, [ApplicationStatus.PROPOSED])}
    waiting = [
        one for one in evaluations.decisions_waiting() if one.application_id in open_to and can_sign(actor, one, ())
    ]
    promises = promises_of([one.application for one in waiting])
    for decision in waiting:
        yield Task(
            Kind.SIGNATURE, Step.SIGN, decision.application, promised_end(promises.get(decision.application_id))
        )
    if not look.of(Step.SIGN):
        return
    for appeal in evaluations.appeals_open(actor, AppealStatus.PROPOSED):
        if evaluations.may_sign_appeal(actor, appeal):
            yield Task(Kind.SIGNATURE, Step.SIGN, appeal.decision.application, None)
