"""Who at the Centre is in charge of a case."""

from typing import Any

from app.accounts.models import Role, User
from app.accounts.rules import is_coordinator
from app.applications.models import Application
from app.core.db import db
from app.core.errors import DomainError
from app.evaluations import queries
from app.evaluations.service.floor import log_case, tell


def hand_over(application: Application, to: User | None, *, actor: Any) -> None:
    """To another coordinator, who is told. Give the case held (`prepared`).

    Raises `case.handler_missing` for nobody or somebody who is no coordinator, `case.handler_has_interest`.
    """
    if to is None or not is_coordinator(to) or to.disabled_at is not None:
        raise DomainError("case.handler_missing", field="to")
    if queries.case_for(to, application.public_id) is None:
        raise DomainError("case.handler_has_interest", field="to", name=to.name)
    if application.handler_id == to.id:
        return
    application.handler_id = to.id
    db.session.flush()
    log_case(application, "case.handed_over", actor, Role.COORDINATOR, to=to.id)
    if to.id != actor.id:
        path = f"/desk/applications/{application.public_id}"
        key = f"{application.public_id}:{application.version}"
        tell("evaluation_handed_over", application, to, key=key, path=path, who=actor.name)
