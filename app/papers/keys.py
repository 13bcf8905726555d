"""Which key signs here, by the settings of the server."""

from datetime import datetime
from pathlib import Path

from app.config import Config
from app.papers.signing import KeyFile, SigningError, SigningKey, Token
from app.papers.trial_key import trial_key


def key_of(config: Config) -> SigningKey | None:
    """None: papers are not signed. A demo without a key of its own makes one that proves nothing."""
    if config.signing_pkcs12:
        passphrase_file = Path(config.signing_passphrase_file) if config.signing_passphrase_file else None
        return KeyFile(Path(config.signing_pkcs12), passphrase_file)
    if config.signing_pkcs11:
        return Token(
            module=Path(config.signing_pkcs11),
            label=config.signing_token,
            key=config.signing_key,
            pin_file=Path(config.signing_pin_file),
        )
    return trial_key(config.instance / "signing") if config.demo else None


def fault_of(config: Config, now: datetime) -> SigningError | None:
    """Why papers could not be signed now, as far as it can be told without asking a token: a PIN is given to it only
    when there is something to sign, for it counts the wrong ones."""
    if not config.signing_pkcs12 and not config.signing_pkcs11:
        return None
    key = key_of(config)
    try:
        if isinstance(key, Token):
            key.check_files()
        elif key is not None:
            with key.opened(now):
                pass
    except SigningError as fault:
        return fault
    return None


def ends_at(config: Config, now: datetime) -> datetime | None:
    """When the certificate of a key file ends; None for a token, and where none can be opened."""
    if not config.signing_pkcs12 or fault_of(config, now):
        return None
    key = key_of(config)
    assert key is not None
    with key.opened(now) as pen:
        return pen.not_after
