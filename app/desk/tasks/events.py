"""Pages of events that wait for a look."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_

from app.accounts.rules import is_coordinator
from app.desk.rules import Step
from app.desk.tasks.few import line, own_spaces
from app.events.models import Event, EventStatus
from app.spaces.models import Space


def lines(actor: Any, _now: datetime) -> Iterator[Select[Any]]:
    if is_coordinator(actor):
        yield (
            line(
                Step.MODERATE,
                id=Event.id,
                ref=Event.public_id,
                title=Event.title_vi,
                title_en=Event.title_en,
                note=Space.name_vi,
                state=Event.submitted_at,
            )
            .select_from(Event)
            .outerjoin(Space, Space.id == Event.space_id)
            .where(
                Event.status == EventStatus.WAITING,
                or_(Event.space_id.is_(None), Event.space_id.not_in(own_spaces(actor))),
            )
        )
