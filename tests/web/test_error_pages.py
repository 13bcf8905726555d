"""Every refusal as a page, in both languages, also while the database is away."""

import io
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from werkzeug.exceptions import TooManyRequests
from werkzeug.test import TestResponse

from app.core.db import db, transact
from app.kept.models import KeptForm
from app.web.error_pages import WORDS
from app.web.guard import anyone
from tests.applications.factories import make_draft, make_space
from tests.cast import Cast
from tests.kept.test_coming_back import count
from tests.web.browserless import forms_of

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "stop", "rect", "use"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Page(HTMLParser):
    """Refuses what is left open or closed twice; notes headings and the title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: dict[str, list[str]] = {"h1": [], "title": []}
        self.language = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attributes)["lang"] or ""
        if tag not in VOID:
            self.open.append(tag)
        if tag in self.said and self.open.count("svg") == 0:
            self.said[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.said and "svg" not in self.open:
            self.said[self.open[-1]][-1] += data


def read(answer: TestResponse) -> Page:
    assert answer.mimetype == "text/html"
    page = Page(answer.text)
    assert len(page.said["h1"]) == 1
    assert page.said["title"][0].startswith(page.said["h1"][0])
    assert "style=" not in answer.text
    return page


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The app with a page that fails as its address says."""

    def fail(code: int) -> None:
        if code == 500:
            raise ValueError("the secret reason")
        if code == 429:
            raise TooManyRequests(retry_after=90)
        abort(code)

    fail.guard = anyone  # type: ignore[attr-defined]
    app.add_url_rule("/fail/<int:code>", endpoint="fail", view_func=fail, methods=["GET", "POST"])
    app.add_url_rule("/fail/<int:code>.ics", endpoint="fail_feed", view_func=fail)
    return app


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", sorted(WORDS))
def test_each_refusal_says_what_to_do(failing: Flask, code: int, language: str) -> None:
    client = failing.test_client()
    client.set_cookie("lang", language)
    answer = client.get(f"/fail/{code}", headers=BROWSER)
    assert answer.status_code == code
    page = read(answer)
    assert page.language == language
    assert (page.said["h1"][0] == str(WORDS[code][0])) is (language == "vi")
    assert re.search(r'<a class="btn[^>]+href="/"', answer.text)
    assert "secret reason" not in answer.text
    assert (answer.headers["X-Request-Id"] in answer.text) is (code >= 500)
    assert ("Retry-After" in answer.headers) is (code in (429, 503))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in answer.headers
    head = client.head(f"/fail/{code}", headers=BROWSER)
    assert (head.status_code, head.data, head.mimetype) == (code, b"", "text/html")
    assert head.headers["Cache-Control"] == answer.headers["Cache-Control"]


def test_who_must_wait_is_told_how_long(failing: Flask) -> None:
    assert failing.test_client().get("/fail/429").headers["Retry-After"] == "90"


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/readyz", headers=BROWSER, data={"csrf_token": _token(client)})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    read(answer)


def _token(client: FlaskClient) -> str:
    return forms_of(client.get("/sign-in").text)[-1].fields["csrf_token"]


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/fail/404", "application/json"),
        ("/fail/404", "text/plain"),
        ("/fail/404", "text/calendar, text/x-vcalendar;q=0.5"),
        ("/fail/404.ics", "*/*"),
        ("/fail/404.ics", ""),
        ("/calendars/venues/khong-co.ics", "*/*"),
        ("/fail/503", "application/json"),
        ("/fail/500", "application/json"),
    ],
)
def test_programs_get_a_line_of_text(failing: Flask, path: str, accept: str) -> None:
    answer = failing.test_client().get(path, headers={"Accept": accept})
    assert answer.status_code in (404, 500, 503)
    assert answer.content_type == "text/plain; charset=utf-8"
    assert str(WORDS[answer.status_code][0]) in answer.text
    assert "<" not in answer.text
    assert "Accept" in answer.headers["Vary"]


def test_a_person_who_opens_a_feed_that_is_gone_gets_a_page(failing: Flask) -> None:
    read(failing.test_client().get("/fail/404.ics", headers=BROWSER))


def test_what_was_sent_in_vain_leads_back_to_its_page(failing: Flask) -> None:
    client = failing.test_client()
    for code in (400, 409, 422, 500):
        answer = client.post(
            f"/fail/{code}",
            data={"csrf_token": _token(client)},
            headers=BROWSER | {"Referer": "http://localhost/spaces?q=x"},
        )
        assert answer.status_code == code
        assert re.search(r'<a class="btn btn-primary[^>]+href="/spaces\?q=x"', answer.text), code


