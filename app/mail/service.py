from collections.abc import Mapping
from typing import Any

from app.core import clock
from app.core.db import db
from app.core.ids import new_uuid
from app.core.later import wake
from app.mail import queries
from app.mail.models import Mail


def queue_mail(
    template: str, *, to: str, name: str = "", language: str, values: Mapping[str, Any] | None = None, key: str
) -> None:
    """Write a letter in the transaction that causes it; the worker sends it after the commit.

    `key` names the occasion ("booking.confirmed:12:3"): the same key is the same letter and is written once.
    `values` must be JSON; paths in them are made absolute at delivery. A value `{"sign": purpose, "id": public_id}`
    becomes a signed token then, so no secret is stored here.
    """
    if queries.by_key(key) is not None:
        return
    now = clock.now()
    db.session.add(
        Mail(
            key=key,
            message_id=new_uuid(),
            recipient=to,
            recipient_name=name,
            language=language,
            template=template,
            values=dict(values or {}),
            created_at=now,
            next_try_at=now,
        )
    )
    db.session.flush()
    wake("mail")
