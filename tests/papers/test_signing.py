"""A signed paper: two readers that know nothing of us call the signature good, and bad once a single byte is another."""

import asyncio
import io
import multiprocessing
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from app.papers import signing
from app.papers.service import certificate_pdf
from app.papers.signing import SigningError, SigningKey, Token
from app.papers.trial_key import SIGNER_NAME, trial_key
from tests.papers import keys
from tests.papers.samples import VERIFY_URL, certificate

pytestmark = pytest.mark.real_time  # a signature says when it was made, and other programs read that
SOON = datetime(2026, 12, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return certificate_pdf(certificate(name_vi="Xưởng “Ề Ẫ Ỡ Ự Ỗ”"), verify_url=VERIFY_URL)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        yield keys.token(folder)


def signed_with(key: SigningKey, paper: bytes) -> bytes:
    with key.opened(SOON) as pen:
        assert pen.signed_by == keys.SIGNER
        return pen.sign(paper)


@pytest.fixture(scope="module", params=["file", "token"])
def signed(request: pytest.FixtureRequest, paper: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    if request.param == "token":
        return signed_with(request.getfixturevalue("token"), paper)
    return signed_with(keys.key_file(tmp_path_factory.mktemp("file")), paper)


def status_of(pdf: bytes) -> PdfSignatureStatus:
    """By pyHanko's own reader, which trusts the authority that our test made up, and asks nobody."""
    (one,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    (root,) = [found for found in one.other_embedded_certs if found.subject == found.issuer]
    # In a thread apart: the reader runs an event loop, and a browser's tests may have left one running in this.
    with ThreadPoolExecutor(max_workers=1) as apart:
        context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=SOON)
        return apart.submit(validate_pdf_signature, one, context).result()


def test_both_readers_call_it_good(signed: bytes, tmp_path: Path) -> None:
    status = status_of(signed)
    assert status.intact and status.valid and status.trusted and status.bottom_line
    said = keys.pdfsig(signed, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert keys.SIGNER in said


def test_a_single_other_byte_and_it_is_not(signed: bytes, tmp_path: Path) -> None:
    """In the paper, in what was written behind it, in the signature itself."""
    behind = signed.index(b"%%EOF")
    for place in (
        signed.index(b"/Title") + 12,
        signed.index(b"/TU", behind) + 12,
        signed.index(b"/Contents", behind) + 900,
    ):
        forged = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        assert "Signature is Valid." not in keys.pdfsig(forged, tmp_path)


def test_what_the_press_made_stays_byte_for_byte(paper: bytes, signed: bytes) -> None:
    assert signed.startswith(paper)
    before, after = (PdfReader(io.BytesIO(pdf)) for pdf in (paper, signed))
    assert after.metadata == before.metadata
    assert after.xmp_metadata is not None and before.xmp_metadata is not None
    claim = after.xmp_metadata.stream.get_data()
    assert claim == before.xmp_metadata.stream.get_data()
    for words in (b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1</pdfuaid:part>"):
        assert words in claim
    assert "Xưởng “Ề Ẫ Ỡ Ự Ỗ”" in after.pages[0].extract_text()


def test_the_field_is_there_and_not_to_be_seen(signed: bytes) -> None:
    """As PDF/A and PDF/UA both allow: printed by its flag, outside of the page, with a name that can be read aloud."""
    page = PdfReader(io.BytesIO(signed)).pages[0]
    (widget,) = [one.get_object() for one in page["/Annots"] if one.get_object()["/Subtype"] == "/Widget"]
    assert widget["/T"] == signing.FIELD
    assert widget["/TU"] == signing.FIELD_NAME
    assert int(widget["/F"]) & 0b110 == 0b100
    assert all(float(side) < 0 for side in widget["/Rect"])


def test_the_chain_is_in_the_paper(signed: bytes) -> None:
    (one,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert one.signer_cert.issuer in [other.subject for other in one.other_embedded_certs]


def test_whoever_signs_may_have_an_event_loop_running(paper: bytes, tmp_path: Path) -> None:
    """In a thread of the test's own: the browser's tests leave a loop running in the worker they shared."""

    async def signed() -> bytes:
        return signed_with(keys.key_file(tmp_path), paper)

    with ThreadPoolExecutor(1) as own_thread:
        assert status_of(own_thread.submit(asyncio.run, signed()).result()).bottom_line


def test_signing_does_not_ask_the_network(paper: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert signed_with(keys.key_file(tmp_path), paper).startswith(paper)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"passphrase": "một câu khác"}, "passphrase"),
        ({"last": datetime(2026, 11, 30, tzinfo=UTC)}, "expired"),
        ({"first": datetime(2027, 1, 1, tzinfo=UTC)}, "not_yet"),
    ],
)
def test_a_key_file_that_cannot_sign_says_why(change: dict[str, object], code: str, tmp_path: Path) -> None:
    with pytest.raises(SigningError) as refused, keys.key_file(tmp_path, **change).opened(SOON):
        pass
    assert refused.value.code == code
    assert str(change.get("passphrase", "một câu khác")) not in str(refused.value)


def test_files_that_are_not_there_or_no_key(tmp_path: Path) -> None:
    key = keys.key_file(tmp_path)
    for name, words, code in (("ky.p12", None, "unreadable"), ("ky.p12", b"no key", "passphrase")):
        if words is None:
            (tmp_path / name).unlink()
        else:
            (tmp_path / name).write_bytes(words)
        with pytest.raises(SigningError) as refused, key.opened(SOON):
            pass
        assert refused.value.code == code
        assert "ky.p12" in str(refused.value)


def test_a_token_whose_pin_is_refused_is_not_asked_again(token: Token, paper: bytes, tmp_path: Path) -> None:
    """It would lock itself for good."""
    wrong = tmp_path / "pin.txt"
    wrong.write_text("000000", encoding="utf-8")
    other = Token(module=token.module, label=token.label, key=token.key, pin_file=wrong)
    for words in ("refuses the PIN", "is not tried again"):
        with pytest.raises(SigningError, match=words) as refused, other.opened(SOON):
            pass
        assert refused.value.code == "pin"
        assert "000000" not in str(refused.value)
    assert signed_with(token, paper).startswith(paper)


def test_a_token_that_is_pulled_out_and_put_back(token: Token, paper: bytes) -> None:
    tokens = token.pin_file.parent / "tokens"
    away = tokens.rename(tokens.with_name("away"))
    tokens.mkdir()
    with pytest.raises(SigningError) as refused, token.opened(SOON):
        pass
    assert refused.value.code == "token_missing"
    tokens.rmdir()
    away.rename(tokens)
    assert signed_with(token, paper).startswith(paper)


def test_a_key_that_is_not_on_the_token(token: Token) -> None:
    other = Token(module=token.module, label=token.label, key="khong-co", pin_file=token.pin_file)
    with pytest.raises(SigningError) as refused, other.opened(SOON):
        pass
    assert refused.value.code == "no_key"


def test_batches_at_once_in_one_process_and_in_two(token: Token, paper: bytes) -> None:
    """Threads share a token's log-in, processes do not."""
    failed: list[BaseException] = []

    def sign() -> None:
        try:
            for _ in range(3):
                signed_with(token, paper)
        except BaseException as error:
            failed.append(error)

    processes = [
        multiprocessing.get_context("fork").Process(target=signed_with, args=(token, paper)) for _ in range(2)
    ]
    threads = [threading.Thread(target=sign) for _ in range(2)]
    for one in (*processes, *threads):
        one.start()
    for one in (*processes, *threads):
        one.join(60)
    assert failed == []
    assert [process.exitcode for process in processes] == [0, 0]


def test_the_key_of_the_demo_says_so_and_is_made_once(tmp_path: Path, paper: bytes) -> None:
    folder = tmp_path / "signing"
    threads = [threading.Thread(target=trial_key, args=(folder,)) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    with trial_key(folder).opened(SOON) as pen:
        assert pen.signed_by == SIGNER_NAME
        assert re.search("CHỈ ĐỂ THỬ.*TEST ONLY", pen.signed_by)
        assert pen.sign(paper).startswith(paper)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.iterdir()))
