"""Links with a secret in them: signed when a mail is delivered, never stored."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def sign(purpose: str, public_id: str) -> str:
    return str(_signer(purpose).dumps(public_id))


def read(purpose: str, token: str) -> str | None:
    """The id inside a token of this purpose, or None for a forged one or one made for another purpose."""
    try:
        return str(_signer(purpose).loads(token))
    except BadSignature:
        return None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"link:{purpose}")
