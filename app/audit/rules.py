"""How lines of the audit are sealed. Pure; `deploy/check_proof.py` does the same with nothing but Python."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from app.audit.models import AuditAnchor, AuditEntry
from app.core.ids import digest

FORMAT = 2


def sealed(*parts: Any) -> str:
    return digest(json.dumps(parts, ensure_ascii=False))


def payload_digest(salt: str, payload: Mapping[str, Any]) -> str:
    return digest(salt + json.dumps(payload, sort_keys=True, ensure_ascii=False))


def entry_digest(entry: AuditEntry) -> str:
    """As the entry's own format has it. The first had the actor's number in the open; since the second a line can be
    shown in a proof (its `body` and no more, or what the body is made of) without telling whose chain or act it is."""
    if entry.format == 1:
        return sealed(
            entry.subject,
            entry.seq,
            entry.at.isoformat(),
            entry.actor_id,
            entry.action,
            entry.payload_digest,
            entry.previous,
        )
    return sealed(entry.format, entry.seq, body_digest(entry), entry.previous)


def body_digest(entry: AuditEntry) -> str:
    """Cannot be guessed from outside: `blind` is in it, and nobody without the database knows its salt."""
    return sealed(
        entry.at.isoformat(),
        entry.role,
        entry.alias,
        entry.action,
        entry.audience,
        entry.payload_digest,
        blind(entry),
    )


def blind(entry: AuditEntry) -> str:
    """Ties the line to its subject and actor without telling them."""
    return sealed(entry.salt, entry.subject, entry.actor_id)


def anchor_digest(anchor: AuditAnchor, heads: Iterable[tuple[str, int, str]]) -> str:
    return sealed(anchor.at.isoformat(), [list(head) for head in sorted(heads)], anchor.previous)
