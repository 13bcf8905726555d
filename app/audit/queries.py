from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.audit.models import AuditEntry, AuditPayload
from app.core.db import db


def last_of(subject: str) -> AuditEntry | None:
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.seq.desc()).limit(1)
    ).first()


def last_of_each(subjects: Collection[str]) -> dict[str, AuditEntry]:
    """Of those subjects that have any entry."""
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject.in_(subjects)).order_by(AuditEntry.seq))
    return {entry.subject: entry for entry in entries}


def entries_of(subject: str) -> Sequence[AuditEntry]:
    return db.session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.seq)).all()


def payload_of(entry: AuditEntry) -> AuditPayload | None:
    return db.session.get(AuditPayload, entry.id)
