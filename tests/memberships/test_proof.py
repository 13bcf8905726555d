"""The proof of a certificate: read by the space's team and the Centre, whether the space is a member yet or not."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from app.core.db import db, transact
from app.files.models import StoredFile
from app.memberships.models import Certificate
from app.memberships.papers import make_missing_papers
from tests.cast import Cast
from tests.memberships import factories


@pytest.fixture
def space_id(app: Flask) -> str:
    with app.app_context():
        return transact(lambda: factories.space().public_id)


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_before_there_is_anything_to_prove(app: Flask, cast: Cast, space_id: str) -> None:
    address = f"/my/certificates/{space_id}/proof.pdf"
    assert address in cast.client("lan").get("/my/certificates").text
    for key in ("lan", "minh", "tuan"):
        answer = cast.client(key).get(address)
        assert answer.status_code == 200, key
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Cache-Control"] == "private, no-store"
        text = text_of(answer.data)
        assert "Xưởng Mây" in text
        assert "BẢN KIỂM TRA CHÍNH TẢ" in text
    for key in ("hoa", "mai"):
        assert cast.client(key).get(address).status_code == 404, key
    assert app.test_client().get(address).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(StoredFile)).all() == [], "a proof is not kept"


def test_of_a_member_it_says_what_is_known_but_never_the_number(app: Flask, cast: Cast, space_id: str) -> None:
    with app.app_context():
        number = transact(lambda: factories.member(factories.the_space(space_id)).number)
        make_missing_papers()
        short_code = db.session.scalars(select(Certificate.short_code)).one()
    text = text_of(cast.client("lan").get(f"/my/certificates/{space_id}/proof.pdf").data)
    assert "12/QĐ-SVHTT" in text
    assert number not in text
    assert short_code[:4] not in text.lower()


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "không in được vì kiểu chữ không có: 日"), ("en", "typefaces lack: 日")]
)
def test_a_name_that_cannot_be_printed_is_said_in_words(app: Flask, cast: Cast, language: str, words: str) -> None:
    with app.app_context():
        space_id = transact(lambda: factories.space(name="Xưởng 日").public_id)
    answer = cast.client("lan", language).get(f"/my/certificates/{space_id}/proof.pdf", follow_redirects=True)
    assert answer.status_code == 200
    assert words in answer.text
