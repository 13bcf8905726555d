from collections.abc import Mapping
from typing import Any

from app.accounts.models import User
from app.core import clock
from app.mail.service import queue_mail


def tell(user: User, template: str, values: Mapping[str, Any] | None = None, *, to: str | None = None) -> None:
    """A letter to its owner about their account, in their language; `to` where it is not their address of now."""
    key = f"{template}:{user.id}:{clock.now().isoformat()}:{to or ''}"
    queue_mail(template, to=to or user.email, name=user.name, language=user.language, values=values, key=key)
