"""Going to look at a space. The case is held first, so that a visit is not planned beside a decision that is proposed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from app.accounts.models import Role
from app.applications.models import Application
from app.applications.rules import letters_of
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.ical import Entry, Method, Status, entry_uid
from app.core.ids import new_public_id, new_uuid
from app.core.text import Bilingual, clean, one_line, pick
from app.evaluations import queries, rules
from app.evaluations.models import SiteVisit, VisitPhoto, VisitStatus
from app.evaluations.service.floor import hold, log_case, refuse_unless_preparing, refuse_unless_reviewable, tell
from app.files.service import PreparedFile, keep
from app.mail import invitations
from app.mail.service import queue_mail
from app.spaces.queries import team_of, team_role
from app.spaces.rules import living, shown_address

TOLD, ANSWERED = "site_visit", "site_visit_answered"
TITLE = Bilingual("Trung tâm đến thăm %s", "The Centre visits %s")


def plan_visit(
    application: Application,
    *,
    starts_at: datetime | None,
    visitors: str,
    note: str,
    checklist: Collection[str],
    actor: Any,
) -> SiteVisit:
    """The space is told, and asked whether the time suits it. Raises `visit.…` at the field that is wrong."""
    hold(application)
    refuse_unless_preparing(actor, application)
    refuse_unless_reviewable(application)
    if rules.open_visit(queries.visits_of(application)):
        raise DomainError("visit.planned_already")
    now, visitors, note = clock.now(), one_line(visitors), clean(note)
    rules.check_visit_time(starts_at, now=now, field="day")
    if starts_at is None or not visitors:
        raise DomainError("visit.missing", field="visitors")
    for field, value, longest in (("visitors", visitors, rules.VISITORS_MAX), ("note", note, rules.VISIT_TEXT_MAX)):
        if len(value) > longest:
            raise DomainError("visit.too_long", field=field, max=longest)
    visit = SiteVisit(
        public_id=new_public_id(),
        uid=new_uuid(),
        sequence=0,
        application_id=application.id,
        application=application,
        starts_at=starts_at,
        ends_at=starts_at + rules.VISIT_LENGTH,
        visitors=visitors,
        note=note,
        checklist=list(checklist),
        status=VisitStatus.PLANNED,
        planned_by=actor.id,
        planner=actor,
        planned_at=now,
        reply_note="",
        findings={},
        summary="",
        reason="",
    )
    db.session.add(visit)
    db.session.flush()
    log_case(application, "visit.planned", actor, Role.COORDINATOR, visit=visit.public_id)
    _tell_space(visit, "planned")
    return visit


def confirm_visit(visit: SiteVisit, *, actor: Any) -> None:
    _held_planned(visit)
    _refuse_unless_on_team(visit, actor)
    visit.confirmed_at, visit.proposed_at, visit.reply_note = clock.now(), None, ""
    db.session.flush()
    log_case(visit.application, "visit.confirmed", actor, "applicant", visit=visit.public_id)
    _tell_planner(visit, "confirmed")


def propose_time(visit: SiteVisit, *, starts_at: datetime | None, note: str, actor: Any) -> None:
    """Another time that would suit the space better; the Centre takes it or not. Raises `visit.bad_time`."""
    _held_planned(visit)
    _refuse_unless_on_team(visit, actor)
    now, note = clock.now(), clean(note)
    rules.check_visit_time(starts_at, now=now, field="day")
    if len(note) > rules.VISIT_TEXT_MAX:
        raise DomainError("visit.too_long", field="note", max=rules.VISIT_TEXT_MAX)
    visit.proposed_at, visit.reply_note, visit.confirmed_at = starts_at, note, None
    db.session.flush()
    log_case(visit.application, "visit.other_time", actor, "applicant", visit=visit.public_id)
    _tell_planner(visit, "other_time")


def take_proposed_time(visit: SiteVisit, *, actor: Any) -> None:
    _held_planned(visit, by=actor)
    if visit.proposed_at is None:
        raise DomainError("visit.nothing_proposed")
    rules.check_visit_time(visit.proposed_at, now=clock.now(), field="")
    visit.starts_at, visit.ends_at = visit.proposed_at, visit.proposed_at + rules.VISIT_LENGTH
    visit.proposed_at, visit.confirmed_at = None, clock.now()
    visit.sequence += 1
    db.session.flush()
    log_case(visit.application, "visit.moved", actor, Role.COORDINATOR, visit=visit.public_id)
    _tell_space(visit, "moved")


def finish_visit(visit: SiteVisit, *, visitors: str, findings: Mapping[str, str], summary: str, actor: Any) -> None:
    """What was seen. Raises `visit.too_early` before it began, `visit.missing` without a summary."""
    application = _held_planned(visit, by=actor)
    summary, visitors = clean(summary), one_line(visitors)
    if visit.starts_at > clock.now():
        raise DomainError("visit.too_early")
    for field, value, longest in (
        ("visitors", visitors, rules.VISITORS_MAX),
        ("overall", summary, rules.VISIT_TEXT_MAX),
    ):
        if not value:
            raise DomainError("visit.missing", field=field)
        if len(value) > longest:
            raise DomainError("visit.too_long", field=field, max=longest)
    if any(len(words) > rules.VISIT_TEXT_MAX for words in findings.values()):
        raise DomainError("visit.too_long", max=rules.VISIT_TEXT_MAX)
    visit.findings = {code: clean(findings[code]) for code in visit.checklist if clean(findings.get(code, ""))}
    visit.visitors, visit.summary = visitors, summary
    _settle(visit, VisitStatus.DONE, actor)
    log_case(application, "visit.done", actor, Role.COORDINATOR, visit=visit.public_id)


def cancel_visit(visit: SiteVisit, *, reason: str, actor: Any) -> None:
    application = _held_planned(visit, by=actor)
    reason = clean(reason)
    if not reason:
        raise DomainError("visit.missing", field="reason")
    if len(reason) > rules.VISIT_TEXT_MAX:
        raise DomainError("visit.too_long", field="reason", max=rules.VISIT_TEXT_MAX)
    visit.reason, visit.sequence = reason, visit.sequence + 1
    _settle(visit, VisitStatus.CANCELLED, actor)
    log_case(application, "visit.cancelled", actor, Role.COORDINATOR, visit=visit.public_id)
    _tell_space(visit, "cancelled")


def add_visit_photo(visit: SiteVisit, prepared: PreparedFile, *, caption: str, actor: Any) -> VisitPhoto:
    application = visit.application
    hold(application)
    db.session.refresh(visit)
    refuse_unless_preparing(actor, application)
    if visit.status == VisitStatus.CANCELLED:
        raise DomainError("visit.settled")
    caption = one_line(caption)
    if not caption:
        raise DomainError("visit.missing", field="caption")
    if len(caption) > rules.CAPTION_MAX:
        raise DomainError("visit.too_long", field="caption", max=rules.CAPTION_MAX)
    if len(queries.photos_of_visits([visit])[visit.id]) >= rules.VISIT_PHOTOS_MAX:
        raise DomainError("visit.too_many_photos", field="photo", max=rules.VISIT_PHOTOS_MAX)
    photo = VisitPhoto(
        public_id=new_public_id(), visit_id=visit.id, file=keep(prepared, actor=actor), caption=caption
    )
    db.session.add(photo)
    db.session.flush()
    return photo


def _held_planned(visit: SiteVisit, *, by: Any = None) -> Application:
    application = visit.application
    hold(application)
    db.session.refresh(visit)
    if by is not None:
        refuse_unless_preparing(by, application)
    if visit.status != VisitStatus.PLANNED:
        raise DomainError("visit.settled")
    return application


def _refuse_unless_on_team(visit: SiteVisit, actor: Any) -> None:
    if team_role(visit.application.space_id, actor.id) is None:
        raise NotFound("visit")


def _settle(visit: SiteVisit, status: VisitStatus, actor: Any) -> None:
    visit.status, visit.settled_at, visit.settled_by = status, clock.now(), actor.id
    db.session.flush()


def _tell_space(visit: SiteVisit, event: str) -> None:
    application = visit.application
    for person in living(team_of(application.space_id)):
        queue_mail(
            TOLD,
            to=person.email,
            name=person.name,
            language=person.language,
            values={
                "event": event,
                "space": pick(application.space, "name", person.language),
                "case_code": application.case_code,
                "when": _written(visit.starts_at),
                "visitors": visit.visitors,
                "note": visit.note,
                "reason": visit.reason,
                "path": f"/my/visits/{visit.public_id}",
            },
            key=f"{TOLD}:{visit.public_id}:{event}:{visit.sequence}:{person.id}",
            thread=f"visit:{visit.public_id}",
            about=letters_of(application),
            invitation=_invitation(visit, person.language),
        )


def _invitation(visit: SiteVisit, language: str) -> dict[str, Any]:
    cancelled = visit.status == VisitStatus.CANCELLED
    entry = Entry(
        uid=entry_uid("visit", visit.uid, invitations.UID_DOMAIN),
        sequence=visit.sequence,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=TITLE.read_in(language) % pick(visit.application.space, "name", language),
        created_at=visit.planned_at,
        revised_at=clock.now(),
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
        location=shown_address(visit.application.space),
        language=language,
    )
    return invitations.packed(Method.CANCEL if cancelled else Method.REQUEST, [entry])


def _tell_planner(visit: SiteVisit, event: str) -> None:
    if visit.planner.disabled_at is None:
        tell(
            ANSWERED,
            visit.application,
            visit.planner,
            key=f"{visit.public_id}:{event}:{clock.now().isoformat()}",
            path=f"/desk/applications/{visit.application.public_id}",
            event=event,
            when=_written(visit.proposed_at or visit.starts_at),
            note=visit.reply_note,
        )


def _written(at: datetime) -> str:
    return f"{at.astimezone(clock.HOUSE_ZONE):%H:%M %d/%m/%Y}"
