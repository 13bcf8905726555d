"""Asking an outside person about a case. The link of the letter is signed when that is delivered; here is only its hash."""

from collections.abc import Collection
from datetime import date
from typing import Any

from app.accounts.models import Role
from app.accounts.queries import user_by_email
from app.accounts.rules import is_centre_staff
from app.accounts.service import normal_email
from app.applications.models import Application
from app.applications.rules import letters_of
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, TooMany
from app.core.ids import digest, new_public_id, new_secret
from app.core.text import clean, one_line, pick
from app.core.timespan import day_span
from app.evaluations import queries, rules
from app.evaluations.models import Opinion, OpinionLink
from app.evaluations.rules import OpinionState
from app.evaluations.service.floor import hold, log_case, refuse_unless_preparing, refuse_unless_reviewable, tell
from app.files.service import PreparedFile, forget, keep
from app.mail.queries import letters_since
from app.mail.service import queue_mail
from app.spaces.rules import normal_channel

ASKED, ANSWERED = "opinion_asked", "opinion_answered"


def ask_opinion(
    application: Application,
    *,
    name: str,
    email: str,
    question: str,
    shown_files: Collection[str],
    due_on: date | None,
    language: str,
    actor: Any,
) -> Opinion:
    """Raises `opinion.…` at the field that is wrong."""
    hold(application)
    refuse_unless_preparing(actor, application)
    refuse_unless_reviewable(application)
    name, question = one_line(name), clean(question)
    for field, value, longest in (("name", name, rules.EXPERT_NAME_MAX), ("question", question, rules.QUESTION_MAX)):
        if not value:
            raise DomainError("opinion.missing", field=field)
        if len(value) > longest:
            raise DomainError("opinion.too_long", field=field, max=longest)
    today, now = clock.today(), clock.now()
    if due_on is None or not 0 < (due_on - today).days <= rules.OPINION_DAYS_MAX:
        raise DomainError("opinion.bad_day", field="due_on", max=rules.OPINION_DAYS_MAX)
    email = _outside(application, email)
    opinion = Opinion(
        public_id=new_public_id(),
        application_id=application.id,
        application=application,
        name=name,
        email=email,
        language=language,
        question=question,
        shown_files=[one.public_id for one in queries.files_of(application) if one.public_id in shown_files],
        due_at=day_span(due_on, clock.HOUSE_ZONE).end,
        asked_by=actor.id,
        asker=actor,
        asked_at=now,
        text="",
        conflict_note="",
    )
    db.session.add(opinion)
    db.session.flush()
    _send(opinion, reminder=False)
    log_case(application, "opinion.asked", actor, Role.COORDINATOR, opinion=opinion.public_id, name=name)
    return opinion


def revoke_opinion(opinion: Opinion, *, actor: Any) -> None:
    """The link opens nothing from the next click on; what was given stays on the case. Raises `opinion.revoked`."""
    application = _held(opinion)
    refuse_unless_preparing(actor, application)
    if opinion.revoked_at is not None:
        raise DomainError("opinion.revoked")
    opinion.revoked_at = clock.now()
    db.session.flush()
    log_case(application, "opinion.revoked", actor, Role.COORDINATOR, opinion=opinion.public_id)


def give_opinion(opinion: Opinion, *, text: str, no_conflict: bool, file: PreparedFile | None = None) -> None:
    """Once, and corrected until the day it is due. Raises `opinion.…`."""
    application = _held_open(opinion)
    text = clean(text)
    if not text:
        raise DomainError("opinion.missing", field="text")
    if len(text) > rules.OPINION_TEXT_MAX:
        raise DomainError("opinion.too_long", field="text", max=rules.OPINION_TEXT_MAX)
    if not no_conflict:
        raise DomainError("opinion.not_declared", field="no_conflict")
    again, now = opinion.given_at is not None, clock.now()
    if file is not None:
        former, opinion.file = opinion.file, keep(file, actor=None)
        db.session.flush()
        if former is not None:
            forget(former)
    opinion.text, opinion.declared_at = text, now
    if again:
        opinion.corrected_at = now
    else:
        opinion.given_at = now
    db.session.flush()
    log_case(application, "opinion.corrected" if again else "opinion.given", None, "", opinion=opinion.public_id)
    if not again:
        _tell_asker(opinion, "given")


