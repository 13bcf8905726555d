"""The public check: every state, both languages, nobody's personal data."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transact
from app.memberships import service
from app.memberships.models import Certificate, Grade
from app.settings.service import change_setting
from tests.cast import OPERATORS, STAFF, Cast, email_of
from tests.memberships import factories


def _then(act: Callable[..., Any]) -> Callable[[], Certificate]:
    def make() -> Certificate:
        made = factories.space()
        certificate = factories.member(made, reason="Lý do nội bộ", effective_on=factories.long_ago(1))
        factories.changed(act, made, reason="Lý do nội bộ", effective_on=clock.today() - timedelta(days=3))
        return certificate

    return make


def _superseded() -> Certificate:
    made = factories.space()
    certificate = factories.member(made, effective_on=factories.long_ago(1))
    factories.member(made)
    return certificate


def _renewed_for_later() -> Certificate:
    made = factories.space()
    certificate = factories.member(made, effective_on=factories.long_ago(1))
    factories.member(made, effective_on=clock.today() + timedelta(days=30))
    return certificate


def _reinstated() -> Certificate:
    certificate = _then(service.suspend)()
    factories.changed(service.reinstate, certificate.space, reason="Đã nộp đủ")
    return certificate


STATES: dict[str, tuple[Callable[[], Certificate], str, str]] = {
    "valid": (lambda: factories.member(factories.space()), "Chứng nhận còn hiệu lực", "This certificate is valid"),
    "expired": (
        lambda: factories.member(factories.space(), effective_on=factories.long_ago(3)),
        "Chứng nhận đã hết hạn",
        "This certificate has expired",
    ),
    "upcoming": (
        lambda: factories.member(factories.space(), effective_on=clock.today() + timedelta(days=9)),
        "Chứng nhận chưa đến ngày có hiệu lực",
        "This certificate is not valid yet",
    ),
    "suspended": (_then(service.suspend), "Chứng nhận đang bị đình chỉ", "This certificate is suspended"),
    "reinstated": (_reinstated, "Chứng nhận còn hiệu lực", "This certificate is valid"),
    "revoked": (_then(service.revoke), "Chứng nhận đã bị thu hồi", "This certificate has been revoked"),
    "ended": (_then(service.end), "Chứng nhận không còn hiệu lực", "This certificate is no longer valid"),
    "superseded": (
        _superseded,
        "Chứng nhận này đã được thay bằng bản mới hơn",
        "This certificate has been replaced by a newer one",
    ),
    "renewed_for_later": (_renewed_for_later, "Chứng nhận còn hiệu lực", "This certificate is valid"),
}


def heading(html: str) -> str:
    return " ".join(html.split("<h1")[1].split(">", 1)[1].split("</h1>")[0].split())


def made(app: Flask, make: Callable[[], Certificate]) -> Certificate:
    with app.app_context():
        certificate = transact(make)
        assert certificate.data, certificate.check_code  # loaded before the context goes
        db.session.expunge_all()
        return certificate


def check(app: Flask, code: str, language: str = "vi") -> Any:
    client = app.test_client()
    client.set_cookie("lang", language)
    return client.get(f"/verify/{code}")


@pytest.mark.parametrize("state", STATES)
def test_the_answer_in_both_languages(app: Flask, state: str) -> None:
    make, vietnamese, english = STATES[state]
    certificate = made(app, make)
    for language, words in (("vi", vietnamese), ("en", english)):
        answer = check(app, certificate.check_code, language)
        assert answer.status_code == 200
        assert heading(answer.text) == words
        assert f"<title>{words}" in answer.text
        assert certificate.number in answer.text
        assert "Xưởng Mây" in answer.text
        assert "mac-dinh 2026.1" in answer.text
        assert "127.0.0.1:5000" in answer.text
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "%(" not in answer.text


@pytest.mark.parametrize("state", STATES)
def test_it_says_nothing_of_people(app: Flask, cast: Cast, state: str) -> None:
    with app.app_context():
        transact(lambda: change_setting("certificate.signatory_name", "Lê Thị Ký Tên", actor=None))
    certificate = made(app, STATES[state][0])
    text = check(app, certificate.check_code).text
    names = [*OPERATORS.values(), *(name for name, _role in STAFF.values()), "Lê Thị Ký Tên", "Lý do nội bộ", "@"]
    assert [name for name in names if name in text] == []
    assert email_of("lan") not in text


def test_the_name_is_the_one_on_the_paper(app: Flask) -> None:
    certificate = made(
        app, lambda: factories.member(factories.space(name_en="Cloud Workshop"), grade=Grade.ASSOCIATE)
    )

    def rename() -> None:
        db.session.get_one(Certificate, certificate.id).space.name_vi = "Tên mới"

    with app.app_context():
        transact(rename)
    text = check(app, certificate.check_code).text
    assert "Xưởng Mây" in text
    assert "Tên mới" not in text
    assert "Thành viên liên kết" in text
    assert "Cloud Workshop" in check(app, certificate.check_code, "en").text


def test_in_grace_it_is_valid_and_says_why(app: Flask) -> None:
    with app.app_context():
        transact(lambda: change_setting("membership.grace_days", 3000, actor=None))
    certificate = made(app, STATES["expired"][0])
    text = check(app, certificate.check_code).text
    assert heading(text) == "Chứng nhận còn hiệu lực"
    assert "Ngày ghi trên giấy đã qua" in text


def test_unknown_and_malformed_are_answered_alike(app: Flask) -> None:
    """Everything but the echo of what was typed is equal, so nobody learns what a code looks like by trying."""
    certificate = made(app, STATES["valid"][0])
    answers = []
    for typed in ("0" * 26, "x", "KGST", certificate.number, certificate.check_code[:-1], "a/b", "💡"):
        answer = check(app, typed)
        assert answer.status_code == 404, typed
        assert heading(answer.text) == "Không tìm thấy chứng nhận theo mã hay số này"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "Xưởng Mây" not in answer.text
        lines = answer.text.split('class="check check-due"')[1].splitlines()
        answers.append([line for line in lines if 'name="code"' not in line])
    assert all(answer == answers[0] for answer in answers)


def test_what_was_typed_comes_back_escaped(app: Flask) -> None:
    answer = app.test_client().get("/verify", query_string={"code": '"><script>alert(1)</script>'})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_typing_the_code_by_hand(app: Flask) -> None:
    certificate = made(app, STATES["valid"][0])
    code = certificate.check_code
    typed = f" {code[:13].upper()} - {code[13:]} "
    answer = app.test_client().get("/verify", query_string={"code": typed}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == f"/verify/{code}"
    assert heading(answer.text) == "Chứng nhận còn hiệu lực"


def test_the_number_alone_opens_nothing(app: Flask) -> None:
    certificate = made(app, STATES["valid"][0])
    answer = app.test_client().get("/verify", query_string={"code": certificate.number}, follow_redirects=True)
    assert answer.status_code == 404
    assert "Xưởng Mây" not in answer.text


@pytest.mark.parametrize(("language", "sentence"), [("vi", "Bạn chưa nhập mã"), ("en", "Please enter the code")])
def test_an_empty_code_is_asked_for(app: Flask, language: str, sentence: str) -> None:
    client = app.test_client()
    client.set_cookie("lang", language)
    assert sentence not in client.get("/verify").text
    answer = client.get("/verify", query_string={"code": "  "})
    assert answer.status_code == 422
    assert sentence in answer.text
