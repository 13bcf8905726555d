"""How often one client may ask for what others should not read through. Counted in memory, so for each process by
itself: a brake, not a lock. What has to hold exactly is counted in a table (`accounts`)."""

from collections import deque
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from app.core import clock

CLIENTS_KEPT = 10_000


class Pace:
    """`allowed` times for each key in any stretch of `within`."""

    def __init__(self) -> None:
        self._taken: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def take(
        self, key: str, *, allowed: int, within: timedelta, counts: bool = True, times: int = 1
    ) -> timedelta | None:
        """Count one more, or as much as `times`; how long to wait where there is no room for one, which then is not
        counted. Without `counts` it is only asked."""
        now = clock.now()
        with self._lock:
            # Taken out and put back at the end, so that the first is whoever has been away the longest.
            taken = self._taken.pop(key, None) or deque[datetime]()
            self._taken[key] = taken
            if len(self._taken) > CLIENTS_KEPT:
                del self._taken[next(iter(self._taken))]
            while taken and now - taken[0] >= within:
                taken.popleft()
            if len(taken) >= allowed:
                return taken[0] + within - now
            if counts:
                taken.extend([now] * times)
            return None


def init_app(app: Flask) -> None:
    app.extensions["pace"] = Pace()


def wait_for(name: str, *, allowed: int, within: timedelta, counts: bool = True) -> timedelta | None:
    """How long a client that comes more often has to wait; for a page that says it at its form."""
    pace: Pace = current_app.extensions["pace"]
    return pace.take(f"{name}:{request.remote_addr}", allowed=allowed, within=within, counts=counts)


def keep_pace(name: str, *, allowed: int, within: timedelta, counts: bool = True) -> None:
    """Answers 429 to a client that comes more often. Where only some tries count, asked once before it is known
    whether this is one (`counts=False`), and once more when it is."""
    wait = wait_for(name, allowed=allowed, within=within, counts=counts)
    if wait is not None:
        raise TooManyRequests(retry_after=ceil(wait.total_seconds()))
