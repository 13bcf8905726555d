"""Feeds read with and without the fast path, and what the database was asked meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, appcontext_pushed
from werkzeug.test import Client, TestResponse

from app.calendars.fast import FastFeeds
from tests.statements import counted


def lane(app: Flask) -> FastFeeds:
    outer: Any = app.wsgi_app
    assert isinstance(outer, FastFeeds)
    return outer


def fast(app: Flask) -> Client:
    return Client(lane(app))


def slow(app: Flask) -> Client:
    """The house itself, as if the fast path were not there."""
    return Client(lane(app)._next)


@contextmanager
def asleep(app: Flask) -> Iterator[None]:
    """The house must not wake: no context, no session, no statement of its own."""
    woken: list[Any] = []
    appcontext_pushed.connect(woken.append, app)
    try:
        with counted(app) as statements:
            yield
    finally:
        appcontext_pushed.disconnect(woken.append, app)
    assert woken == []
    assert statements == []


def read(client: Client, path: str, method: str = "GET", **headers: str) -> TestResponse:
    """To its end, so that what follows an answer has happened."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.open(path, method=method, headers=named)
    answer.get_data()
    answer.close()
    return answer
