"""What a first visit costs on the way, photos aside: the page, its sheet, script and drawings as they are sent packed,
and the fonts a Vietnamese page asks for."""

import re
from pathlib import PurePosixPath

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web import assets
from tests.cast import Cast

BUDGET = 150_000
PACKED = {"Accept-Encoding": "gzip, deflate, br"}
# As Chromium loads them: what latin-ext holds besides, no Vietnamese word has.
FONT = re.compile(r"fonts/[\w-]+-(?:latin|vietnamese)-\d00-normal\.[0-9a-f]{10}\.woff2")


def weight(files: FlaskClient, page: bytes, markup: str) -> dict[str, int]:
    """Bytes by name of what a browser fetches for the page, the page itself among them."""
    linked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', markup))
    sheets = [path for path in linked if PurePosixPath(path).suffix == ".css"]
    for sheet in sheets:
        linked |= {f"/static/vendor/{font}" for font in FONT.findall(files.get(sheet).text)}
    sent = {path: len(files.get(path, headers=PACKED).data) for path in sorted(linked)}
    return sent | {"page": len(page)}


@pytest.mark.parametrize(
    ("path", "who"),
    [("/", None), ("/spaces", None), ("/events", None), ("/venues", None), ("/bookings/new", "lan")],
)
def test_a_first_load_stays_within_its_budget(app: Flask, cast: Cast, path: str, who: str | None) -> None:
    reader = cast.client(who) if who else app.test_client()
    answer = reader.get(path, headers=PACKED)
    assert answer.status_code == 200
    markup = (cast.client(who) if who else app.test_client()).get(path).text
    bare = app.wsgi_app
    assets.serve(app)
    try:
        sent = weight(app.test_client(), answer.data, markup)
    finally:
        app.wsgi_app = bare  # type: ignore[method-assign]
    assert len([name for name in sent if name.endswith(".woff2")]) == 6, sent
    assert sum(sent.values()) <= BUDGET, sent
