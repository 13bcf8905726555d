"""A chain as it may be shown to somebody: lines for them in full, of others the seal alone. It still adds up, and
`deploy/check_proof.py` says so to whoever does not want to believe us."""

from collections.abc import Collection, Sequence
from typing import Any

from app.audit import queries, rules
from app.audit.models import Audience, AuditEntry, AuditPayload


def proof_of(entries: Sequence[AuditEntry], *, for_: Collection[str] = (Audience.PUBLIC,)) -> list[dict[str, Any]]:
    """Plain values, line by line. What was erased is left out of the line that told it."""
    told = queries.payloads_of(entries)
    return [_line(entry, told.get(entry.id), for_) for entry in entries]


def _line(entry: AuditEntry, payload: AuditPayload | None, for_: Collection[str]) -> dict[str, Any]:
    frame = {"seq": entry.seq, "format": entry.format, "digest": entry.digest}
    if entry.format == 1:
        return frame
    if entry.audience not in for_:
        return frame | {"body": rules.body_digest(entry)}
    content = {
        "at": entry.at.isoformat(),
        "role": entry.role,
        "alias": entry.alias,
        "action": entry.action,
        "audience": entry.audience,
        "payload_digest": entry.payload_digest,
        "blind": rules.blind(entry),
    }
    return frame | content | ({"payload": payload.payload, "salt": payload.salt} if payload else {})
