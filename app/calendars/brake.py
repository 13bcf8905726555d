"""How often one private address may be read: counted in memory, so for each process by itself. Clients come once in five
minutes at the most; a loop in one must not keep the server busy."""

from math import ceil

from flask import Flask

from app.calendars import rules
from app.web.pace import Pace

_WHOLE, _SAME = 2, 1  # what says that nothing changed costs next to nothing
_ROOM = _WHOLE * rules.FETCHES_ALLOWED


def init_app(app: Flask) -> None:
    """Apart from the pages' own: tens of thousands of calendars would crowd out everybody else there."""
    app.extensions["feed_pace"] = Pace()


def wait(app: Flask, link_id: int) -> int | None:
    """Seconds; None for who may read."""
    left = _pace(app).take(str(link_id), allowed=_ROOM, within=rules.FETCH_WINDOW, counts=False)
    return None if left is None else ceil(left.total_seconds())


def note(app: Flask, link_id: int, status: int) -> None:
    times = _SAME if status == 304 else _WHOLE
    _pace(app).take(str(link_id), allowed=_ROOM, within=rules.FETCH_WINDOW, times=times)


def _pace(app: Flask) -> Pace:
    pace: Pace = app.extensions["feed_pace"]
    return pace
