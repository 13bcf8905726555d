"""Waking the worker after a commit. The queue itself is chosen in `app.jobs`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import current_app

from app.core.db import after_commit

log = structlog.get_logger()


class WakeUp:
    def __init__(self, enqueue: Callable[[str], Any]) -> None:
        self._enqueue = enqueue

    def __call__(self, job: str) -> None:
        """A queue that is away delays work until the job's next regular run; it must not fail what is committed."""
        try:
            self._enqueue(job)
        except Exception:
            log.exception("wake_up_failed", job=job)


@dataclass(frozen=True)
class _Waking:
    job: str

    def __call__(self) -> None:
        current_app.extensions["wake_up"](self.job)


def wake(job: str) -> None:
    """Have `job` run soon after the surrounding transaction has committed: once, however often it is asked for."""
    after_commit(_Waking(job))
