"""Names for the outside. Inside, rows have integers; outside nobody can count them."""

import hashlib
import hmac
import secrets
import uuid


def new_public_id() -> str:
    """96 random bits, safe in an address; not a secret by itself, every read still checks the actor."""
    return secrets.token_hex(12)


def new_secret() -> str:
    """256 random bits for cookies and links; store only `digest(secret)`."""
    return secrets.token_urlsafe(32)


def new_uuid() -> str:
    return str(uuid.uuid4())


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
