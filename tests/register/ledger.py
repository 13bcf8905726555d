"""Lines of the ledger as they may come to stand there; call inside `transact`."""

from datetime import date
from typing import Any

from app.core import clock
from app.core.db import db
from app.memberships.models import EventKind, MembershipEvent
from app.memberships.service.notes import note_event
from app.spaces.models import Space


def enter(space: Space, kind: EventKind, effective_on: date, **columns: Any) -> MembershipEvent:
    event = MembershipEvent(
        space_id=space.id,
        kind=kind,
        effective_on=effective_on,
        recorded_at=clock.now(),
        **{"reason": "Chỉ để đọc trong nhóm", "hearing_note": "Chỉ Trung tâm đọc"} | columns,
    )
    db.session.add(event)
    db.session.flush()
    note_event(event, actor=None)
    return event
