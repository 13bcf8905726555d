"""The paper: printed after the commit, once and for good, opened by the team and the Centre."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.core.db import db, transact
from app.core.errors import DomainError
from app.files.models import StoredFile
from app.files.service import keep, path_of, prepare_bytes
from app.mail.delivery import compose
from app.mail.models import Mail
from app.memberships import service
from app.memberships.models import Certificate
from app.memberships.papers import make_missing_papers
from migrations import guards
from tests.cast import Cast
from tests.memberships import factories
from tests.memberships.test_admit import together
from tests.papers import keys


@pytest.fixture
def number(app: Flask) -> str:
    """Lan's certificate, not yet printed."""
    with app.app_context():
        return transact(lambda: factories.member(factories.space()).number)


def printed() -> tuple[int | None, Path, bytes]:
    db.session.rollback()
    certificate = db.session.scalars(select(Certificate)).one()
    assert certificate.pdf is not None
    path = path_of(certificate.pdf)
    return certificate.pdf_id, path, path.read_bytes()


def test_it_is_printed_once(ctx: Flask, number: str) -> None:
    assert make_missing_papers() == 1
    first = printed()
    assert first[2].startswith(b"%PDF-")
    assert make_missing_papers() == 0
    assert printed() == first
    assert len(db.session.scalars(select(StoredFile)).all()) == 1


def test_two_workers_make_one_paper(app: Flask, number: str) -> None:
    assert together(app, make_missing_papers, make_missing_papers) == []
    with app.app_context():
        assert len(db.session.scalars(select(StoredFile)).all()) == 1
        assert printed()[0] is not None
        assert len(db.session.scalars(select(Mail).where(Mail.template == "membership_certificate")).all()) == 1


def test_a_paper_is_never_replaced(ctx: Flask, number: str) -> None:
    make_missing_papers()
    first = printed()
    prepared = prepare_bytes(b"%PDF-1.7 another", "khac.pdf", "application/pdf")
    with pytest.raises(DomainError, match="paper_exists"):
        transact(
            lambda: service.attach_paper(db.session.scalars(select(Certificate)).one(), keep(prepared, actor=None))
        )
    assert printed() == first


def test_one_that_cannot_be_printed_does_not_hold_up_the_others(ctx: Flask) -> None:
    """Neither typeface has this sign, and a certificate with a hole in the name must not leave the press."""
    transact(lambda: factories.member(factories.space(name="Xưởng 𒀀")))
    transact(lambda: factories.member(factories.space(name="Xưởng Mây")))
    assert make_missing_papers() == 1
    assert [c.pdf_id is None for c in db.session.scalars(select(Certificate).order_by(Certificate.id))] == [
        True,
        False,
    ]


def test_the_owners_are_told_when_it_is_ready(ctx: Flask, number: str) -> None:
    letters = select(Mail).where(Mail.template == "membership_certificate")
    assert db.session.scalars(letters).all() == []
    make_missing_papers()
    mail = db.session.scalars(letters).one()
    assert mail.recipient == "lan@example.org"
    code = db.session.scalars(select(Certificate.check_code)).one()
    for language, words in (("vi", "đã in xong"), ("en", "has been printed")):
        mail.language = language
        letter = compose(mail)
        assert number in letter.subject
        assert words in letter.body
        assert f"http://127.0.0.1:5000/verify/{code}" in letter.body
    db.session.rollback()


def test_the_team_and_the_centre_open_it(app: Flask, cast: Cast, number: str) -> None:
    with app.app_context():
        make_missing_papers()
    for key in ("lan", "minh", "tuan", "dung", "ha"):
        answer = cast.client(key).get(f"/my/certificates/{number}/pdf")
        assert answer.status_code == 200, key
        assert answer.data.startswith(b"%PDF-")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert f"chung-nhan-{number}.pdf" in answer.headers["Content-Disposition"]
    for key in ("hoa", "mai"):
        assert cast.client(key).get(f"/my/certificates/{number}/pdf").status_code == 404
    answer = app.test_client().get(f"/my/certificates/{number}/pdf")
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]
    assert cast.client("lan").get("/my/certificates/KGST-1999-001/pdf").status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_my_certificates(app: Flask, cast: Cast, number: str, language: str) -> None:
    waiting = {"vi": "Đang in", "en": "Being printed"}[language]
    lan = cast.client("lan", language)
    shown = lan.get("/my/certificates").text
    assert number in shown
    assert waiting in shown
    assert "/pdf" not in shown
    assert lan.get(f"/my/certificates/{number}/pdf").headers["Location"] == "/my/certificates"
    with app.app_context():
        make_missing_papers()
    shown = lan.get("/my/certificates").text
    assert f"/my/certificates/{number}/pdf" in shown
    assert waiting not in shown
    assert number not in cast.client("hoa", language).get("/my/certificates").text


