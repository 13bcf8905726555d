from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounts.models import User
from app.applications import queries, rules
from app.applications.models import Answer, Application, ApplicationStatus, Call, Evidence
from app.applications.rules import Missing
from app.audit.models import Audience
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean, one_line, pick
from app.criteria.models import CriteriaSet, SetStatus
from app.criteria.queries import definition_of
from app.files.service import PreparedFile, forget, keep
from app.mail.service import queue_mail
from app.numbering.service import next_number
from app.spaces.models import Space

CASE_CODE = "HS-{year}-{n:04}"


def open_call(
    *,
    title_vi: str,
    title_en: str | None = None,
    opens_on: date,
    closes_on: date | None = None,
    decision_planned_on: date | None = None,
    criteria_set: CriteriaSet,
    actor: Any,
) -> Call:
    """No closing day means a rolling call."""
    if criteria_set.status != SetStatus.PUBLISHED:
        raise DomainError("call.criteria_not_published", field="criteria")
    if closes_on is not None and closes_on < opens_on:
        raise DomainError("call.closes_before_it_opens", field="closes_on")
    if decision_planned_on is not None and decision_planned_on < (closes_on or opens_on):
        raise DomainError("call.decided_too_early", field="decision_planned_on")
    call = Call(
        public_id=new_public_id(),
        title_vi=one_line(title_vi),
        title_en=one_line(title_en or "") or None,
        opens_on=opens_on,
        closes_on=closes_on,
        decision_planned_on=decision_planned_on,
        criteria_set_id=criteria_set.id,
    )
    db.session.add(call)
    db.session.flush()
    record(f"call:{call.id}", "call.opened", actor=actor)
    return call


