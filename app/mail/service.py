from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.core import clock
from app.core.db import db
from app.core.ids import new_uuid
from app.core.later import wake
from app.mail import queries
from app.mail.models import Mail, MailStatus


def queue_mail(
    template: str,
    *,
    to: str,
    name: str = "",
    language: str,
    values: Mapping[str, Any] | None = None,
    key: str,
    thread: str | None = None,
    invitation: Mapping[str, Any] | None = None,
) -> None:
    """Write a letter in the transaction that causes it; the worker sends it after the commit.

    `key` names the occasion ("booking.confirmed:12:3"): the same key is the same letter and is written once.
    `values` must be JSON; paths in them are made absolute at delivery. A value `{"sign": purpose, "id": public_id}`
    becomes a signed token then, so no secret is stored here. Letters of one `thread` to one receiver leave in the
    order in which they were written. `invitation` is what `invitations.packed` made.
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
            thread=thread,
            invitation=dict(invitation) if invitation else None,
            created_at=now,
            next_try_at=now,
        )
    )
    db.session.flush()
    wake("mail")


def hold_waiting() -> int:
    """Letters that came out of a backup may have left since: nobody sends them until somebody has decided."""
    held = (
        update(Mail)
        .where(Mail.status.in_((MailStatus.WAITING, MailStatus.SENDING)))
        .values(status=MailStatus.HELD)
        .returning(Mail.id)
    )
    return len(db.session.scalars(held).all())


def release_letters(status: MailStatus) -> int:
    """Give letters that are held or dead another day; returns how many."""
    now = clock.now()
    released = (
        update(Mail)
        .where(Mail.status == status)
        .values(status=MailStatus.WAITING, attempts=0, next_try_at=now)
        .returning(Mail.id)
    )
    wake("mail")
    return len(db.session.scalars(released).all())


def discard_held() -> int:
    """Letters that are held will never leave; their rows stay."""
    gone = (
        update(Mail)
        .where(Mail.status == MailStatus.HELD)
        .values(status=MailStatus.DISCARDED, last_error="discarded after a restore")
        .returning(Mail.id)
    )
    return len(db.session.scalars(gone).all())


def put_away(before: datetime) -> None:
    """What waits from an earlier time counts as sent: for a history that is told afterwards, whose letters are old."""
    db.session.execute(
        update(Mail)
        .where(Mail.status == MailStatus.WAITING, Mail.created_at < before)
        .values(status=MailStatus.SENT, sent_at=Mail.created_at)
    )
