from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.applications import queries, rules
from app.applications.models import Answer, Application, ApplicationKind, ApplicationStatus, Call, Evidence
from app.applications.service.floor import log_step, refuse_unless_editable
from app.audit.models import Audience
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean
from app.files.service import PreparedFile, forget, keep
from app.spaces.models import Space


def start_application(
    space: Space, call: Call, *, actor: Any, kind: str = ApplicationKind.NEW, previous: Application | None = None
) -> Application:
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
        kind=kind,
        previous_id=previous.id if previous else None,
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
    refuse_unless_editable(application)
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
        # A renewal shows the files of the application before it, which keeps them.
        if not queries.is_shown_elsewhere(evidence):
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
