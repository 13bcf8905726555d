"""Dossiers that come on paper: typed in by the Centre, in the name of a space that nobody acts for here."""

from datetime import date
from typing import Any

from app.applications import queries, rules
from app.applications.models import Answer, Application, Call, Channel, PaperDossier
from app.applications.service.drafts import start_application
from app.applications.service.steps import submit_application
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.criteria.queries import definition_of
from app.files.service import PreparedFile, keep
from app.spaces.models import Space
from app.spaces.queries import owners_of


def start_on_paper(space: Space, call: Call, *, actor: Any) -> Application:
    """Give the space held. Raises `paper.space_has_owner` and what `start_application` raises."""
    if owners_of(space.id):
        raise DomainError("paper.space_has_owner", field="space")
    return start_application(space, call, actor=actor, channel=Channel.PAPER)


def submit_on_paper(application: Application, *, signed_on: date, scan: PreparedFile, actor: Any) -> None:
    """The consents are given on the signed paper, which is kept. Raises `paper.signed_in_the_future` and what
    `submit_application` raises."""
    if signed_on > clock.today():
        raise DomainError("paper.signed_in_the_future", field="signed_on")
    db.session.add(
        PaperDossier(
            application_id=application.id,
            signed_on=signed_on,
            scan=keep(scan, actor=actor),
            recorded_at=clock.now(),
            recorded_by=actor.id,
        )
    )
    answers = queries.answers_of(application)
    for gate in definition_of(application.criteria_set).gates:
        if rules.is_consent(gate):
            answer = answers.get(gate.code)
            if answer is None:
                answer = Answer(application_id=application.id, item_code=gate.code)
                db.session.add(answer)
            answer.declared, answer.updated_at = True, clock.now()
    db.session.flush()
    submit_application(application, actor=actor)
