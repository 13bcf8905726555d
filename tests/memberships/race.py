"""One of several processes that all issue certificates at once, some of which come to nothing. Started by `spawn`, so
it shares nothing with the test but the database and what it is told."""

import threading
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from app import create_app
from app.core.db import transact
from app.memberships import service
from app.memberships.queries import events_of
from app.spaces.queries import space_by_public_id
from tests.conftest import make_config

PATIENCE = 300  # seconds: a busy machine takes one of them just to start a process


class ThrownAway(Exception):
    """The transaction fails after its number was given."""


@dataclass(frozen=True)
class Task:
    instance: Path
    database_url: str
    issued: tuple[str, ...]  # spaces, by their public ids
    thrown_away: tuple[str, ...]


def run(task: Task, start: Barrier, results: Any) -> None:
    """Puts the number each transaction was given and whether it stayed."""
    app = create_app(make_config(task.instance, task.database_url))
    given: list[tuple[str, bool]] = []
    everybody = [(one, True) for one in task.issued] + [(one, False) for one in task.thrown_away]
    together = threading.Barrier(len(everybody) + 1)
    threads = [threading.Thread(target=_issue, args=(app, *one, together, given)) for one in everybody]
    for thread in threads:
        thread.start()
    start.wait(PATIENCE)
    together.wait(PATIENCE)
    for thread in threads:
        thread.join(PATIENCE)
    results.put(given)
    app.extensions["database"].dispose()


def _issue(app: Any, public_id: str, stays: bool, together: threading.Barrier, given: list[tuple[str, bool]]) -> None:
    tried: list[str] = []

    def act() -> None:
        space = space_by_public_id(public_id)
        assert space is not None
        (event,) = events_of(space.id)
        tried.append(service.issue_certificate(space, event, actor=None).number)
        if not stays:
            raise ThrownAway

    together.wait(PATIENCE)
    try:
        with app.app_context():
            transact(act)
    except ThrownAway:
        pass
    except Exception as error:
        tried.append(f"{type(error).__name__}: {error}"[:300])
    given.append((tried[-1], stays))
