"""Who somebody is in one subject's log, for readers who may not know the name."""

import hashlib
import hmac

from flask import current_app


def alias_of(subject: str, user_id: int) -> str:
    """From the site's key, which is in the backups: without it two cases of one person cannot be told together."""
    key: str = current_app.config["SECRET_KEY"]
    return hmac.digest(key.encode(), f"alias:{subject}:{user_id}".encode(), hashlib.sha256).hex()[:32]
