"""The proof: the same words to be read letter by letter, marked all over, and nothing on it that could be used."""

import io

import pytest
from pypdf import PdfReader

from app.papers.press import PaperError
from app.papers.service import certificate_proof
from tests.papers.samples import certificate

DATA = certificate(number="KGST-2026-077", short_code="8f3k2m9q")


def read() -> PdfReader:
    return PdfReader(io.BytesIO(certificate_proof(DATA)))


def test_it_reads_as_the_certificate_will() -> None:
    text = " ".join(read().pages[0].extract_text().split())
    for words in ("Nhà Mở Ô Chợ Dừa", "Open House Ô Chợ Dừa", "Phường Ô Chợ Dừa", "12/QĐ-TTĐP", "Nguyễn Minh Dũng"):
        assert words in text
    assert "BẢN KIỂM TRA CHÍNH TẢ · PROOF" in text
    assert "Chỉ để soát chính tả, không phải chứng nhận" in text


def test_nothing_on_it_can_be_looked_up() -> None:
    reader = read()
    text = reader.pages[0].extract_text().lower()
    assert "ghi khi cấp · at issue" in text
    for secret in ("kgst-2026-077", "8f3k", "2m9q", "/verify", "http"):
        assert secret not in text
    assert "KGST" not in (reader.metadata.title or "")
    assert list(reader.pages[0].images) == []
    assert "/Annots" not in reader.pages[0]


def test_what_is_not_known_before_the_decision_is_left_open() -> None:
    early = certificate_proof(certificate(decision_number="", criteria_label=""))
    assert PdfReader(io.BytesIO(early)).pages[0].extract_text().count("ghi khi cấp") == 3


def test_it_finds_the_sign_that_cannot_be_printed() -> None:
    with pytest.raises(PaperError, match="日"):
        certificate_proof(certificate(name_vi="Không gian 日本"))
