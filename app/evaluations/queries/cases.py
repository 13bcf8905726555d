"""Cases as the Centre sees them: one, lists, counts, their history."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import lazyload, load_only

from app.accounts.models import User
from app.applications.models import Application, ApplicationStatus, Supplement, SupplementStatus
from app.applications.queries import asking, evidence_of, promises_of
from app.applications.rules import UNDER_WAY, log_of
from app.audit.models import AuditEntry, AuditPayload
from app.audit.queries import told_of
from app.core import clock
from app.core.db import db
from app.core.rows import Picked, Rows
from app.core.text import fold
from app.evaluations.models import SectionCheck
from app.evaluations.queries.ties import cases_open_to
from app.files.models import StoredFile
from app.mail.queries import dead
from app.places.models import Ward
from app.spaces.models import Space
from app.spaces.queries import team_of, without_owner

DEAD_LETTERS_READ = 500


def case_for(actor: Any, public_id: str) -> Application | None:
    """A sent application as the Centre sees it; None for staff with a tie to the applicant."""
    return db.session.scalars(
        select(Application).where(Application.public_id == public_id, *cases_open_to(actor))
    ).one_or_none()


def case_counts(actor: Any) -> dict[str, int]:
    """By status, only those there are."""
    rows = db.session.execute(
        select(Application.status, func.count().label("many"))
        .where(*cases_open_to(actor))
        .group_by(Application.status)
        .order_by(Application.status)
    )
    return {row.status: row.many for row in rows}


def cases_in(actor: Any, statuses: Collection[ApplicationStatus]) -> Sequence[Application]:
    """The longest waiting first."""
    return db.session.scalars(
        select(Application)
        .where(Application.status.in_(statuses), *cases_open_to(actor))
        .order_by(Application.submitted_at, Application.id)
    ).all()


def section_checks_of(application: Application) -> dict[str, SectionCheck]:
    """By the code of the section."""
    rows = db.session.scalars(
        select(SectionCheck).where(SectionCheck.application_id == application.id).order_by(SectionCheck.section_code)
    )
    return {row.section_code: row for row in rows}


def cases_told_by_post(actor: Any) -> Sequence[Application]:
    """Sent cases whose people no letter reaches: nobody acts for the space here, or the last one came back."""
    came_back = {mail.values.get("case_code") for mail in dead(DEAD_LETTERS_READ)} - {None, ""}
    return db.session.scalars(
        select(Application)
        .where(
            or_(
                Application.space_id.in_([space.id for space in without_owner()]),
                Application.case_code.in_(came_back),
            ),
            *cases_open_to(actor),
        )
        .order_by(Application.updated_at.desc(), Application.id.desc())
    ).all()


def names_of_applicant(application: Application) -> list[str | None]:
    """Whatever would tell a reviewer whose application it is."""
    space = application.space
    people = [name for member in team_of(space.id) for name in (member.user.name, member.user.email)]
    channels = [text for text in space.channels.values() if isinstance(text, str)]
    address = f"{space.house_number} {space.street}" if space.house_number and space.street else None
    told = [space.legal_name or None, space.representative_name or None, space.partner_name or None]
    return [space.name_vi, space.name_en, address, space.street, *told, *people, *channels]


def team_people(application: Application) -> list[User]:
    return [member.user for member in team_of(application.space_id)]


@dataclass(frozen=True)
class Line:
    """One line of a case's history. `note` is what a person wrote at that step, where they did."""

    at: datetime
    action: str
    actor: str | None
    note: str


def entries_about(application: Application) -> list[tuple[AuditEntry, AuditPayload | None]]:
    """Oldest first. What the Centre did before the log became one chain stands on one of its own."""
    return told_of([log_of(application), f"case:{application.id}"])


def history_of(application: Application) -> list[Line]:
    """Oldest first."""
    told = entries_about(application)
    return lines_of(told, names_of({entry.actor_id for entry, _payload in told if entry.actor_id}))


