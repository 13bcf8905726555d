"""Asking an applicant for what is missing, item by item, and what comes of it."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from app.accounts.models import User
from app.applications import queries, rules, supplements
from app.applications.models import (
    Application,
    ApplicationStatus,
    Consequence,
    Supplement,
    SupplementItem,
    SupplementStatus,
)
from app.applications.service.floor import end_open_supplement, log_step, mail_applicant
from app.applications.service.library import freeze_files
from app.applications.service.steps import move
from app.audit.models import Audience
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import one_line, pick
from app.criteria.queries import definition_of

REMIND_BEFORE = timedelta(days=3)


def ask_supplement(
    application: Application, asked: Mapping[str, str], *, due_on: date, consequence: Consequence, actor: Any
) -> Supplement:
    """Ask for the items in `asked`, each in one sentence: they alone unlock. The letter is part of the step.

    Raises `supplement.nothing_asked`, `.sentence_missing`, `.unknown_item`, `.due_too_early`, `.due_too_late`.
    """
    asked = {code: one_line(sentence) for code, sentence in asked.items()}
    _refuse_wrong_items(application, asked)
    _refuse_wrong_day(due_on)
    before = queries.said_in(application, asked)
    supplement = Supplement(
        public_id=new_public_id(),
        application_id=application.id,
        asked_by=actor.id,
        asked_at=clock.now(),
        due_on=due_on,
        consequence=consequence,
        status=SupplementStatus.OPEN,
        items=[
            SupplementItem(code=code, sentence=asked[code], before=before[code].to_document(), nothing_more="")
            for code in askable(application)
            if code in asked
        ],
    )
    note = "\n".join(_line(item) for item in supplement.items)
    move(application, ApplicationStatus.RETURNED, actor=actor, note=note)
    db.session.add(supplement)
    db.session.flush()
    db.session.refresh(supplement)
    _tell("application_returned", supplement)
    return supplement


def save_words(supplement: Supplement, words: Mapping[str, str], *, actor: Any) -> None:
    """By the code of an item: why there is nothing to add to it; an empty word takes it back."""
    _refuse_ended(supplement)
    for item in supplement.items:
        if item.code in words:
            item.nothing_more = one_line(words[item.code])
    db.session.flush()
    told = {"items": sorted(words)}
    log_step(
        supplement.application,
        "application.saved",
        actor=actor,
        audience=Audience.PUBLIC,
        role=rules.APPLICANT,
        payload=told,
    )


def answer_supplement(supplement: Supplement, words: Mapping[str, str], *, actor: Any) -> None:
    """Send it: each item is changed, or has a word why not. Raises `supplement.ended`, `supplement.unanswered`."""
    save_words(supplement, words, actor=actor)
    application = supplement.application
    now = queries.said_in(application, [item.code for item in supplement.items])
    if left := supplements.unanswered(supplement.items, now):
        raise DomainError("supplement.unanswered", items=[bare(code) or "…" for code in left])
    freeze_files(application)
    end_open_supplement(application, SupplementStatus.ANSWERED, actor=actor)
    move(application, ApplicationStatus.INTAKE, actor=actor)
    _tell("supplement_received", supplement, to=actor)


def extend_supplement(supplement: Supplement, due_on: date, *, actor: Any) -> None:
    """Raises `supplement.ended`, `supplement.due_not_later`, `.due_too_early`, `.due_too_late`."""
    _refuse_ended(supplement)
    _refuse_wrong_day(due_on)
    if due_on <= supplement.due_on:
        raise DomainError("supplement.due_not_later", field="due_on")
    before, supplement.due_on = supplement.due_on, due_on
    supplement.reminded_at = supplement.told_late_at = None
    db.session.flush()
    _log(supplement, "supplement.extended", actor, before=before.isoformat(), due_on=due_on.isoformat())
    _tell("supplement_extended", supplement)


def withdraw_supplement(supplement: Supplement, *, actor: Any) -> None:
    """The Centre no longer asks; what was changed meanwhile stays."""
    _end(supplement, SupplementStatus.WITHDRAWN, actor=actor)
    _log(supplement, "supplement.withdrawn", actor)
    _tell("supplement_withdrawn", supplement)


def lapse_supplement(supplement: Supplement, *, actor: Any) -> None:
    """Its day is over: the Centre goes on with what is there. Raises `supplement.not_overdue`."""
    _refuse_ended(supplement)
    if not supplements.is_overdue(supplement, clock.today()):
        raise DomainError("supplement.not_overdue")
    _end(supplement, SupplementStatus.LAPSED, actor=actor)
    _log(supplement, "supplement.lapsed", actor)
    _tell("supplement_lapsed", supplement)


def remind_of_supplements() -> int:
    """One letter before the last day, one when it has gone by; how many were written. Nothing ends by itself."""
    today, written = clock.today(), 0
    for supplement in queries.supplements_due(today + REMIND_BEFORE):
        late = supplements.is_overdue(supplement, today)
        if (supplement.told_late_at if late else supplement.reminded_at) is not None:
            continue
        if late:
            supplement.told_late_at = clock.now()
        else:
            supplement.reminded_at = clock.now()
        db.session.flush()
        _tell("supplement_overdue" if late else "supplement_reminder", supplement)
        written += 1
    return written


def askable(application: Application) -> list[str]:
    """Codes of everything that can be asked, in the order of the form."""
    pages = rules.sections(definition_of(application.criteria_set), rules.kinds_of(application))
    codes = [code for page in pages for code in page.codes]
    return codes + [supplements.PROFILE + part for part in supplements.PROFILE_PARTS]


def bare(code: str) -> str:
    """As people know an item: the code of a criterion, nothing for a part of the profile."""
    return "" if supplements.profile_part(code) else code


def _line(item: SupplementItem) -> str:
    return f"{bare(item.code)}: {item.sentence}" if bare(item.code) else item.sentence


def _refuse_wrong_items(application: Application, asked: Mapping[str, str]) -> None:
    if not asked:
        raise DomainError("supplement.nothing_asked")
    if unknown := sorted(asked.keys() - set(askable(application))):
        raise DomainError("supplement.unknown_item", items=unknown)
    for code, sentence in asked.items():
        if not sentence:
            raise DomainError("supplement.sentence_missing", field=f"sentence-{code}")


def _refuse_wrong_day(due_on: date) -> None:
    if due_on <= clock.today():
        raise DomainError("supplement.due_too_early", field="due_on")
    if due_on > clock.today() + timedelta(days=supplements.LONGEST_WAIT):
        raise DomainError("supplement.due_too_late", field="due_on")


def _refuse_ended(supplement: Supplement) -> None:
    db.session.refresh(supplement, ["status", "version"])
    if supplement.status != SupplementStatus.OPEN:
        raise DomainError("supplement.ended")


def _end(supplement: Supplement, status: SupplementStatus, *, actor: Any) -> None:
    _refuse_ended(supplement)
    end_open_supplement(supplement.application, status, actor=actor)
    move(supplement.application, ApplicationStatus.INTAKE, actor=actor)


def _log(supplement: Supplement, action: str, actor: Any, **payload: Any) -> None:
    role = rules.acts_as(actor, ApplicationStatus.INTAKE)
    log_step(supplement.application, action, actor=actor, audience=Audience.PUBLIC, role=role, payload=payload)


def _tell(template: str, supplement: Supplement, to: User | None = None) -> None:
    application = supplement.application
    person = to or queries.contact_of(application)
    if person is None:
        return
    mail_applicant(
        template,
        application,
        to=person,
        occasion=f"{supplement.id}:{supplement.version}",
        items=_named(supplement.items, application, person.language),
        due_on=f"{supplement.due_on:%d/%m/%Y}",
        consequence=supplement.consequence,
    )


def _named(items: Collection[SupplementItem], application: Application, language: str) -> list[dict[str, str]]:
    pages = rules.sections(definition_of(application.criteria_set), rules.kinds_of(application))
    titles = {item.code: pick(item, "title", language) for page in pages for item in page.items}
    return [
        {
            "code": bare(item.code),
            "part": supplements.profile_part(item.code) or "",
            "title": titles.get(item.code, ""),
            "sentence": item.sentence,
        }
        for item in items
    ]
