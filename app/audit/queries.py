from collections.abc import Sequence

from sqlalchemy import select

from app.audit.models import AuditEntry, AuditPayload
from app.core.db import db


def last_of(subject: str) -> AuditEntry | None:
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.seq.desc()).limit(1)
    ).first()


def entries_of(subject: str) -> Sequence[AuditEntry]:
    return db.session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.seq)).all()


def payload_of(entry: AuditEntry) -> AuditPayload | None:
    return db.session.get(AuditPayload, entry.id)
