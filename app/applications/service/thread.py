"""The one thread between a space and the Centre about a case."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Role, User
from app.accounts.queries import with_deputies
from app.applications import queries, rules
from app.applications.models import Application, CaseMessage
from app.applications.service.floor import log_step
from app.audit.models import Audience
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean, pick
from app.mail.service import queue_mail
from app.spaces.queries import has_tie, team_of


def write_message(application: Application, body: str, *, actor: User, from_centre: bool) -> CaseMessage:
    """Keep it and tell the other side: the whole team, or whoever is in charge of the case at the Centre.

    What the Centre writes answers everything the space has asked so far. Raises `message.empty`, `message.too_long`,
    `message.not_sent_yet` for a draft, which has nobody to read it.
    """
    words = clean(body)
    if application.case_code is None:
        raise DomainError("message.not_sent_yet")
    if not words:
        raise DomainError("message.empty", field="body")
    if len(words) > rules.MESSAGE_LENGTH:
        raise DomainError("message.too_long", field="body", most=rules.MESSAGE_LENGTH)
    message = CaseMessage(
        public_id=new_public_id(),
        application_id=application.id,
        from_centre=from_centre,
        sender_id=actor.id,
        body=words,
        sent_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    if from_centre:
        _settle(application)
        log_step(application, "message.sent", actor=actor, role=Role.COORDINATOR, audience=Audience.PUBLIC)
        _tell("case_message_space", application, message, [member.user for member in team_of(application.space_id)])
    else:
        log_step(application, "message.sent", actor=actor, role=rules.APPLICANT, audience=Audience.PUBLIC)
        handler = db.session.get(User, application.handler_id) if application.handler_id else None
        told = with_deputies(handler, clock.today(), Role.COORDINATOR) if handler else []
        free = [one for one in told if not has_tie(one, application.space_id)]
        _tell("case_message_centre", application, message, free, handler)
    return message


def settle_messages(application: Application, *, actor: Any) -> None:
    """Nothing to answer: the case no longer waits for an answer."""
    if _settle(application):
        log_step(application, "message.settled", actor=actor, role=Role.COORDINATOR)


def _settle(application: Application) -> int:
    waiting = queries.messages_waiting(application)
    for one in waiting:
        one.settled_at = clock.now()
    db.session.flush()
    return len(waiting)


def _tell(
    template: str, application: Application, message: CaseMessage, people: Iterable[User], handler: User | None = None
) -> None:
    base = "/my/applications" if message.from_centre else "/desk/applications"
    for person in people:
        queue_mail(
            template,
            to=person.email,
            name=person.name,
            language=person.language,
            values={
                "case_code": application.case_code,
                "space": pick(application.space, "name", person.language),
                "body": message.body,
                "path": f"{base}/{application.public_id}{'/messages' if message.from_centre else ''}",
                **({"instead_of": handler.name} if handler is not None and handler is not person else {}),
            },
            key=f"{template}:{message.public_id}:{person.id}",
            about=rules.letters_of(application),
        )