def lines_of(told: Iterable[tuple[AuditEntry, AuditPayload | None]], names: Mapping[int, str]) -> list[Line]:
    return [
        Line(
            entry.at,
            entry.action,
            names.get(entry.actor_id or 0),
            str(payload.payload.get("note", "")) if payload is not None else "",
        )
        for entry, payload in told
    ]


def names_of(ids: Collection[int]) -> dict[int, str]:
    rows = db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id))
    return {user.id: user.name for user in rows}


@dataclass(frozen=True)
class CaseFilter:
    """What somebody looks for in the list of cases. `words` are found at the beginning of words of the space's name,
    its ward and old district; a case code is found by any part of it."""

    statuses: Collection[ApplicationStatus]
    words: str = ""
    call_id: int | None = None
    handler_id: int | None = None


def cases_found(actor: Any, wanted: CaseFilter) -> Sequence[Application]:
    """Of what is under way on top what was asked of applicants and has not come in time, then by the day that was
    promised, so that what is overdue rises; of what is over the latest received first."""
    found = _matching(actor, wanted)
    if UNDER_WAY.isdisjoint(wanted.statuses):
        return Rows(found.order_by(Application.submitted_at.desc(), Application.id.desc()))
    bare = load_only(Application.submitted_at, Application.promise_days, Application.promised_on, Application.call_id)
    light = db.session.scalars(
        found.options(bare, lazyload(Application.space), lazyload(Application.criteria_set)).order_by(Application.id)
    ).all()
    promises, asked = promises_of(light), _asked_in_vain()
    day_of = {one.id: promises[one.id].on for one in light}
    return Picked(Application, sorted(day_of, key=lambda number: (number not in asked, day_of[number], number)))


def _matching(actor: Any, wanted: CaseFilter) -> Select[Application]:
    found = select(Application).where(Application.status.in_(wanted.statuses), *cases_open_to(actor))
    if wanted.words:
        found = found.join(Space, Space.id == Application.space_id).outerjoin(Ward, Ward.code == Space.ward_code)
        for term in fold(wanted.words).split():
            found = found.where(
                or_(
                    Space.search_text.contains(f" {term}", autoescape=True),
                    Ward.search_text.contains(f" {term}", autoescape=True),
                    func.lower(Application.case_code).contains(term, autoescape=True),
                )
            )
    if wanted.call_id is not None:
        found = found.where(Application.call_id == wanted.call_id)
    if wanted.handler_id is not None:
        found = found.where(Application.handler_id == wanted.handler_id)
    return found


def _asked_in_vain() -> frozenset[int]:
    """The cases whose applicant has not answered in time."""
    rows = db.session.scalars(
        select(Supplement.application_id)
        .where(Supplement.status == SupplementStatus.OPEN, Supplement.due_on < clock.today())
        .order_by(Supplement.application_id)
    )
    return frozenset(rows)


def cases_asking(actor: Any) -> Sequence[Application]:
    """Where the space has written and nobody has answered, in the actor's charge or in nobody's."""
    return db.session.scalars(
        select(Application)
        .where(
            Application.id.in_(asking()),
            Application.handler_id.is_(None) | (Application.handler_id == actor.id),
            *cases_open_to(actor),
        )
        .order_by(Application.submitted_at, Application.id)
    ).all()


def cases_by_public_ids(actor: Any, public_ids: Collection[str]) -> Sequence[Application]:
    """Of those open to the actor; the longest waiting first."""
    return db.session.scalars(
        select(Application)
        .where(Application.public_id.in_(public_ids), *cases_open_to(actor))
        .order_by(Application.submitted_at, Application.id)
    ).all()


def files_of(application: Application) -> list[StoredFile]:
    """Everything that proves something in the case, each once."""
    evidence = (one for those in evidence_of(application).values() for one in those)
    return list({one.file.id: one.file for one in evidence}.values())
