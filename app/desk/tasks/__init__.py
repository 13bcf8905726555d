"""The work of all features in one list, each asked in its own words, one file a feature."""

from datetime import datetime
from typing import Any

from app.desk.rules import Task, most_pressing_first
from app.desk.tasks import bookings, cases, memberships, signing, spaces
from app.desk.tasks.plan import plan_of

__all__ = ["plan_of", "tasks_of"]
SOURCES = (signing, memberships, cases, bookings, spaces)


def tasks_of(actor: Any, now: datetime) -> list[Task]:
    """Everything that waits for this person, the most pressing first. A source knows whose its tasks are."""
    return most_pressing_first((task for source in SOURCES for task in source.waiting_for(actor, now)), now)
