"""Documents of Word and Excel, for evidence only: looked through part by part before they are kept."""

import struct

import pytest

from app.core.errors import DomainError
from app.files import kinds, office
from app.files.service import prepare_evidence, prepare_upload
from app.files.store import path_of_digest
from tests.files.factories import PDF, picture, upload
from tests.files.factories import office as document


@pytest.fixture(params=["sqlite"])
def database_url(request, tmp_path):
    """No row is touched here: the disk is the same under either database."""
    return f"sqlite:///{tmp_path / 'unused.db'}"


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_plain_ones_are_kept_as_they_came(ctx, kind):
    prepared = prepare_evidence(upload(document(kind), f"Bảng kê.{kind}"))
    assert prepared.media_type.startswith("application/vnd.openxmlformats")
    assert path_of_digest(prepared.sha256).read_bytes() == document(kind)


def _claiming(data: bytes, entries: int) -> bytes:
    at = data.rfind(b"PK\x05\x06")
    return data[: at + 8] + struct.pack("<HH", entries, entries) + data[at + 12 :]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (document("docx"), "a.xlsx", "file.name_does_not_fit"),
        (document("docx"), "a.zip", "file.name_does_not_fit"),
        (document("docx"), "a.docm", "file.macros"),
        (document("docx", more={"word/vbaProject.bin": b"x"}), "a.docx", "file.macros"),
        (
            document("xlsx", types="<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"),
            "a.xlsx",
            "file.macros",
        ),
        (document("docx", more={"word/embeddings/b.xlsx": document("xlsx")}), "a.docx", "file.nested"),
        (document("docx", more={"word/media/a.png": b"Rar!\x1a\x07"}), "a.docx", "file.nested"),
        (document("docx", types="<Types/>"), "a.docx", "file.broken"),
        (document("docx")[:-30], "a.docx", "file.broken"),
        (document("docx", more={"word/a.xml": b"\0" * 210_000_000}), "a.docx", "file.unpacks_too_large"),
        (_claiming(document("docx"), 60_000), "a.docx", "file.unpacks_too_large"),
        (b"PK\x03\x04" + b"\0" * 50, "a.docx", "file.wrong_kind"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 50, "a.doc", "file.wrong_kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_anything_else_is_refused_with_its_reason(ctx, data, name, code):
    with pytest.raises(DomainError) as refused:
        prepare_evidence(upload(data, name), field="proof")
    assert (refused.value.code, refused.value.field) == (code, "proof")


def test_nowhere_else_is_a_document_taken(ctx):
    with pytest.raises(DomainError) as refused:
        prepare_upload(upload(document("docx"), "a.docx"))
    assert refused.value.code == "file.wrong_kind"


def test_evidence_may_be_larger_than_other_files_and_has_its_end(ctx):
    assert prepare_evidence(upload(picture("PNG"), "a.png")).media_type == "image/png"
    middling = PDF[:9] + b"%" + b"0" * kinds.MAX_BYTES + PDF[9:]
    assert prepare_evidence(upload(middling, "a.pdf")).size > kinds.MAX_BYTES
    with pytest.raises(DomainError) as refused:
        prepare_evidence(upload(b"%PDF-" + b"0" * kinds.EVIDENCE_BYTES, "a.pdf"))
    assert refused.value.code == "file.too_large"


def test_every_end_of_the_child_has_its_words():
    from app.files.messages import MESSAGES

    assert {f"file.{reason}" for reason in office.EXIT if reason != "fine"} <= set(MESSAGES)
