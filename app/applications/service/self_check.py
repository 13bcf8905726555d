from typing import Any

from sqlalchemy import delete

from app.applications.models import Application, SelfCheck
from app.applications.service.floor import refuse_unless_editable
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.criteria.queries import definition_of
from app.criteria.readiness import Marks


def save_self_check(application: Application, marks: Marks, *, actor: Any) -> Marks:
    """What the team says of its space, in place of what it said before; for its own eyes, no reviewer sees it.

    Gives back what was kept: marks made by another version answer only the questions both have.
    Raises `application.locked`.
    """
    refuse_unless_editable(application)
    # First of all: two saves at once collide on the version here, and the later one starts over.
    application.updated_at = now = clock.now()
    db.session.flush()
    kept = marks.within(definition_of(application.criteria_set))
    db.session.execute(delete(SelfCheck).where(SelfCheck.application_id == application.id))
    said = [(code, met, None) for code, met in kept.gates.items()]
    scored = [(code, None, points) for code, points in kept.points.items()]
    db.session.add_all(
        SelfCheck(application_id=application.id, item_code=code, met=met, points=points, updated_at=now)
        for code, met, points in [*said, *scored]
    )
    db.session.flush()
    # A chain of its own: the log of the case is read by the Centre and the reviewers.
    record(f"self_check:{application.id}", "self_check.saved", actor=actor)
    return kept
