from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.applications import queries, rules
from app.applications.models import (
    Answer,
    Application,
    ApplicationKind,
    ApplicationStatus,
    Call,
    Channel,
    Evidence,
    EvidenceFile,
)
from app.applications.service.floor import log_step, refuse_locked, refuse_unless_editable
from app.applications.service.library import add_to_library
from app.audit.models import Audience
from app.audit.queries import last_of, payload_of
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import clean
from app.files.kinds import MEGABYTE
from app.files.service import PreparedFile
from app.spaces.models import Space

ONE_SITTING = timedelta(minutes=30)


def start_application(
    space: Space,
    call: Call,
    *,
    actor: Any,
    kind: str = ApplicationKind.NEW,
    previous: Application | None = None,
    channel: str = Channel.ONLINE,
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
        channel=channel,
        previous_id=previous.id if previous else None,
        status=ApplicationStatus.DRAFT,
        started_by=actor.id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(application)
    db.session.flush()
    log_step(
        application,
        "application.started",
        actor=actor,
        audience=Audience.PUBLIC,
        role=rules.writes_as(application, actor),
    )
    return application


@dataclass(frozen=True)
class Reply:
    """What came back from the form for one item. `seen` names the answer it was typed over (`rules.seen_now`);
    `attach` and `detach` name files of the space's library by their public id."""

    seen: str
    text: str = ""
    declared: bool = False
    untouched: bool = False
    """The words stay as they are stored, whatever was typed; files are kept all the same."""
    uploads: tuple[PreparedFile, ...] = ()
    attach: frozenset[str] = frozenset()
    detach: frozenset[str] = frozenset()


def save_replies(application: Application, replies: Mapping[str, Reply], *, actor: Any) -> list[str]:
    """Keep each reply in the draft; gives back the codes of those that somebody else has changed meanwhile.

    Those answers are left as they are. An item is one unit: its neighbours are kept even when it is not. Files come
    to what hangs there already, so nobody's are lost by being late. Raises `application.locked`,
    `application.item_locked` and `application.files_too_large`.
    """
    refuse_unless_editable(application)
    refuse_locked(application, replies)
    # First of all: two saves at once collide on the version here, and the later one starts over on what it finds.
    application.updated_at = clock.now()
    db.session.flush()
    answers = queries.answers_of(application)
    stale = [code for code, reply in replies.items() if _is_stale(reply, answers.get(code))]
    for code, reply in replies.items():
        if code not in stale and not reply.untouched:
            _keep_words(application, code, reply, answers.get(code))
    _keep_files(application, {code: reply for code, reply in replies.items() if code not in stale}, actor)
    db.session.flush()
    _log_save(application, [code for code in replies if code not in stale], actor)
    return stale


def _log_save(application: Application, kept: list[str], actor: Any) -> None:
    """One line for a while of writing: drafts save themselves at every pause."""
    told = {"items": kept}
    last = last_of(rules.log_of(application))
    if last is not None and (last.action, last.actor_id) == ("application.saved", actor.id):
        before = payload_of(last)
        if before is not None and before.payload == told and last.at > clock.now() - ONE_SITTING:
            return
    log_step(
        application,
        "application.saved",
        actor=actor,
        audience=Audience.PUBLIC,
        role=rules.writes_as(application, actor),
        payload=told,
    )


def _is_stale(reply: Reply, answer: Answer | None) -> bool:
    """Somebody changed the answer, and what was typed is neither the answer it was typed over nor the new one."""
    typed = rules.fingerprint(clean(reply.text), reply.declared)
    return (
        not reply.untouched
        and reply.seen != rules.seen_now(answer)
        and typed not in (reply.seen, rules.seen_now(answer))
    )


def _keep_words(application: Application, code: str, reply: Reply, answer: Answer | None) -> None:
    text = clean(reply.text)
    if rules.fingerprint(text, reply.declared) == reply.seen:
        return
    if answer is None:
        answer = Answer(application_id=application.id, item_code=code)
        db.session.add(answer)
    answer.text, answer.declared, answer.updated_at = text, reply.declared, clock.now()


def _keep_files(application: Application, replies: Mapping[str, Reply], actor: Any) -> None:
    changed = {code: one for code, one in replies.items() if one.uploads or one.attach or one.detach}
    if not changed:
        return
    library = {one.file.public_id: one for one in queries.library_of(application.space)}
    attached = queries.evidence_of(application)
    for code, reply in changed.items():
        here = {link.file.public_id: link for link in attached.get(code, [])}
        for link in [here[name] for name in reply.detach if name in here]:
            attached[code].remove(link)
            db.session.delete(link)
        added = [library[name] for name in sorted(reply.attach) if name in library]
        for upload in reply.uploads:
            file = add_to_library(application.space, upload, actor=actor, library=library.values())
            library[file.file.public_id] = file
            added.append(file)
        for file in added:
            if file.id not in {link.evidence_file_id for link in attached.get(code, [])}:
                attached.setdefault(code, []).append(_attach(application, code, file, actor))
    sizes = {link.evidence_file_id: link.file.size for links in attached.values() for link in links}
    if sum(sizes.values()) > rules.CASE_MEGABYTES * MEGABYTE:
        code = next((code for code, reply in changed.items() if reply.uploads or reply.attach), "")
        raise DomainError("application.files_too_large", field=f"file-{code}", megabytes=rules.CASE_MEGABYTES)


def _attach(application: Application, code: str, file: EvidenceFile, actor: Any) -> Evidence:
    link = Evidence(application_id=application.id, item_code=code, held=file, added_at=clock.now(), added_by=actor.id)
    db.session.add(link)
    db.session.flush()
    return link
