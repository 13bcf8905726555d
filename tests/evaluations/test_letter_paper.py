"""The letter as PDF: printed once after the decision is public, in the house's two typefaces and nothing else."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from app.core import clock
from app.core.db import db, transact
from app.evaluations import service
from app.evaluations.models import Decision, Outcome
from app.evaluations.papers import letter_values, make_missing_letters
from app.evaluations.rules import Terms
from app.files.service import path_of
from app.papers.press import PaperError
from app.papers.service import letter_pdf
from tests.cast import Cast
from tests.evaluations.factories import person, reviewed
from tests.papers import keys

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADVICE = "Mở cửa đều mỗi thứ Bảy."


def signed(outcome: Outcome, *, share: str = "0.5", staged: bool = False) -> Decision:
    terms = [Terms("Gửi ảnh lối thoát hiểm.", clock.today() + timedelta(days=60), "B2.1")]
    decision = service.propose_decision(
        reviewed(share=share),
        outcome,
        "Lý do rõ ràng.",
        conditions=terms,
        advice={"B1.1": ADVICE},
        actor=person("tuan"),
    )
    service.sign_decision(decision, actor=person("dung"), decision_number="7/QĐ-TTĐP", staged=staged)
    return decision


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_refusal_is_told_criterion_by_criterion(ctx: Flask) -> None:
    decision = transact(lambda: signed(Outcome.REFUSE))
    assert make_missing_letters() == 1
    assert make_missing_letters() == 0
    printed = db.session.get_one(Decision, decision.id).letter
    assert printed is not None
    told = words_of(path_of(printed).read_bytes())
    assert decision.appeal_until is not None
    last = f"{decision.appeal_until:%d/%m/%Y}"
    for words in ("7/QĐ-TTĐP", "Lý do rõ ràng.", ADVICE, "Đạt một phần", "5/10", "chưa được công nhận", last):
        assert words in told
    for name in ("Đỗ Mai", "Vũ Sơn", "Trần Tuấn"):
        assert name not in told


def test_it_is_signed_where_papers_are_and_waits_where_they_cannot_be(ctx: Flask, tmp_path: Path) -> None:
    key, settings = keys.key_file(tmp_path), ctx.config["SETTINGS"]
    decision = transact(lambda: signed(Outcome.REFUSE))
    ctx.config["SETTINGS"] = replace(settings, signing_pkcs12="/nowhere.p12", signing_passphrase_file="/nowhere")
    assert make_missing_letters() == 0
    ctx.config["SETTINGS"] = replace(
        settings, signing_pkcs12=str(key.path), signing_passphrase_file=str(key.passphrase_file)
    )
    assert make_missing_letters() == 1
    letter = db.session.get_one(Decision, decision.id).letter
    assert letter is not None
    assert "Signature is Valid." in keys.pdfsig(path_of(letter).read_bytes(), tmp_path)


def test_conditions_stand_in_it_with_their_days(ctx: Flask) -> None:
    decision = transact(lambda: signed(Outcome.CONDITIONAL, share="0.8"))
    values = letter_values(decision)
    day = f"{clock.today() + timedelta(days=60):%d/%m/%Y}"
    told = words_of(letter_pdf(values, dated=date(2026, 1, 1)))
    assert "Gửi ảnh lối thoát hiểm." in told
    assert day in told
    assert letter_pdf(values, dated=date(2026, 1, 1)) == letter_pdf(values, dated=date(2026, 1, 1))


def test_a_sign_that_no_typeface_has_is_refused_and_the_rest_goes_on(ctx: Flask) -> None:
    decision = transact(lambda: signed(Outcome.REFUSE))
    with pytest.raises(PaperError):
        letter_pdf(letter_values(decision) | {"reasons": "Rất tốt 🎉"}, dated=date(2026, 1, 1))
    transact(lambda: setattr(decision, "reasons", "Rất tốt 🎉"))
    assert make_missing_letters() == 0
    assert decision.letter_id is None


def test_nothing_is_printed_before_it_is_public_and_only_the_team_gets_it(cast: Cast) -> None:
    with cast.app.app_context():
        decision = transact(lambda: signed(Outcome.REFUSE, staged=True))
        assert make_missing_letters() == 0
        transact(lambda: service.publish_decision(decision, actor=person("dung")))
        page = f"/my/applications/{decision.application.public_id}/decision"
    lan = cast.client("lan")
    assert "đang được in" in lan.get(lan.get(f"{page}/letter").location).text
    with cast.app.app_context():
        assert make_missing_letters() == 1
    assert lan.get(f"{page}/letter").mimetype == "application/pdf"
    assert cast.client("hoa").get(f"{page}/letter").status_code == 404


def test_a_reader_of_english_gets_a_translation_behind_the_decision(ctx: Flask) -> None:
    decision = transact(lambda: signed(Outcome.REFUSE))
    assert letter_values(decision)["english"] is None
    transact(lambda: setattr(person("lan"), "language", "en"))
    values = letter_values(db.session.get_one(Decision, decision.id))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(letter_pdf(values, dated=date(2026, 1, 1)))).pages]
    first = next(number for number, page in enumerate(pages) if "Letter of decision" in page)
    before, after = " ".join(" ".join(pages[:first]).split()), " ".join(" ".join(pages[first:]).split())
    assert "chưa được công nhận" in before
    for words in ("alone is valid", "not admitted", "7/QĐ-TTĐP", "Partly met", "Lý do rõ ràng.", ADVICE):
        assert words in after, words
    for words in ("is valid", "not admitted"):
        assert words not in before