def start_application(space: Space, call: Call, *, actor: Any) -> Application:
    """Fetch the space with `queries.team_space`, whose lock keeps two people from starting two at once."""
    if not rules.is_open(call, on=clock.today()):
        raise DomainError("application.call_closed", field="call")
    if queries.unfinished_of(space) is not None:
        raise DomainError("application.already_under_way", field="space")
    now = clock.now()
    application = Application(
        public_id=new_public_id(),
        call_id=call.id,
        criteria_set_id=call.criteria_set_id,
        space_id=space.id,
        status=ApplicationStatus.DRAFT,
        started_by=actor.id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(application)
    db.session.flush()
    log_step(application, "application.started", actor=actor, audience=Audience.PUBLIC, role=rules.APPLICANT)
    return application


@dataclass(frozen=True)
class Reply:
    """What came back from the form for one item. `seen` names the answer it was typed over (`rules.seen_now`)."""

    seen: str
    text: str = ""
    declared: bool = False
    upload: PreparedFile | None = None
    remove_file: bool = False


def save_replies(application: Application, replies: Mapping[str, Reply], *, actor: Any) -> list[str]:
    """Keep each reply in the draft; gives back the codes of those that somebody else has changed meanwhile.

    Those are left as they are. An item is one unit: its neighbours are kept even when it is not. Its file goes
    with it, a new one in place of the old. Raises `application.locked`.
    """
    _refuse_unless_editable(application)
    # First of all: two saves at once collide on the version here, and the later one starts over on what it finds.
    application.updated_at = clock.now()
    db.session.flush()
    answers, evidence = queries.answers_of(application), queries.evidence_of(application)
    stale = [code for code, reply in replies.items() if _is_stale(reply, answers.get(code))]
    for code, reply in replies.items():
        if code not in stale:
            _keep_reply(application, code, reply, answers.get(code), evidence.get(code), actor)
    db.session.flush()
    kept = [code for code in replies if code not in stale]
    told = {"items": kept}
    log_step(
        application, "application.saved", actor=actor, audience=Audience.PUBLIC, role=rules.APPLICANT, payload=told
    )
    return stale


def _is_stale(reply: Reply, answer: Answer | None) -> bool:
    """Somebody changed the answer, and what was typed is neither the answer it was typed over nor the new one."""
    typed = rules.fingerprint(clean(reply.text), reply.declared)
    return reply.seen != rules.seen_now(answer) and typed not in (reply.seen, rules.seen_now(answer))


def _keep_reply(
    application: Application,
    code: str,
    reply: Reply,
    answer: Answer | None,
    evidence: Evidence | None,
    actor: Any,
) -> None:
    text = clean(reply.text)
    if rules.fingerprint(text, reply.declared) != reply.seen:
        _keep_answer(application, code, text, reply.declared, answer)
    if evidence is not None and (reply.upload is not None or reply.remove_file):
        db.session.delete(evidence)
        forget(evidence.file)
    if reply.upload is not None:
        _keep_evidence(application, code, reply.upload, actor)


def _keep_answer(application: Application, code: str, text: str, declared: bool, answer: Answer | None) -> None:
    if answer is None:
        answer = Answer(application_id=application.id, item_code=code)
        db.session.add(answer)
    answer.text, answer.declared, answer.updated_at = text, declared, clock.now()


def _keep_evidence(application: Application, code: str, upload: PreparedFile, actor: Any) -> None:
    file = keep(upload, actor=actor)
    db.session.flush()
    db.session.add(
        Evidence(
            application_id=application.id, item_code=code, file_id=file.id, added_at=clock.now(), added_by=actor.id
        )
    )


def missing_from(application: Application) -> list[Missing]:
    """What has to be answered before the application can be sent, in the order of the form."""
    pages = rules.sections(definition_of(application.criteria_set), rules.kinds_of(application))
    return list(rules.missing(pages, queries.answers_of(application), queries.evidence_of(application)))


def submit_application(application: Application, *, actor: User) -> None:
    """Sent the first time it gets its case code and its time of receipt, which a returned one keeps when it is sent
    again. Raises `application.incomplete`, `application.profile_incomplete`, `application.call_closed`."""
    _refuse_unless_editable(application)
    if application.submitted_at is None and not rules.is_open(application.call, on=clock.today()):
        raise DomainError("application.call_closed")
    if rules.profile_gaps(application.space):
        raise DomainError("application.profile_incomplete")
    if lacking := missing_from(application):
        raise DomainError("application.incomplete", items=[one.item.code for one in lacking])
    year = clock.today().year
    if application.case_code is None:
        application.case_code = CASE_CODE.format(year=year, n=next_number(f"case:{year}"))
    application.kinds = list(application.space.kinds)
    application.submitted_at = application.submitted_at or clock.now()
    move(application, ApplicationStatus.SUBMITTED, actor=actor)
    _mail("application_received", application, to=actor)


def withdraw_application(application: Application, *, actor: Any) -> None:
    if not rules.can_withdraw(application):
        raise DomainError("application.not_withdrawable")
    move(application, ApplicationStatus.WITHDRAWN, actor=actor)


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


def move(application: Application, to: ApplicationStatus, *, actor: Any, note: str = "") -> None:
    """One step of `rules.TRANSITIONS`; a return carries a note, which is mailed to the person who started it.

    Raises `application.cannot_move` and `application.note_missing`. Completeness is `submit_application`'s.
    """
    if not rules.can_move(application.status, to):
        raise DomainError("application.cannot_move")
    returned = to == ApplicationStatus.RETURNED
    if returned and not clean(note):
        raise DomainError("application.note_missing", field="note")
    before, application.status = application.status, to
    application.return_note = clean(note) if returned else ""
    application.updated_at = clock.now()
    db.session.flush()
    told = {"from": before, "note": application.return_note, "case_code": application.case_code}
    log_step(
        application,
        f"application.{to}",
        actor=actor,
        audience=Audience.PUBLIC,
        role=rules.acts_as(actor, to),
        payload=told,
    )
    if returned:
        _mail("application_returned", application, to=db.session.get_one(User, application.started_by))


def _refuse_unless_editable(application: Application) -> None:
    if not rules.can_edit(application):
        raise DomainError("application.locked")


def _mail(template: str, application: Application, *, to: User) -> None:
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
            "submitted_at": _written(application),
            "decision_planned_on": f"{call.decision_planned_on:%d/%m/%Y}" if call.decision_planned_on else "",
            "note": application.return_note,
            "path": f"/my/applications/{application.public_id}",
        },
        # Each pass through the step is an occasion of its own; the version grows with every write.
        key=f"{template}:{application.id}:{application.version}",
    )


def _written(application: Application) -> str:
    at = application.submitted_at
    return f"{at.astimezone(clock.HOUSE_ZONE):%H:%M %d/%m/%Y}" if at else ""
