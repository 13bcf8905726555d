"""Another try that begins with the last one."""

from typing import Any

from app.applications.models import Application, ApplicationStatus, Call
from app.applications.service import start_again
from app.core.errors import DomainError
from app.criteria.queries import definition_of
from app.criteria.rules import Assessment
from app.evaluations.letter import next_step, weak_lines
from app.evaluations.models import Decision
from app.spaces.models import Space

OVER = frozenset({ApplicationStatus.REFUSED, ApplicationStatus.CLOSED, ApplicationStatus.ASSOCIATE})


def apply_again(decision: Decision, space: Space, call: Call, *, actor: Any) -> Application:
    """A new draft with the answers and files of this one, its weak points marked with what the letter said of them.

    Fetch the space with `applications.queries.team_space`. Raises as `applications.service.start_application`."""
    application = decision.application
    if application.status not in OVER:
        raise DomainError("application.cannot_move")
    weak = weak_lines(Assessment.from_document(decision.assessment), definition_of(application.criteria_set))
    marks = {line.item.code: decision.advice.get(line.item.code) or next_step(line, "vi") for line in weak}
    return start_again(application, space, call, marks=marks, actor=actor)
