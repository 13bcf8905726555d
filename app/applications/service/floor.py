"""What several writes of applications stand on."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.accounts.models import User
from app.applications import queries, rules, supplements
from app.applications.models import Application, SupplementStatus
from app.audit.models import Audience
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import pick
from app.criteria.rules import edition_label
from app.mail.service import queue_mail


def refuse_unless_editable(application: Application) -> None:
    if not rules.can_edit(application):
        raise DomainError("application.locked")


def refuse_locked(application: Application, codes: Iterable[str]) -> None:
    """While a supplement is open, only what it asks for can be changed."""
    supplement = queries.open_supplement(application)
    locked = set(codes) - supplements.unlocked(supplement) if supplement else set()
    if locked:
        raise DomainError("application.item_locked", items=sorted(locked))


def end_open_supplement(
    application: Application, status: SupplementStatus = SupplementStatus.WITHDRAWN, *, actor: Any
) -> None:
    """What stands there now is what came of it."""
    supplement = queries.open_supplement(application)
    if supplement is None:
        return
    now = queries.said_in(application, [item.code for item in supplement.items])
    for item in supplement.items:
        item.after = now[item.code].to_document()
    supplement.status, supplement.ended_at = status, clock.now()
    supplement.ended_by = getattr(actor, "id", None)
    db.session.flush()


def mail_applicant(
    template: str, application: Application, *, to: User, occasion: str | None = None, **values: Any
) -> None:
    space, call = application.space, application.call
    queue_mail(
        template,
        to=to.email,
        name=to.name,
        language=to.language,
        values={
            "case_code": application.case_code,
            "space": pick(space, "name", to.language),
            "call": pick(call, "title", to.language),
            "criteria": edition_label(application.criteria_set, to.language),
            "submitted_at": _written(application),
            "decision_planned_on": written_day(call.decision_planned_on),
            "note": application.return_note,
            "promised_on": written_day(application.promised_on),
            "path": f"/my/applications/{application.public_id}",
            **values,
        },
        # Each pass through the step is an occasion of its own; the version grows with every write.
        key=f"{template}:{application.id}:{occasion or application.version}:{to.id}",
        about=rules.letters_of(application),
    )


def written_day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _written(application: Application) -> str:
    at = application.submitted_at
    return f"{at.astimezone(clock.HOUSE_ZONE):%H:%M %d/%m/%Y}" if at else ""


def log_step(
    application: Application,
    action: str,
    *,
    actor: Any,
    audience: Audience = Audience.CENTRE,
    role: str,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """A line in the log of the case. What is public the applicant reads word for word, payload and all."""
    record(rules.log_of(application), action, actor=actor, audience=audience, role=role, payload=payload)
