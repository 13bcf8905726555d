"""What the Centre's one search finds: each kind through conditions on the actor, the first few of each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.accounts.rules import is_administrator
from app.applications.models import Application
from app.benefits.models import MembershipLetter
from app.bookings.models import Booking, VenueAgreement
from app.core.db import db
from app.core.text import words
from app.evaluations.queries.ties import cases_open_to
from app.events.models import Event, EventStatus
from app.memberships.models import Certificate, MembershipEvent
from app.memberships.rules import normal_code, normal_short_code, number_key
from app.places.models import Ward
from app.spaces.models import Space, TeamMember
from app.venues.models import Venue

SHOWN = 5
LONGEST = 120
_MOST_WORDS = 8
_PUBLIC_ID = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Group:
    """Things of one kind; `more` says that there are others."""

    kind: str
    things: Sequence[Any]
    more: bool


@dataclass(frozen=True)
class Found:
    """`exact` is what a whole code names, and then the only thing."""

    groups: list[Group] = field(default_factory=list)
    exact: tuple[str, Any] | None = None


def find(actor: Any, typed: str, now: datetime) -> Found:
    """By a code as it stands on a paper or in an address, else by words, blind to accents."""
    asked = " ".join(typed.split())[:LONGEST]
    terms = words(asked)[:_MOST_WORDS]
    if not terms:
        return Found()
    if exact := _by_code(actor, asked):
        return Found(exact=exact)
    found = [_group(kind, ask(actor, terms, now)) for kind, ask in SOURCES]
    return Found([group for group in found if group.things])


def _group(kind: str, query: Select[Any]) -> Group:
    things = db.session.scalars(query.limit(SHOWN + 1)).unique().all()
    return Group(kind, things[:SHOWN], len(things) > SHOWN)


def _by_code(actor: Any, asked: str) -> tuple[str, Any] | None:
    """A code names one thing. What the actor has a tie to is not found by its code either."""
    sources: list[tuple[str, Select[Any]]] = [
        ("cases", _cases(actor).where(func.upper(Application.case_code) == asked.upper())),
        ("certificates", _certificates().where(Certificate.number_key == number_key(asked))),
        ("agreements", select(VenueAgreement).where(func.upper(VenueAgreement.number) == asked.upper())),
    ]
    if short := normal_short_code(asked):
        sources.append(("certificates", _certificates().where(Certificate.short_code == short)))
    if code := normal_code(asked):
        sources += [
            ("certificates", _certificates().where(Certificate.check_code == code)),
            ("letters", select(MembershipLetter).where(MembershipLetter.check_code == code)),
            ("agreements", select(VenueAgreement).where(VenueAgreement.check_code == code)),
        ]
    if _PUBLIC_ID.fullmatch(asked.lower()):
        sources += [
            ("cases", _cases(actor).where(Application.public_id == asked.lower())),
            ("bookings", select(Booking).where(Booking.public_id == asked.lower())),
            ("spaces", select(Space).where(Space.public_id == asked.lower(), _known())),
        ]
    found = ((kind, db.session.scalars(query).unique().first()) for kind, query in sources)
    return next(((kind, thing) for kind, thing in found if thing is not None), None)


def _begins(column: Any, term: str) -> ColumnElement[bool]:
    """A word of it."""
    return column.contains(f" {term}", autoescape=True)  # type: ignore[no-any-return]


def _known() -> ColumnElement[bool]:
    """Spaces that anybody knows of: in the directory, or in the ledger. One that has only applied is its case's to
    show, which asks for ties."""
    return or_(Space.listed_at.is_not(None), Space.id.in_(select(MembershipEvent.space_id)))


def _spaces(_actor: Any, terms: Sequence[str], _now: datetime) -> Select[Any]:
    query = select(Space).outerjoin(Space.ward).options(contains_eager(Space.ward)).where(_known())
    for term in terms:
        query = query.where(or_(_begins(Space.search_text, term), _begins(Ward.search_text, term)))
    return query.order_by(Space.name_vi, Space.id)


def _cases(actor: Any) -> Select[Any]:
    return select(Application).where(*cases_open_to(actor))


def _cases_named(actor: Any, terms: Sequence[str], _now: datetime) -> Select[Any]:
    query = _cases(actor).join(Space, Space.id == Application.space_id)
    for term in terms:
        code = func.lower(Application.case_code).contains(term, autoescape=True)
        query = query.where(or_(_begins(Space.search_text, term), code))
    return query.order_by(Application.submitted_at.desc(), Application.id.desc())


def _bookings(_actor: Any, terms: Sequence[str], now: datetime) -> Select[Any]:
    """What is to come before what was, the nearest first."""
    query = select(Booking).outerjoin(Space, Space.id == Booking.space_id)
    for term in terms:
        query = query.where(or_(_begins(Booking.search_text, term), _begins(Space.search_text, term)))
    over = Booking.public_ends_at <= now
    return query.order_by(
        over, case((over, None), else_=Booking.public_starts_at), Booking.public_starts_at.desc(), Booking.id
    )


def _certificates() -> Select[Any]:
    return select(Certificate)


def _certificates_named(_actor: Any, terms: Sequence[str], _now: datetime) -> Select[Any]:
    """By a part of the number; by its space one finds the space, which has them all."""
    query = _certificates()
    for term in terms:
        query = query.where(func.lower(Certificate.number).contains(term, autoescape=True))
    return query.order_by(Certificate.issued_on.desc(), Certificate.id.desc())


def _people(actor: Any, terms: Sequence[str], _now: datetime) -> Select[Any]:
    """Accounts for the administrator; for others only who acts for a space that they know of."""
    query = select(User)
    for term in terms:
        query = query.where(_begins(User.search_text, term))
    if not is_administrator(actor):
        query = query.where(
            User.id.in_(select(TeamMember.user_id).join(Space, Space.id == TeamMember.space_id).where(_known()))
        )
    return query.order_by(User.name, User.id)


def _events(_actor: Any, terms: Sequence[str], _now: datetime) -> Select[Any]:
    """Those with a page for everybody; what waits stands on the list of what is to do."""
    query = select(Event).where(Event.status == EventStatus.PUBLISHED)
    for term in terms:
        query = query.where(_begins(Event.search_text, term))
    return query.order_by(Event.updated_at.desc(), Event.id.desc())


def _venues(_actor: Any, terms: Sequence[str], _now: datetime) -> Select[Any]:
    """There are few: those whose names hold the words are told apart here."""
    rows = db.session.execute(select(Venue.id, Venue.name_vi, Venue.name_en).order_by(Venue.position, Venue.id))
    named = {row.id: words(f"{row.name_vi} {row.name_en or ''}") for row in rows}
    ids = [one for one, said in named.items() if all(any(word.startswith(term) for word in said) for term in terms)]
    return select(Venue).where(Venue.id.in_(ids)).order_by(Venue.position, Venue.id)


def spaces_of_people(users: Sequence[User]) -> dict[int, list[Space]]:
    """The known spaces each acts for."""
    rows = db.session.execute(
        select(TeamMember.user_id, Space)
        .join(Space, Space.id == TeamMember.space_id)
        .where(TeamMember.user_id.in_([user.id for user in users]), _known())
        .order_by(TeamMember.user_id, Space.name_vi, Space.id)
    )
    found: dict[int, list[Space]] = {}
    for user_id, space in rows:
        found.setdefault(user_id, []).append(space)
    return found


def on_ledger(spaces: Sequence[Space]) -> set[int]:
    """Those that have a page among the members."""
    ids = [space.id for space in spaces]
    return set(
        db.session.scalars(
            select(MembershipEvent.space_id)
            .where(MembershipEvent.space_id.in_(ids))
            .distinct()
            .order_by(MembershipEvent.space_id)
        )
    )


Source = Callable[[Any, Sequence[str], datetime], Select[Any]]
SOURCES: tuple[tuple[str, Source], ...] = (
    ("cases", _cases_named),
    ("spaces", _spaces),
    ("bookings", _bookings),
    ("events", _events),
    ("certificates", _certificates_named),
    ("people", _people),
    ("venues", _venues),
)
