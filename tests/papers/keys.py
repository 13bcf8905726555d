"""Keys to sign with, and what an independent reader says of a signature."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pkcs11 import Attribute, CertificateType, ObjectClass

from app.papers.signing import KeyFile, Token
from app.papers.trial_key import key_store

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
PASSPHRASE = "mật khẩu thử"
SIGNER = "Trung tâm điều phối (thử)"
PIN, LABEL, KEY = "428571", "trung-tam", "chu-ky"
MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")


def need(program: str) -> str:
    """Where the program lies; without it the test is skipped, but not where everything must run."""
    found = shutil.which(program)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{program} is missing: .ci/run installs it")
    pytest.skip(f"{program} is not installed")


@cache
def _store(first: datetime, last: datetime) -> bytes:
    return key_store(PASSPHRASE, name=SIGNER, first=first, last=last)


def key_file(
    folder: Path,
    *,
    first: datetime = datetime(2026, 1, 1, tzinfo=UTC),
    last: datetime = datetime(2029, 1, 1, tzinfo=UTC),
    passphrase: str = PASSPHRASE,
) -> KeyFile:
    store, secret = folder / "ky.p12", folder / "ky.txt"
    store.write_bytes(_store(first, last))
    secret.write_text(f"{passphrase}\n", encoding="utf-8")
    return KeyFile(store, secret)


def token(folder: Path) -> Token:
    """A token in software with the key, its certificate and the one that issued it. softhsm reads where its tokens
    lie from the environment, once in a process."""
    need("softhsm2-util")
    pin_file = folder / "pin.txt"
    pin_file.write_text(f"{PIN}\n", encoding="utf-8")
    made = Token(module=MODULE, label=LABEL, key=KEY, pin_file=pin_file)
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", PIN, "--pin", PIN],
        check=True,
        capture_output=True,
    )
    _fill()
    return made


def _fill() -> None:
    store = pkcs12.load_pkcs12(
        _store(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)), PASSPHRASE.encode()
    )
    assert store.cert is not None and isinstance(store.key, rsa.RSAPrivateKey)
    library = pkcs11.lib(str(MODULE))
    library.reinitialize()
    with library.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        session.create_object(_private(store.key))
        for label, one in ((KEY, store.cert), ("noi-cap", store.additional_certs[0])):
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.LABEL: label,
                    Attribute.SUBJECT: one.certificate.subject.public_bytes(),
                    Attribute.VALUE: one.certificate.public_bytes(Encoding.DER),
                }
            )


def _private(key: rsa.RSAPrivateKey) -> dict[Attribute, object]:
    numbers = key.private_numbers()
    public = numbers.public_numbers
    parts = {
        Attribute.MODULUS: public.n, Attribute.PUBLIC_EXPONENT: public.e, Attribute.PRIVATE_EXPONENT: numbers.d,
        Attribute.PRIME_1: numbers.p, Attribute.PRIME_2: numbers.q, Attribute.EXPONENT_1: numbers.dmp1,
        Attribute.EXPONENT_2: numbers.dmq1, Attribute.COEFFICIENT: numbers.iqmp,
    }  # fmt: skip
    return {
        Attribute.CLASS: ObjectClass.PRIVATE_KEY,
        Attribute.KEY_TYPE: pkcs11.KeyType.RSA,
        Attribute.TOKEN: True,
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.SIGN: True,
        Attribute.LABEL: KEY,
    } | {part: number.to_bytes((number.bit_length() + 7) // 8, "big") for part, number in parts.items()}


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says of the signature."""
    program, path = need("pdfsig"), folder / "ky.pdf"
    path.write_bytes(pdf)
    done = subprocess.run([program, "-nocert", str(path)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
