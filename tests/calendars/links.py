"""Private feeds as a person makes them: through the page, whose answer alone holds the address."""

import re
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from app.calendars import counting, service
from app.core.db import transact
from tests.calendars.factories import staff

MINE = "/my/calendars"


def make(client: FlaskClient, scope: str = "mine", name: str = "iPhone của Lan") -> str:
    """The path of a new private feed, read off the page that shows it once."""
    return shown_on(client.submit(MINE, {"name": name, "scope": scope}, to=MINE).text)  # type: ignore[attr-defined]


def add_device(client: FlaskClient, depth: str = "own", name: str = "iPhone của Lan") -> str:
    """The path of a new address of the person's own calendar."""
    sent = {"device-name": name, "device-depth": depth}
    return shown_on(client.submit(MINE, sent, to=f"{MINE}/devices").text)  # type: ignore[attr-defined]


def shown_on(page: str) -> str:
    found = re.search(r'value="(http://[^"]*/calendars/private/[^"]+)"', page)
    assert found is not None, page
    return urlsplit(found[1]).path


def made_for(app: Flask, key: str, scope: str = "mine") -> str:
    """The same without a browser."""
    with app.app_context():
        secret = transact(lambda: service.make_link(name="Máy", scope=scope, actor=staff(key)))
    return f"/calendars/private/{secret}.ics"


def counted(app: Flask) -> int:
    """What was read until now stands in the tables; a server does this every few seconds."""
    with app.app_context():
        return counting.flush()
