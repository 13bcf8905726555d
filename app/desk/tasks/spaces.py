"""What people ask about spaces."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.accounts.rules import is_coordinator
from app.desk.rules import Kind, Step, Task
from app.spaces import queries as spaces
from app.spaces.models import ClaimStatus


def waiting_for(actor: Any, _now: datetime) -> Iterator[Task]:
    if not is_coordinator(actor):
        return
    yield from _claims(actor)


def _claims(actor: Any) -> Iterator[Task]:
    """Not those of oneself, which somebody else answers."""
    for claim in spaces.claims(ClaimStatus.WAITING):
        if claim.claimant_id != actor.id:
            yield Task(Kind.CLAIM, Step.ANSWER, claim, None)
