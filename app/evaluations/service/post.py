"""Letters on paper, for those whom no mail reaches."""

from datetime import date
from typing import Any

from app.accounts.models import Role
from app.applications.models import Application
from app.applications.service import log_step
from app.audit.models import Audience
from app.core import clock
from app.core.errors import DomainError
from app.evaluations.service.floor import hold, refuse_unless_preparing


def note_posted(application: Application, *, on: date, actor: Any) -> None:
    """The notice left by post that day. Raises `post.in_the_future`."""
    hold(application)
    refuse_unless_preparing(actor, application)
    if on > clock.today():
        raise DomainError("post.in_the_future", field="posted_on")
    log_step(
        application,
        "letter.posted",
        actor=actor,
        audience=Audience.PUBLIC,
        role=Role.COORDINATOR,
        payload={"note": f"{on:%d/%m/%Y}"},
    )
