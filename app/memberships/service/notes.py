"""What every write of the ledger leaves behind: a line of the log, and whoever shows members is told."""

from datetime import date
from typing import Any

from app.audit.service import record
from app.memberships.models import MembershipEvent
from app.revisions.service import bump


def note_event(event: MembershipEvent, *, actor: Any, **payload: Any) -> None:
    """Of a hearing only whether there was one: what was said there stands in the ledger alone."""
    note(
        event.space_id,
        f"membership.{event.kind}",
        actor=actor,
        event_id=event.id,
        effective_on=event.effective_on.isoformat(),
        reason=event.reason,
        **({"ground": event.ground} if event.ground else {}),
        **({"heard": event.hearing_on is not None} if event.hearing_note else {}),
        **payload,
    )
    bump("members", f"space:{event.space_id}")


def note(space_id: int, action: str, *, actor: Any, **payload: Any) -> None:
    record(f"membership:{space_id}", action, actor=actor, payload=payload)


def written_day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