@pytest.fixture
def away(app: Flask, database_url: str) -> Iterator[FlaskClient]:
    """Somebody signed in, with the app running, when the database stops."""
    client = Cast(app).client("lan")
    assert client.get("/my/spaces").status_code == 200
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        app.extensions["database"].dispose()
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield client
        return
    name = database_url.rpartition("/")[2]
    server = create_engine(os.environ["TEST_POSTGRES"] + "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        yield client
        connection.execute(text(f"CREATE DATABASE {name}"))  # for the fixture that drops it
    server.dispose()


@pytest.mark.parametrize(
    "path", ["/", "/my/spaces", "/bookings/new", "/spaces", "/readyz", "/calendars/public.ics", "/home"]
)
def test_a_database_that_is_away_is_a_pause(away: FlaskClient, path: str) -> None:
    for language in ("vi", "en"):
        away.set_cookie("lang", language)
        answer = away.get(path, headers=BROWSER)
        assert answer.status_code == 503, answer.text
        assert answer.headers["Retry-After"] == "10"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Content-Security-Policy" in answer.headers
        assert read(answer).language == language
        assert f'href="{path}"' in answer.text
    assert away.head(path, headers=BROWSER).status_code == 503


def test_what_needs_no_database_goes_on_without_it(away: FlaskClient) -> None:
    assert away.get("/healthz").status_code == 200
    gone = away.get("/khong-co", headers=BROWSER)
    assert gone.status_code == 404
    assert read(gone).said["h1"] == [str(WORDS[404][0])]


@pytest.mark.both_engines
def test_what_is_sent_to_a_database_that_is_away_is_a_pause_too(app: Flask, cast: Cast, database_url: str) -> None:
    client = cast.client("lan")
    data = {"csrf_token": _token(client), "name_vi": "Xưởng Mây"}
    app.extensions["database"].dispose()
    app.extensions["database"] = create_engine("sqlite:////khong/co/thu-muc/app.db")
    answer = client.post("/my/spaces/new", data=data, headers=BROWSER)
    assert answer.status_code == 503
    read(answer)


def test_a_failure_is_explained_without_the_settings_too(failing: Flask) -> None:
    """The frame of every page asks for the site's name: where even that breaks, the page comes without the frame."""
    with failing.app_context():
        transact(lambda: _drop("settings"))
    client = failing.test_client()
    for path, code in (("/fail/500", 500), ("/fail/404", 404)):
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code == code
        read(answer)
        assert 'class="top"' not in answer.text


def _drop(table: str) -> None:
    db.session.execute(text(f"DROP TABLE {table}"))


def test_too_large_a_file_leads_back_to_the_form_with_its_text(app: Flask, cast: Cast) -> None:
    with app.app_context():
        draft = transact(lambda: make_draft(cast.user("lan"), space=make_space(cast.user("lan"))).public_id)
    lan, page = cast.client("lan"), f"/my/applications/{draft}/sections/A1"
    form = next(f for f in forms_of(lan.get(page).text) if "text-A1" in f.fields)
    data = {
        **form.fields.to_dict(),
        "text-A1": "Ba hoạt động cộng đồng.",
        "file-A1": (io.BytesIO(b"x" * 24_000_000), "bao-cao.pdf"),
    }
    sent = {"data": data, "content_type": "multipart/form-data"}
    assert lan.post(page, **sent | {"headers": {"Origin": "https://evil.example"}}).status_code == 413
    data["file-A1"] = (io.BytesIO(b"x" * 24_000_000), "bao-cao.pdf")
    answer = lan.post(page, **sent, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303, answer.text
    shown = lan.get(answer.headers["Location"])
    assert "Tệp vừa chọn quá lớn" in shown.text
    assert "bao-cao.pdf" in shown.text
    assert "tối đa 20 MB" in shown.text
    assert "Ba hoạt động cộng đồng." in shown.text
    assert count(app, KeptForm) == 1


def test_text_without_end_is_not_held_in_memory(app: Flask, cast: Cast) -> None:
    """Only files are let go while a form is read to its end; its text would be held whole."""
    lan, page = cast.client("lan"), "/my/spaces/new"
    form = next(f for f in forms_of(lan.get(page).text) if "name_vi" in f.fields)
    data = {**form.fields.to_dict(), "description_vi": "x" * 24_000_000}
    sent = {"data": data, "content_type": "multipart/form-data"}
    answer = lan.post(page, **sent, headers={"Origin": "http://localhost"})
    assert answer.status_code == 413
    assert count(app, KeptForm) == 0


def test_far_too_much_is_not_read(cast: Cast) -> None:
    answer = cast.client("lan").post(
        "/my/spaces/new",
        content_type="multipart/form-data; boundary=x",
        headers=BROWSER | {"Origin": "http://localhost"},
        environ_overrides={"CONTENT_LENGTH": "99000000"},
    )
    assert answer.status_code == 413
    read(answer)
