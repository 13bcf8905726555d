import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.audit import queries
from app.audit.models import AuditEntry, AuditPayload
from app.core import clock
from app.core.db import db
from app.core.ids import digest


def record(subject: str, action: str, *, actor: Any, payload: Mapping[str, Any] | None = None) -> None:
    """Append to the chain of `subject` ("booking:12"); called by services, inside their transaction.

    `actor` is a user, or None for the machinery. The payload must be JSON.
    """
    last = queries.last_of(subject)
    salt = secrets.token_hex(16)
    body = dict(payload or {})
    entry = AuditEntry(
        subject=subject,
        seq=last.seq + 1 if last else 1,
        at=clock.now(),
        actor_id=getattr(actor, "id", None),
        action=action,
        payload_digest=payload_digest(salt, body),
        previous=last.digest if last else "",
    )
    entry.digest = entry_digest(entry)
    db.session.add(entry)
    db.session.flush()
    db.session.add(AuditPayload(entry_id=entry.id, salt=salt, payload=body))


def payload_digest(salt: str, payload: Mapping[str, Any]) -> str:
    return digest(salt + json.dumps(payload, sort_keys=True, ensure_ascii=False))


def entry_digest(entry: AuditEntry) -> str:
    at: datetime = entry.at
    parts = (
        entry.subject,
        entry.seq,
        at.isoformat(),
        entry.actor_id,
        entry.action,
        entry.payload_digest,
        entry.previous,
    )
    return digest(json.dumps(parts, ensure_ascii=False))
