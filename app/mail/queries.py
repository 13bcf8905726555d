from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.mail.models import Mail, MailStatus


def by_key(key: str) -> Mail | None:
    return db.session.scalars(select(Mail).where(Mail.key == key)).one_or_none()


def due(now: datetime, limit: int) -> Sequence[Mail]:
    """Letters whose time has come, oldest first, locked so that two workers never take the same."""
    return db.session.scalars(
        select(Mail)
        .where(Mail.status.in_((MailStatus.WAITING, MailStatus.SENDING)), Mail.next_try_at <= now)
        .order_by(Mail.next_try_at, Mail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
