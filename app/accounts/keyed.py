"""What is derived from the site's key, so that a copy of the database alone opens nothing (ADR 12)."""

import base64
import hashlib
import hmac

from flask import current_app


def totp_secret(seed: str) -> str:
    """160 bits in base32, as authenticator apps take them."""
    return base64.b32encode(_derive("totp", seed)[:20]).decode()


def recovery_digest(user_id: int, code: str) -> str:
    return _derive("recovery", f"{user_id}:{code}").hex()


def _derive(purpose: str, text: str) -> bytes:
    key: str = current_app.config["SECRET_KEY"]
    return hmac.digest(key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256)
