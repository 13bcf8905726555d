"""Signs papers: an adapter over pyHanko. A PDF goes in, the same bytes with a PAdES signature behind them come out.

The signature is an incremental update and comes last, so what the press made stays byte for byte. Nothing is asked of
the network: neither a time stamp nor whether a certificate was withdrawn. The key is opened for a batch and let go of
with it; it is never in the database, and neither it nor what opens it is ever in a message.
"""

import fcntl
import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pkcs11
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError as PyHankoError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

FIELD = "ChuKySo"
FIELD_NAME = "Chữ ký số của nơi cấp · Digital signature of the issuer"
_BESIDE_THE_CHAIN = 4096

# A token locks itself for good after a few wrong PINs, so a refused one is not tried again. Digests, never PINs.
_refused_pins: set[str] = set()


class SigningError(Exception):
    """The paper was not signed. `code` says why, for who shows it; the message is for logs."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code


@dataclass(frozen=True)
class Pen:
    """A key that is open."""

    signed_by: str
    not_before: datetime
    not_after: datetime
    _signer: signers.Signer = field(repr=False)
    _room: int = field(repr=False)  # hexadecimal digits kept free in the PDF for the signature

    def sign(self, pdf: bytes) -> bytes:
        """Takes some hundredths of a second, a token up to seconds: never inside a transaction. Raises SigningError."""
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD,
            name=self.signed_by,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        spec = fields.SigFieldSpec(
            FIELD,
            readable_field_name=FIELD_NAME,
            invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),  # what PDF/A and PDF/UA both allow
        )
        try:
            writer = _Behind(io.BytesIO(pdf))
            pdf_signer = signers.PdfSigner(meta, signer=self._signer, new_field_spec=spec)
            # pyHanko runs an event loop of its own, and a thread has room for one: whoever calls may have one already.
            with ThreadPoolExecutor(max_workers=1) as apart:
                signed = apart.submit(pdf_signer.sign_pdf, writer, bytes_reserved=self._room).result()
        except pkcs11.PKCS11Error as error:
            raise SigningError("token_failed", f"the token did not sign: {_kind(error)}") from None
        except (PyHankoError, PdfError, ValueError) as error:
            raise SigningError("failed", f"the paper could not be signed: {_kind(error)}") from None
        return bytes(signed.getvalue())


class _Behind(IncrementalPdfFileWriter):
    """Leaves what the press said of the paper alone: written anew, its claim of PDF/A would be in other words."""

    def _update_meta(self) -> None:
        pass


class SigningKey(Protocol):
    """Where the key lies. `opened` raises SigningError when it cannot be used at `now`, or at all."""

    def opened(self, now: datetime) -> AbstractContextManager[Pen]: ...


@dataclass(frozen=True)
class KeyFile:
    """A PKCS#12 file with key, certificate and its chain."""

    path: Path
    passphrase_file: Path | None

    @contextmanager
    def opened(self, now: datetime) -> Iterator[Pen]:
        data = _read(self.path, "SIGNING_PKCS12")
        passphrase = (
            _secret(self.passphrase_file, "SIGNING_PASSPHRASE_FILE").encode() if self.passphrase_file else None
        )
        try:
            signer = signers.SimpleSigner.load_pkcs12_data(data, [], passphrase)
        except ValueError:
            raise SigningError(
                "passphrase", f"{self.path} does not open with the passphrase in SIGNING_PASSPHRASE_FILE"
            ) from None
        except AttributeError:  # a store without a key
            raise SigningError("no_key", f"{self.path} holds no key with its certificate") from None
        yield _pen(signer, now)


@dataclass(frozen=True)
class Token:
    """A token or HSM that gives no key away; `key` is the label of key and certificate on it."""

    module: Path
    label: str
    key: str
    pin_file: Path

    def check_files(self) -> str:
        """Returns the PIN."""
        if not self.module.is_file():
            raise SigningError("unreadable", f"SIGNING_PKCS11 is no file: {self.module}")
        return _secret(self.pin_file, "SIGNING_PIN_FILE")

    @contextmanager
    def opened(self, now: datetime) -> Iterator[Pen]:
        pin = self.check_files()
        with self._one_batch():
            session = self._session(pin)
            try:
                yield self._pen(session, now)
            finally:
                session.close()

    @contextmanager
    def _one_batch(self) -> Iterator[None]:
        """Of all threads and workers on this machine: a log-in belongs to the whole process, so two batches would log
        each other out; and a token in software is not found while another process writes down its log-in."""
        with self.pin_file.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def _session(self, pin: str) -> pkcs11.Session:
        tried = hashlib.sha256(f"{self.module}\0{self.label}\0{pin}".encode()).hexdigest()
        if tried in _refused_pins:
            raise SigningError("pin", "the token refused the PIN in SIGNING_PIN_FILE before; it is not tried again")
        try:
            # Anew for each batch: a token that was pulled out and put back is found, and a forked worker starts clean.
            pkcs11.lib(str(self.module)).reinitialize()
            return open_pkcs11_session(str(self.module), token_criteria=TokenCriteria(label=self.label), user_pin=pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
            _refused_pins.add(tried)
            raise SigningError("pin", "the token refuses the PIN in SIGNING_PIN_FILE") from None
        except (pkcs11.PinLocked, pkcs11.PinExpired) as error:
            raise SigningError("pin", f"the token no longer takes a PIN: {_kind(error)}") from None
        except (pkcs11.PKCS11Error, RuntimeError) as error:
            raise SigningError("token_missing", f"no token {self.label!r} answers: {_kind(error)}") from None

    def _pen(self, session: pkcs11.Session, now: datetime) -> Pen:
        try:
            # All certificates on the token: among them those that issued ours.
            return _pen(PKCS11Signer(session, key_label=self.key, other_certs_to_pull=None), now)
        except pkcs11.PKCS11Error as error:
            raise SigningError(
                "no_key", f"no key and certificate {self.key!r} on the token: {_kind(error)}"
            ) from None


def _pen(signer: signers.Signer, now: datetime) -> Pen:
    certificate = signer.signing_cert
    if certificate is None:
        raise SigningError("no_key", "there is no certificate with the key")
    name = certificate.subject.native
    pen = Pen(
        signed_by=str(name.get("common_name") or name.get("organization_name") or certificate.subject.human_friendly),
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
        _signer=signer,
        _room=2 * (_BESIDE_THE_CHAIN + sum(len(one.dump()) for one in (certificate, *signer.cert_registry))),
    )
    if now < pen.not_before:
        raise SigningError("not_yet", f"the signing certificate is only valid from {pen.not_before:%Y-%m-%d}")
    if now > pen.not_after:
        raise SigningError("expired", f"the signing certificate ended on {pen.not_after:%Y-%m-%d}")
    return pen


def _secret(path: Path, setting: str) -> str:
    try:
        return _read(path, setting).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise SigningError("unreadable", f"{setting} is no text: {path}") from None


def _read(path: Path, setting: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SigningError("unreadable", f"{setting} cannot be read: {path}: {error.strerror}") from None


def _kind(error: Exception) -> str:
    """What kind of error, without its words: those of a library may tell what it was given."""
    return type(error).__name__
