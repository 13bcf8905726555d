"""The whole house at once: rules that no single feature can promise."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from wtforms import i18n

from app import create_app
from app.config import ROOT
from app.navigation import ACCOUNT, DESK, MEMBER, PUBLIC
from app.registry import error_messages
from app.web.forms import WTFORMS_MESSAGES
from app.web.guard import check_every_route
from tests.cast import Cast
from tests.conftest import make_config

SOURCES = list((ROOT / "app").rglob("*.py"))


def _calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                last = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if last == name:
                    yield path, node


def test_only_the_database_module_commits() -> None:
    assert {path.relative_to(ROOT).as_posix() for path, _call in _calls("commit")} == {"app/core/db.py"}


def test_every_refusal_has_its_sentence() -> None:
    raised = {
        call.args[0].value
        for path, call in [*_calls("DomainError"), *_calls("Conflict")]
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert raised, "the search finds nothing: it cannot fail"
    missing = raised - set(error_messages()) - {"not_found"}
    assert not missing


def test_views_do_not_select_and_services_do_not_know_the_request() -> None:
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if path.name in {"views.py", "staff.py", "forms.py", "service.py", "preview.py", "rules.py", "models.py"}:
            assert not re.search(r"\bselect\(", text), path
        if path.name in {"service.py", "rules.py", "queries.py", "models.py", "conflicts.py"}:
            assert "from flask import" not in text, path


def test_nothing_is_marked_safe_by_hand() -> None:
    for path in SOURCES:
        # A span with its language, around words that `format` escapes: `web.pages.as_written`; and what comes out of
        # the cleaner of Markdown, which tests/content/test_markup.py holds to its list.
        text = path.read_text(encoding="utf-8").replace("""Markup('<span lang="vi">{}</span>').format(words)""", "")
        text = text.replace("Markup(cleaned)  # noqa: S704 the cleaner's own", "")
        assert "Markup(" not in text, path
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", ""), path
        assert not re.search(r"\sstyle=|\son[a-z]+=", re.sub(r"\{[{%#].*?[}%#]\}", "", text, flags=re.S)), path


def test_wtforms_says_nothing_we_have_not_said_in_vietnamese() -> None:
    folder = Path(i18n.__file__).parent / "locale"
    template = (folder / "wtforms.pot").read_text(encoding="utf-8")
    said = set(re.findall(r'^msgid(?:_plural)? "(.+)"$', template, flags=re.M))
    assert len(said) > 30
    assert said - set(WTFORMS_MESSAGES) == set()


def test_a_view_without_a_guard_stops_the_start(app: Flask) -> None:
    check_every_route(app)
    app.view_functions["bare"] = lambda: "x"
    with pytest.raises(RuntimeError, match="bare"):
        check_every_route(app)


def test_health_and_readiness(app: Flask, client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"


def test_not_ready_without_a_schema(tmp_path: Path) -> None:
    bare = create_app(make_config(tmp_path))
    answer = bare.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


@pytest.mark.parametrize("path", ["/", "/criteria", "/sign-in", "/nowhere", "/verify", "/calendars/public.ics"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in answer.headers


def test_pages_of_somebody_signed_in_are_not_stored(cast: Cast) -> None:
    answer = cast.client("lan").get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize(("language", "words"), [("vi", "Không tìm thấy trang"), ("en", "Page not found")])
def test_not_found_speaks_the_readers_language(client: FlaskClient, language: str, words: str) -> None:
    client.set_cookie("lang", language)
    answer = client.get("/khong-co")
    assert answer.status_code == 404
    assert words in answer.text


def test_a_form_without_its_token_is_explained(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "lan@example.org", "password": "x"})
    assert answer.status_code == 400
    assert "Phiên làm việc đã hết" in answer.text


def test_an_unknown_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_an_unexpected_error_shows_a_number_and_no_trace(app: Flask) -> None:
    def broken() -> str:
        raise ValueError("the secret reason")

    broken.guard = lambda _actor: True  # type: ignore[attr-defined]
    app.add_url_rule("/broken", view_func=broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "secret reason" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_every_icon_of_the_navigation_is_in_the_sprite() -> None:
    names = set(re.findall(r'"([a-z0-9-]+)"', (ROOT / "static" / "icons.mjs").read_text(encoding="utf-8")))
    assert {entry[2] for entry in (*PUBLIC, *MEMBER, *ACCOUNT, *DESK)} <= names


def test_behind_https_the_browser_is_told_to_stay_there(tmp_path: Path) -> None:
    config = replace(make_config(tmp_path), site_url="https://cau-kinh.example", trusted_hosts=("cau-kinh.example",))
    client = create_app(config).test_client()
    for path in ("/healthz", "/khong-co"):
        answer = client.get(path, base_url="https://cau-kinh.example")
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_an_answer_without_a_body_carries_the_headers_too(client: FlaskClient) -> None:
    first = client.get("/calendars/public.ics")
    again = client.get("/calendars/public.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in again.headers
    assert "Referrer-Policy" in again.headers
