"""The steps of a case: every change of status there is goes through `move`."""

from datetime import timedelta
from typing import Any

from app.accounts.models import User
from app.applications import queries, rules
from app.applications.models import Application, ApplicationStatus, Channel
from app.applications.promises import days_promised
from app.applications.rules import Missing
from app.applications.service.floor import end_open_supplement, log_step, mail_applicant, refuse_unless_editable
from app.applications.service.library import freeze_files
from app.applications.service.renewals import unconfirmed_in
from app.audit.models import Audience
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import clean
from app.criteria.queries import definition_of
from app.numbering.service import next_number
from app.revisions.service import bump
from app.settings.queries import value
from app.spaces.queries import team_of
from app.spaces.rules import living
from app.workdays.queries import worked_or_not
from app.workdays.rules import add_working_days

LONGEST_PROMISE = 2 * 366
CASE_CODE = "HS-{year}-{n:04}"


def missing_from(application: Application) -> list[Missing]:
    """What has to be answered before the application can be sent, in the order of the form."""
    pages = rules.sections(definition_of(application.criteria_set), rules.kinds_of(application))
    lacking = list(rules.missing(pages, queries.answers_of(application), queries.evidence_of(application)))
    return lacking + unconfirmed_in(application)


def submit_application(application: Application, *, actor: User) -> None:
    """Sent the first time it gets its case code and its time of receipt, which a returned one keeps when it is sent
    again. Raises `application.incomplete`, `application.profile_incomplete`, `application.call_closed`."""
    refuse_unless_editable(application)
    if queries.open_supplement(application) is not None:
        raise DomainError("application.cannot_move")
    if application.submitted_at is None and not rules.is_open(application.call, on=clock.today()):
        raise DomainError("application.call_closed")
    if rules.profile_gaps(application.space):
        raise DomainError("application.profile_incomplete")
    if lacking := missing_from(application):
        raise DomainError("application.incomplete", items=[one.item.code for one in lacking])
    year = clock.today().year
    if application.case_code is None:
        application.case_code = CASE_CODE.format(year=year, n=next_number(f"case:{year}"))
    freeze_files(application)
    first = application.status == ApplicationStatus.DRAFT
    if first:
        application.kinds = list(application.space.kinds)
    if application.submitted_at is None:
        _receive(application)
    move(application, ApplicationStatus.SUBMITTED if first else ApplicationStatus.INTAKE, actor=actor)
    if application.channel == Channel.ONLINE:
        mail_applicant("application_received", application, to=actor)
    contact = queries.contact_of(application)
    if contact is not None and contact.id != actor.id:
        mail_applicant("application_received", application, to=contact)


def _receive(application: Application) -> None:
    """From now on the clock of the case runs; what the receipt promises is kept as it was promised."""
    application.submitted_at = clock.now()
    today, planned_on = clock.today(), application.call.decision_planned_on
    special = worked_or_not(today, today + timedelta(days=LONGEST_PROMISE))
    application.promise_days = days_promised(today, value("case.promise_days"), planned_on, special)
    application.promised_on = add_working_days(today, application.promise_days, special)


def correct_application(application: Application, *, actor: Any) -> None:
    """Back to a draft while nobody at the Centre has begun on it; its code and its time of receipt stay.

    Raises `application.cannot_move`."""
    move(application, ApplicationStatus.DRAFT, actor=actor)


def begin_intake(application: Application, *, actor: Any) -> None:
    """From here on the applicant waits for the Centre; whoever begins is in charge of the case, if nobody is yet."""
    move(application, ApplicationStatus.INTAKE, actor=actor)
    application.intake_began_at = application.intake_began_at or clock.now()
    application.handler_id = application.handler_id or actor.id
    db.session.flush()


def withdraw_application(application: Application, *, actor: Any) -> None:
    if not rules.can_withdraw(application):
        raise DomainError("application.not_withdrawable")
    move(application, ApplicationStatus.WITHDRAWN, actor=actor)


def reopen_application(application: Application, *, actor: Any, reason: str) -> None:
    """An ended case is checked again from its completeness on; the space is told why.

    Raises `application.reason_missing`, `application.another_under_way`, `application.cannot_move`.
    """
    words = clean(reason)
    if not words:
        raise DomainError("application.reason_missing", field="reason")
    # Held, so that nobody of the space begins another one at the same moment.
    db.session.refresh(application.space, ["version"], with_for_update=True)
    if queries.unfinished_of(application.space) is not None:
        raise DomainError("application.another_under_way")
    move(application, ApplicationStatus.INTAKE, actor=actor)
    role = rules.acts_as(actor, ApplicationStatus.INTAKE)
    log_step(
        application, "application.reopened", actor=actor, audience=Audience.PUBLIC, role=role, payload={"note": words}
    )
    contact = queries.contact_of(application)
    if contact is not None:
        mail_applicant("application_reopened", application, to=contact, note=words)


def name_contact(application: Application, to: User | None, *, actor: User) -> None:
    """From now on the letters about the case go to `to`, who is told. Raises `application.contact_not_on_team`."""
    if to is None or to not in living(team_of(application.space_id)):
        raise DomainError("application.contact_not_on_team", field="contact")
    if queries.contact_of(application) == to:
        return
    application.contact_id, application.updated_at = to.id, clock.now()
    db.session.flush()
    log_step(
        application,
        "application.contact_named",
        actor=actor,
        audience=Audience.PUBLIC,
        role=rules.APPLICANT,
        payload={"user_id": to.id},
    )
    if to.id != actor.id:
        mail_applicant("application_contact", application, to=to, who=actor.name)


def move(application: Application, to: ApplicationStatus, *, actor: Any, note: str = "") -> None:
    """One step of `rules.TRANSITIONS`; a return carries a note. A supplement that is still open ends with the wait.

    Raises `application.cannot_move` and `application.note_missing`. Completeness is `submit_application`'s.
    """
    if not rules.can_move(application.status, to):
        raise DomainError("application.cannot_move")
    returned = to == ApplicationStatus.RETURNED
    if returned and not clean(note):
        raise DomainError("application.note_missing", field="note")
    before, application.status = application.status, to
    if before == ApplicationStatus.RETURNED:
        end_open_supplement(application, actor=actor)
    application.return_note = clean(note) if returned else ""
    application.updated_at = clock.now()
    bump("cases")
    told = {"from": before, "note": application.return_note, "case_code": application.case_code}
    log_step(
        application,
        f"application.{to}",
        actor=actor,
        # What is signed and not yet published the applicant learns with everybody else.
        audience=Audience.CENTRE if to == ApplicationStatus.STAGED else Audience.PUBLIC,
        role=(
            rules.writes_as(application, actor)
            if actor and to == ApplicationStatus.SUBMITTED
            else rules.acts_as(actor, to)
        ),
        payload=told,
    )
