"""One of several processes that all want the same slot: real services, real transactions, many threads.

Started by `spawn`, so it shares nothing with the test but the database and what it is told.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from app import create_app
from app.bookings import conflicts
from app.bookings.rules import BookingRequest
from app.bookings.service import floor, request_booking
from app.core import clock
from app.core import db as house
from app.core.db import transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.venues.queries import venues_by_id
from tests.cast import Cast
from tests.conftest import make_config

PATIENCE = 300  # seconds: a busy machine takes one of them just to start a process


@dataclass(frozen=True)
class Task:
    instance: Path
    database_url: str
    space_id: int
    venue_id: int
    starts_at: datetime
    rounds: int
    threads: int
    unguarded: bool


def run(task: Task, start: Barrier, results: Any) -> None:
    """Each round on a day of its own; puts (round, {outcome: count}) for each."""
    if task.unguarded:
        _take_the_locks_off()
    app = create_app(make_config(task.instance, task.database_url))
    for number in range(task.rounds):
        outcomes: list[str] = []
        together = threading.Barrier(task.threads + 1)
        threads = [
            threading.Thread(target=_ask, args=(app, task, number, together, outcomes)) for _ in range(task.threads)
        ]
        for thread in threads:
            thread.start()
        start.wait(PATIENCE)
        together.wait(PATIENCE)
        for thread in threads:
            thread.join(PATIENCE)
        results.put((number, dict(Counter(outcomes))))
    app.extensions["database"].dispose()


def _ask(app: Any, task: Task, number: int, together: threading.Barrier, outcomes: list[str]) -> None:
    begins = task.starts_at + timedelta(days=number)
    request = BookingRequest(
        space_id=task.space_id,
        venue_ids=(task.venue_id,),
        title_vi="Cùng một chỗ",
        public=Timespan(begins, begins + timedelta(hours=1)),
    )
    together.wait(PATIENCE)
    try:
        with app.app_context():
            if task.unguarded:
                _look_before(request)
            outcomes.append(
                transact(lambda: request_booking(request, actor=Cast(app).user("lan"), key=new_public_id()).status)
            )
    except DomainError as error:
        outcomes.append(error.code)
    except Exception as error:
        outcomes.append(f"{type(error).__name__}: {error}"[:300])


def _take_the_locks_off() -> None:
    """For the control only: no file lock, no advisory locks, and nobody looks inside the write transaction."""

    @contextmanager
    def nobody_waits() -> Iterator[None]:
        yield

    house._writers_queue = nobody_waits
    floor.lock_areas = lambda _area_ids: None
    floor.refuse = lambda _in_the_way: None


def _look_before(request: BookingRequest) -> None:
    """Check, then act: what every booking system does that counts on luck."""
    areas = conflicts.areas_of(venues_by_id(request.venue_ids))
    if conflicts.obstacles(areas, request.blocked, now=clock.now()):
        raise DomainError("booking.taken")
