"""What members ask for that the register has to say."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.accounts.rules import is_approver
from app.desk.rules import Kind, Step, Task
from app.memberships import queries as memberships
from app.memberships.rules import can_change_standing_of


def waiting_for(actor: Any, _now: datetime) -> Iterator[Task]:
    if not is_approver(actor):
        return
    yield from _renamings(actor)


def _renamings(actor: Any) -> Iterator[Task]:
    for request in memberships.name_requests().values():
        if can_change_standing_of(actor, memberships.team_ids(request.space_id)):
            yield Task(Kind.SIGNATURE, Step.RENAME, request, None)