def test_my_certificates_asks_for_a_sign_in(app: Flask) -> None:
    assert app.test_client().get("/my/certificates").status_code == 302


def test_the_database_itself_keeps_the_first_paper(ctx: Flask, number: str) -> None:
    make_missing_papers()
    statement = text("UPDATE certificates SET pdf_id = NULL")
    with pytest.raises(DBAPIError, match="certificates_pdf_once"):
        transact(lambda: db.session.execute(statement))
    transact(lambda: guards.remove(db.session.connection()))
    transact(lambda: db.session.execute(statement))
    assert make_missing_papers() == 1


def set_key(app: Flask, folder: Path, passphrase: str = keys.PASSPHRASE) -> None:
    key = keys.key_file(folder, passphrase=passphrase)
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"], signing_pkcs12=str(key.path), signing_passphrase_file=str(key.passphrase_file)
    )


def faults() -> list[tuple[bool, str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Certificate).order_by(Certificate.id))
    return [(row.pdf_id is not None, row.signed_by, row.paper_fault) for row in rows]


def test_without_a_key_the_paper_is_not_signed_and_nothing_says_so(app: Flask, cast: Cast, number: str) -> None:
    with app.app_context():
        make_missing_papers()
        assert faults() == [(True, "", "")]
        assert b"/ByteRange" not in printed()[2]
        code = db.session.scalars(select(Certificate.check_code)).one()
    assert "chữ ký số" not in cast.client("lan").get("/my/certificates").text
    assert "chữ ký số" not in app.test_client().get(f"/verify/{code}").text


def test_with_a_key_it_is_signed_and_people_are_told_by_whom(
    app: Flask, cast: Cast, number: str, tmp_path: Path
) -> None:
    set_key(app, tmp_path)
    with app.app_context():
        assert make_missing_papers() == 1
        assert faults() == [(True, keys.SIGNER, "")]
        assert "ChuKySo" in PdfReader(io.BytesIO(printed()[2])).get_fields()
        code = db.session.scalars(select(Certificate.check_code)).one()
    for shown in (cast.client("lan").get("/my/certificates").text, app.test_client().get(f"/verify/{code}").text):
        assert f"Bản PDF có chữ ký số của {keys.SIGNER}" in shown
        assert "Khóa ký này chỉ để thử" not in shown


def test_when_the_key_fails_nothing_is_handed_out_and_the_next_run_signs(
    app: Flask, cast: Cast, number: str, tmp_path: Path
) -> None:
    set_key(app, tmp_path, passphrase="đã đổi")
    with app.app_context():
        assert make_missing_papers() == 0
        assert faults() == [(False, "", "passphrase")]
        assert db.session.scalars(select(StoredFile)).all() == []
        assert db.session.scalars(select(Mail).where(Mail.template == "membership_certificate")).all() == []
        space_id = db.session.scalars(select(Certificate)).one().space.public_id
    for address in ("/desk/members", f"/desk/members/{space_id}"):
        assert "Chưa ký được" in cast.client("tuan").get(address).text
    assert "Máy chủ không mở được khóa ký" in cast.client("tuan").get(f"/desk/members/{space_id}").text
    mine = cast.client("lan").get("/my/certificates").text
    assert "khóa ký" not in mine
    assert "Trung tâm đang xử lý" in mine
    set_key(app, tmp_path)
    with app.app_context():
        assert make_missing_papers() == 1
        assert faults() == [(True, keys.SIGNER, "")]
    assert "Chưa ký được" not in cast.client("tuan").get("/desk/members").text


def test_a_name_that_cannot_be_printed_is_told_to_the_centre(app: Flask, cast: Cast) -> None:
    with app.app_context():
        transact(lambda: factories.member(factories.space(name="Xưởng 日")))
        assert make_missing_papers() == 0
        assert faults() == [(False, "", "unprintable")]
        address = f"/desk/members/{db.session.scalars(select(Certificate)).one().space.public_id}"
    shown = cast.client("tuan").get(address).text
    assert "Chưa in được" in shown
    assert "ký tự mà kiểu chữ của chứng nhận không có" in shown


def test_who_signed_stays_written_beside_the_paper(ctx: Flask, number: str, tmp_path: Path) -> None:
    set_key(ctx, tmp_path)
    make_missing_papers()
    statement = text("UPDATE certificates SET signed_by = 'ai đó'")
    with pytest.raises(DBAPIError, match="certificates_signed_once"):
        transact(lambda: db.session.execute(statement))
    transact(lambda: guards.remove(db.session.connection()))
    transact(lambda: db.session.execute(statement))
