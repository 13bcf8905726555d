"""The short code leads to the public register and nowhere else, and cannot be tried through."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.memberships.models import Certificate
from app.memberships.rules import MISSES_ALLOWED, MISSES_WITHIN
from app.papers.service import shown_code
from tests.conftest import NOW
from tests.memberships import factories
from tests.memberships.test_verify import heading, made


@pytest.fixture
def certificate(app: Flask) -> Certificate:
    return made(app, lambda: factories.member(factories.space()))


@pytest.mark.parametrize("address", ["/r/{}", "/r?code={}"])
def test_it_opens_the_entry_in_the_register(client: FlaskClient, certificate: Certificate, address: str) -> None:
    short = certificate.short_code
    for typed in (short, short.upper(), shown_code(short), f"{short[:4]}%20{short[4:]}"):
        answer = client.get(address.format(typed))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/register/xuong-may")
        assert certificate.check_code not in answer.text
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    entry = client.get(address.format(short), follow_redirects=True)
    assert "Xưởng Mây" in entry.text
    assert certificate.check_code not in entry.text
    assert f"/verify/{certificate.check_code[:4]}" not in entry.text


def test_no_other_code_or_number_opens_it(client: FlaskClient, certificate: Certificate) -> None:
    """Unknown, malformed, the check code and the number: one answer, but for what was typed."""
    answers = []
    for typed in ("0" * 8, "x", certificate.check_code, certificate.number, certificate.short_code[:-1], "a/b", "💡"):
        answer = client.get(f"/r/{typed}")
        assert (answer.status_code, heading(answer.text)) == (404, "Không có chứng nhận nào mang mã ngắn này"), typed
        assert "Xưởng Mây" not in answer.text
        lines = answer.text.split('class="check check-due"')[1].splitlines()
        answers.append([line for line in lines if 'name="code"' not in line])
    assert all(answer == answers[0] for answer in answers)


def test_nor_does_it_open_the_check_page(client: FlaskClient, certificate: Certificate) -> None:
    answer = client.get("/verify", query_string={"code": certificate.short_code}, follow_redirects=True)
    assert (answer.status_code, "Xưởng Mây" in answer.text) == (404, False)


def test_misses_are_counted_and_then_nothing_opens_for_a_while(app: Flask, certificate: Certificate) -> None:
    client, elsewhere = app.test_client(), app.test_client()
    client.set_cookie("lang", "en")
    elsewhere.environ_base["REMOTE_ADDR"] = "113.190.44.17"
    known = f"/r/{certificate.short_code}"
    with time_machine.travel(NOW, tick=False) as time:
        assert {client.get(known).status_code for _ in range(MISSES_ALLOWED + 2)} == {302}  # a hit costs nothing
        assert {client.get(f"/r/{n:08}").status_code for n in range(MISSES_ALLOWED)} == {404}
        for address in ("/r/00000099", known, f"/r?code={certificate.short_code}"):
            stopped = client.get(address)
            assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "60")
            assert heading(stopped.text) == "That was a little fast"
        assert client.get(f"/verify/{certificate.check_code}").status_code == 200
        assert elsewhere.get(known).status_code == 302
        time.shift(MISSES_WITHIN)
        assert client.get(known).status_code == 302


@pytest.mark.parametrize(("language", "sentence"), [("vi", "Bạn chưa nhập mã"), ("en", "Please enter the code")])
def test_an_empty_code_is_asked_for(client: FlaskClient, language: str, sentence: str) -> None:
    client.set_cookie("lang", language)
    assert sentence not in client.get("/r").text
    answer = client.get("/r", query_string={"code": " "})
    assert (answer.status_code, sentence in answer.text) == (422, True)
