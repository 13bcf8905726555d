"""What several writes of a case stand on.

Each write first takes hold of the application's row, so whatever two people do to one case happens one after the
other, and the later one is judged by what the first has left.
"""

from datetime import date
from typing import Any

from app.accounts.models import Role, User
from app.accounts.queries import with_deputies
from app.applications.models import Application, ApplicationKind, ApplicationStatus
from app.applications.rules import RECEIVED, letters_of
from app.applications.service import begin_intake, log_step, move
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import pick
from app.criteria.rules import edition_label
from app.evaluations import queries, rules
from app.evaluations.conflicts import ties_of
from app.evaluations.models import Decision, Review
from app.evaluations.rules import Sheet
from app.mail.service import queue_mail
from app.revisions.service import bump
from app.settings.queries import value
from app.workdays.queries import working_days_from


def hold(application: Application) -> None:
    db.session.refresh(application, ["status", "version"], with_for_update=True)


def hold_with(thing: Review | Decision) -> Application:
    """The application first, then what hangs on it, always in that order, so that nobody waits in a circle."""
    application = thing.application
    hold(application)
    db.session.refresh(thing, ["status", "version"])
    return application


def note_deadline(review: Review) -> None:
    """By when it is due, or whether it still is, has changed: its reviewer's calendar says so."""
    review.sequence += 1
    review.revised_at = clock.now()
    db.session.flush()
    bump(f"reviewer:{review.reviewer_id}")


def refuse_unless_preparing(actor: Any, application: Application) -> None:
    if not rules.can_prepare(actor, queries.tied_ids(application)):
        raise DomainError("evaluation.not_yours")


def refuse_unless_reviewable(application: Application) -> None:
    if application.status not in RECEIVED | {ApplicationStatus.IN_REVIEW}:
        raise DomainError("application.cannot_move")


def take_in(application: Application, *, actor: Any) -> None:
    if application.status == ApplicationStatus.SUBMITTED:
        begin_intake(application, actor=actor)


def open_review(application: Application, *, actor: Any) -> None:
    take_in(application, actor=actor)
    if application.status == ApplicationStatus.INTAKE:
        move(application, ApplicationStatus.IN_REVIEW, actor=actor)


def sheets_in(reviews: list[Review]) -> list[Sheet]:
    return list(queries.sheets_of(reviews).values())


def tell(template: str, application: Application, person: User, *, key: str, path: str, **values: Any) -> None:
    """What goes to somebody of the Centre goes to their deputy too; nothing to who has come to have a tie since."""
    if path.startswith("/my/"):
        _write(template, application, person, key=key, path=path, **values)
        return
    for one in with_deputies(person, clock.today(), Role.COORDINATOR):
        if ties_of(one, application):
            continue
        if one is person:
            _write(template, application, one, key=key, path=path, **values)
        else:
            _write(template, application, one, key=f"{key}:for:{one.id}", path=path, instead_of=person.name, **values)


def _write(template: str, application: Application, person: User, *, key: str, path: str, **values: Any) -> None:
    queue_mail(
        template,
        to=person.email,
        name=person.name,
        language=person.language,
        values={
            "case_code": application.case_code,
            "space": pick(application.space, "name", person.language),
            "criteria": edition_label(application.criteria_set, person.language),
            "renews": application.kind == ApplicationKind.RENEWAL,
            "path": path,
            **values,
        },
        key=f"{template}:{key}",
        about=letters_of(application),
    )


def written_day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def review_due_on() -> date:
    """The day by which a sheet given out today is to be in."""
    return working_days_from(clock.today(), value("review.working_days"))


def tell_reviewer(template: str, review: Review, *, key: str) -> bool:
    """A letter about their sheet; in a blind call it does not say whose application it is. Whether it is a new one."""
    application = review.application
    person = review.reviewer
    return queue_mail(
        template,
        to=person.email,
        name=person.name,
        language=person.language,
        values={
            "case_code": application.case_code,
            "space": "" if rules.is_blind(application) else pick(application.space, "name", person.language),
            "due_on": f"{review.due_on:%d/%m/%Y}" if review.due_on else "",
            "path": f"/reviews/{review.public_id}",
        },
        key=f"{template}:{key}",
        about=letters_of(application),
    )


def log_case(application: Application, action: str, actor: Any, role: str, **payload: Any) -> None:
    """For the Centre alone: the applicant is shown that it happened at all, as a seal in the chain."""
    log_step(application, action, actor=actor, role=role, payload=payload)


def prepared(application: Application, *, actor: Any) -> Application:
    """The case, held, for an act that only those who prepare it may do. Raises `evaluation.not_yours`."""
    hold(application)
    refuse_unless_preparing(actor, application)
    return application
