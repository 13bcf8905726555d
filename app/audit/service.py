import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from app.audit import queries, rules
from app.audit.keyed import alias_of
from app.audit.models import Audience, AuditAnchor, AuditEntry, AuditHead, AuditPayload, Reading
from app.core import clock
from app.core.db import db

ONE_READING = timedelta(minutes=10)
READINGS_KEPT = timedelta(days=365)


def record(
    subject: str,
    action: str,
    *,
    actor: Any,
    payload: Mapping[str, Any] | None = None,
    audience: Audience = Audience.CENTRE,
    role: str = "",
) -> None:
    """Append to the chain of `subject` ("booking:12"); called by services, inside their transaction.

    `actor` is a user, or None for the machinery. The payload must be JSON; of a public line the applicant gets it to
    read as it is. `role` is what the actor acts as; it comes with an alias under which others may know them.
    """
    queries.hold_chains([subject])
    _append({subject: payload or {}}, {subject: queries.last_of(subject)}, action, actor, audience, role)


def record_each(payloads: Mapping[str, Mapping[str, Any]], action: str, *, actor: Any) -> None:
    """The same about several subjects, in as many statements as about one."""
    queries.hold_chains(payloads)
    _append(payloads, queries.last_of_each(payloads), action, actor, Audience.CENTRE, "")


def _append(
    payloads: Mapping[str, Mapping[str, Any]],
    last: Mapping[str, AuditEntry | None],
    action: str,
    actor: Any,
    audience: Audience,
    role: str,
) -> None:
    bodies = {subject: AuditPayload(salt=secrets.token_hex(16), payload=dict(p)) for subject, p in payloads.items()}
    entries = [_entry(s, last.get(s), body, action, actor, audience, role) for s, body in bodies.items()]
    db.session.add_all(entries)
    db.session.flush()
    for entry in entries:
        bodies[entry.subject].entry_id = entry.id
    db.session.add_all(bodies.values())


def _entry(
    subject: str,
    last: AuditEntry | None,
    body: AuditPayload,
    action: str,
    actor: Any,
    audience: Audience,
    role: str,
) -> AuditEntry:
    actor_id = getattr(actor, "id", None)
    entry = AuditEntry(
        subject=subject,
        seq=last.seq + 1 if last else 1,
        at=clock.now(),
        actor_id=actor_id,
        action=action,
        payload_digest=rules.payload_digest(body.salt, body.payload),
        previous=last.digest if last else "",
        format=rules.FORMAT,
        audience=audience,
        role=role,
        alias=alias_of(subject, actor_id) if role and actor_id is not None else "",
        salt=secrets.token_hex(16),
    )
    entry.digest = rules.entry_digest(entry)
    return entry


def note_readings(reader: int, subjects: Collection[str], what: str) -> None:
    now = clock.now()
    db.session.add_all(Reading(at=now, actor_id=reader, subject=subject, what=what) for subject in subjects)
    db.session.flush()


def forget_old_readings() -> None:
    db.session.execute(delete(Reading).where(Reading.at < clock.now() - READINGS_KEPT))


def drop_anchor() -> AuditAnchor:
    """Hold on to where every chain stands now; with those that stood still the anchor before is enough."""
    queries.hold_anchors()
    heads = queries.heads_to_anchor()
    last = queries.last_anchor()
    anchor = AuditAnchor(at=clock.now(), previous=last.digest if last else "")
    anchor.digest = rules.anchor_digest(anchor, heads)
    db.session.add(anchor)
    db.session.flush()
    db.session.add_all(AuditHead(anchor_id=anchor.id, subject=s, seq=n, digest=d) for s, n, d in heads)
    return anchor


def erase_payloads_of(user: Any, *, actor: Any) -> int:
    """Forget what the log tells about a person; that something happened, when and in which order stays proved."""
    ids = queries.payloads_about(user.id)
    for start in range(0, len(ids), 500):
        db.session.execute(delete(AuditPayload).where(AuditPayload.entry_id.in_(ids[start : start + 500])))
    record(f"user:{user.id}", "user.log_erased", actor=actor, payload={"lines": len(ids)})
    return len(ids)
