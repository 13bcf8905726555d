"""What travels packed, what must not, and what browsers may keep."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import ROOT
from app.web import assets
from tests.cast import Cast

PACKED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def served(app: Flask) -> Iterator[FlaskClient]:
    """With the files as the server hands them out."""
    bare = app.wsgi_app
    assets.serve(app)
    yield app.test_client()
    app.wsgi_app = bare  # type: ignore[method-assign]


def names() -> dict[str, str]:
    manifest = ROOT / "static" / assets.MANIFEST
    assert manifest.exists(), "npm run build"
    known: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    return known


def test_a_page_for_everybody_is_packed_and_says_so(client: FlaskClient) -> None:
    answer = client.get("/spaces", headers=PACKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= {one.strip() for one in answer.headers["Vary"].split(",")}
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert gzip.decompress(answer.data) == client.get("/spaces").data


def test_who_cannot_unpack_gets_it_plain_and_caches_tell_them_apart(client: FlaskClient) -> None:
    for accepted in ("", "identity", "br", "gzip;q=0"):
        answer = client.get("/spaces", headers={"Accept-Encoding": accepted})
        assert "Content-Encoding" not in answer.headers
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_page_with_a_token_is_packed_for_whom_comes_from_here(client: FlaskClient) -> None:
    packed = client.get("/sign-in", headers=PACKED | {"Sec-Fetch-Site": "same-origin"})
    assert b"csrf_token" in gzip.decompress(packed.data)
    for site in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        answer = client.get("/sign-in", headers=PACKED | site)
        assert b"csrf_token" in answer.data
        assert "Content-Encoding" not in answer.headers


def test_a_page_of_somebody_signed_in_is_packed_for_whom_comes_from_here(cast: Cast) -> None:
    for path in ("/", "/spaces", "/my/spaces"):
        for site, packed in (("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False)):
            answer = cast.client("lan").get(path, headers=PACKED | {"Sec-Fetch-Site": site})
            assert answer.status_code == 200
            assert ("Content-Encoding" in answer.headers) == packed
        assert "Content-Encoding" not in cast.client("lan").get(path, headers=PACKED).headers


def test_refusals_and_what_is_no_page_stay_as_they_are(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/no-such-page", headers=PACKED).headers
    assert "Content-Encoding" not in client.get("/robots.txt", headers=PACKED).headers


def test_a_cookie_that_is_set_keeps_a_page_plain(client: FlaskClient) -> None:
    answer = client.get("/language/en?next=/spaces", headers=PACKED)
    assert "Set-Cookie" in answer.headers
    assert "Content-Encoding" not in answer.headers


def test_pages_ask_for_names_that_change_with_the_bytes(served: FlaskClient) -> None:
    page = served.get("/spaces").text
    for plain in ("vendor/app.css", "vendor/app.js", "vendor/icons.svg"):
        assert f"/static/{names()[plain]}" in page
        assert f"/static/{plain}" not in page


def test_a_named_file_is_kept_for_a_year_and_comes_packed(served: FlaskClient) -> None:
    path = f"/static/{names()['vendor/app.css']}"
    answer = served.get(path, headers=PACKED)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert served.get(path, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in served.get(path).headers


def test_a_browser_that_has_it_is_told_so(served: FlaskClient) -> None:
    for path in (f"/static/{names()['vendor/app.css']}", "/static/icon.svg"):
        first = served.get(path, headers=PACKED)
        again = served.get(path, headers=PACKED | {"If-Modified-Since": first.headers["Last-Modified"]})
        assert again.status_code == 304
        assert not again.data


def test_a_file_that_keeps_its_name_is_asked_for_again(served: FlaskClient) -> None:
    control = served.get("/static/icon.svg").headers["Cache-Control"]
    assert "immutable" not in control
    assert "max-age=300" in control


def test_fonts_bear_their_digest_too(served: FlaskClient) -> None:
    sheet = served.get(f"/static/{names()['vendor/app.css']}").text
    fonts = [name for plain, name in names().items() if plain.startswith("vendor/fonts/")]
    assert fonts
    for name in fonts:
        assert name.removeprefix("vendor/") in sheet
        assert "immutable" in served.get(f"/static/{name}").headers["Cache-Control"]


def test_without_a_build_the_plain_names_are_used(tmp_path: Path) -> None:
    app = Flask(__name__, static_folder=str(tmp_path), static_url_path="/static")
    assets.init_app(app)
    with app.test_request_context():
        assert app.url_for("static", filename="vendor/app.css") == "/static/vendor/app.css"