def declare_conflict(opinion: Opinion, *, note: str) -> None:
    """Ends it: the link opens nothing more, and what may have been given is gone."""
    application = _held_open(opinion)
    note = clean(note)
    if len(note) > rules.CONFLICT_NOTE_MAX:
        raise DomainError("opinion.too_long", field="note", max=rules.CONFLICT_NOTE_MAX)
    former, opinion.file, opinion.text, opinion.given_at = opinion.file, None, "", None
    opinion.conflict_at, opinion.conflict_note = clock.now(), note
    db.session.flush()
    if former is not None:
        forget(former)
    log_case(application, "opinion.conflict", None, "", opinion=opinion.public_id)
    _tell_asker(opinion, "conflict")


def remind_experts() -> int:
    """Once, two days before it is due; returns how many."""
    now = clock.now()
    due = [
        opinion
        for opinion in queries.opinions_to_remind(now + rules.REMIND_BEFORE, now)
        if rules.state_of_opinion(opinion, opinion.application.status, now=now) == OpinionState.OPEN
    ]
    for opinion in due:
        opinion.reminded_at = now
        _send(opinion, reminder=True)
    return len(due)


def _outside(application: Application, email: str) -> str:
    """Nobody of the space, of the Centre, or who scores the case or has declined to: those have other ways, or none."""
    email = normal_email(normal_channel("email", email))
    person = user_by_email(email)
    if person is not None:
        if is_centre_staff(person) or any(one.reviewer_id == person.id for one in queries.reviews_of(application)):
            raise DomainError("opinion.not_outside", field="email")
        if rules.has_interest(person.id, queries.tied_ids(application)):
            raise DomainError("opinion.of_the_space", field="email")
    for other in queries.opinions_of(application):
        state = rules.state_of_opinion(other, application.status, now=clock.now())
        if other.email == email and state in (OpinionState.OPEN, OpinionState.GIVEN):
            raise DomainError("opinion.asked_already", field="email")
        if other.email == email and state == OpinionState.CONFLICT:
            raise DomainError("opinion.conflict_before", field="email")
    since = clock.now() - rules.LETTERS_TO_EXPERT_WITHIN
    if letters_since(ASKED, email, since) >= rules.LETTERS_TO_ONE_EXPERT:
        raise TooMany("opinion.enough_letters", wait=rules.LETTERS_TO_EXPERT_WITHIN, field="email")
    return email


def _held(opinion: Opinion) -> Application:
    application = opinion.application
    hold(application)
    db.session.refresh(opinion)
    return application


def _held_open(opinion: Opinion) -> Application:
    application = _held(opinion)
    state = rules.state_of_opinion(opinion, application.status, now=clock.now())
    if state in rules.OPINION_REFUSALS:
        raise DomainError(rules.OPINION_REFUSALS[state])
    return application


def _send(opinion: Opinion, *, reminder: bool) -> None:
    """Every letter brings a link of its own; all of them end with the opinion."""
    secret = new_secret()
    db.session.add(OpinionLink(link_hash=digest(secret), opinion_id=opinion.id, made_at=clock.now()))
    queue_mail(
        ASKED,
        to=opinion.email,
        name=opinion.name,
        language=opinion.language,
        values={
            "token": {"sign": rules.OPINION_LINK, "id": secret},
            "space": pick(opinion.application.space, "name", opinion.language),
            "question": opinion.question,
            "asker": opinion.asker.name,
            "until": f"{opinion.due_at.astimezone(clock.HOUSE_ZONE) - rules.INSTANT:%d/%m/%Y}",
            "reminder": reminder,
        },
        key=f"{ASKED}:{opinion.public_id}:{'reminder' if reminder else 'first'}",
        about=letters_of(opinion.application),
    )


def _tell_asker(opinion: Opinion, event: str) -> None:
    if opinion.asker.disabled_at is None:
        path = f"/desk/applications/{opinion.application.public_id}"
        key = f"{opinion.public_id}:{event}"
        tell(ANSWERED, opinion.application, opinion.asker, key=key, path=path, event=event, expert=opinion.name)
