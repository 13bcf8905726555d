"""A key that proves nothing, so that a demo can show how a signed paper looks. Made once, beside the demo's data."""

import os
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from app.papers.signing import KeyFile

SIGNER_NAME = "Trung tâm điều phối (CHỈ ĐỂ THỬ / TEST ONLY)"
_CA_NAME = "Nơi cấp chứng thư thử (CHỈ ĐỂ THỬ / TEST ONLY)"
_FIRST, _LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
_KEY, _PASSPHRASE = "test-only.p12", "test-only.passphrase"


def trial_key(folder: Path) -> KeyFile:
    """The key in that folder, made if there is none yet; of two who make one at once, both get the same."""
    if not (folder / _KEY).exists():
        _make(folder)
    return KeyFile(folder / _KEY, folder / _PASSPHRASE)


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    passphrase = secrets.token_urlsafe(24)
    # The passphrase first, and whoever comes second takes what is there: a file is put in place once, whole.
    passphrase = _placed(folder / _PASSPHRASE, passphrase.encode()).decode()
    _placed(folder / _KEY, key_store(passphrase))


def _placed(path: Path, data: bytes) -> bytes:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as made:
        made.write(data)
    try:
        os.link(made.name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(made.name)
    return path.read_bytes()


def key_store(passphrase: str, *, name: str = SIGNER_NAME, first: datetime = _FIRST, last: datetime = _LAST) -> bytes:
    """PKCS#12: a signer's key, its certificate, and that of an authority nobody knows."""
    authority, key = _new_key(), _new_key()
    root = _certificate(_CA_NAME, authority, _CA_NAME, authority, is_authority=True, first=_FIRST, last=_LAST)
    own = _certificate(name, key, _CA_NAME, authority, is_authority=False, first=first, last=last)
    return pkcs12.serialize_key_and_certificates(
        b"chu-ky-thu", key, own, [root], BestAvailableEncryption(passphrase.encode())
    )


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(
    name: str, key: rsa.RSAPrivateKey, issuer: str, signed_with: rsa.RSAPrivateKey, *,
    is_authority: bool, first: datetime, last: datetime,
) -> x509.Certificate:  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_with.public_key()), critical=False)
        .sign(signed_with, hashes.SHA256())
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_cert_sign=is_authority,
        crl_sign=is_authority, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
