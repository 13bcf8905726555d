from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.accounts.models import User
from app.core import clock
from app.core.db import db, held
from app.core.text import Bilingual, sort_key
from app.memberships import rules
from app.memberships.models import Certificate, MemberImport, MembershipEvent, NameRequest, Origin
from app.memberships.rules import Standing, Status
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import list_for, space_by_public_id, space_for_staff, spaces_of, team_of


@dataclass(frozen=True, slots=True)
class Member:
    """A space, how it stands, its certificates, the newest first, and its whole ledger."""

    space: Space
    standing: Standing
    certificates: tuple[Certificate, ...] = ()
    events: tuple[MembershipEvent, ...] = ()

    @property
    def certificate(self) -> Certificate | None:
        return self.certificates[0] if self.certificates else None


def events_of(space_id: int) -> list[MembershipEvent]:
    return list(held(f"ledger:{space_id}", lambda: _events([space_id])[space_id]))


def ledgers_of(space_ids: Collection[int]) -> dict[int, list[MembershipEvent]]:
    return _events(space_ids)


def standing_of(space_id: int, on: date) -> Standing:
    return rules.standing(events_of(space_id), on=on, grace_days=value("membership.grace_days"))


def standings_of(wanted: Collection[tuple[int, date]]) -> dict[tuple[int, date], Standing]:
    """How spaces stand on days, many at a time."""
    ledgers, grace_days = _events({space_id for space_id, _day in wanted}), value("membership.grace_days")
    return {
        (space_id, day): rules.standing(ledgers[space_id], on=day, grace_days=grace_days) for space_id, day in wanted
    }


def standing_at(slug: str, on: date) -> tuple[Standing, Space | None]:
    """And whose it is. One question of the database, whether nobody has that slug or somebody who never was a member:
    who is only about to apply is not told to strangers."""
    owner = select(Space.id).where(Space.slug == slug).scalar_subquery()
    events = db.session.scalars(_in_order().where(MembershipEvent.space_id == owner)).all()
    standing = rules.standing(events, on=on, grace_days=value("membership.grace_days"))
    if standing.status == Status.NONE:
        return rules.NOBODY, None
    return standing, db.session.get(Space, events[0].space_id)


def members_on(day: date) -> list[Member]:
    """Every space that is a member on that day, in Vietnamese order of names."""
    return [member for member in roll(day) if member.standing.is_member]


def roll(day: date) -> list[Member]:
    """Every space that stands in the ledger by that day, whatever became of it, in Vietnamese order of names."""
    ledgers = _events(None)
    spaces = db.session.scalars(select(Space).where(Space.id.in_(ledgers)).order_by(Space.id)).all()
    members = [member for member in _members(spaces, ledgers, day) if member.standing.status != Status.NONE]
    return sorted(members, key=lambda member: (sort_key(member.space.name_vi), member.space.id))


def members_of(user: User, day: date) -> list[Member]:
    """The spaces a person is on the team of, members or not."""
    spaces = spaces_of(user)
    return _members(spaces, _events([space.id for space in spaces]), day)


def member_of(space: Space, day: date) -> Member:
    """One space, member or not."""
    return _members([space], _events([space.id]), day)[0]


def _members(spaces: Sequence[Space], ledgers: dict[int, list[MembershipEvent]], day: date) -> list[Member]:
    grace_days = value("membership.grace_days")
    certificates = _certificates([space.id for space in spaces])
    return [
        Member(
            space,
            rules.standing(ledgers[space.id], on=day, grace_days=grace_days),
            tuple(certificates[space.id]),
            tuple(ledgers[space.id]),
        )
        for space in spaces
    ]


def ledgers() -> dict[int, list[MembershipEvent]]:
    """Every space's, by its id."""
    return dict(_events(None))


def _events(space_ids: Collection[int] | None) -> defaultdict[int, list[MembershipEvent]]:
    """The ledgers by space; all of them for None."""
    wanted = _in_order()
    if space_ids is not None:
        wanted = wanted.where(MembershipEvent.space_id.in_(space_ids))
    ledgers: defaultdict[int, list[MembershipEvent]] = defaultdict(list)
    for event in db.session.scalars(wanted):
        ledgers[event.space_id].append(event)
    return ledgers


def _in_order() -> Select[MembershipEvent]:
    return select(MembershipEvent).order_by(
        MembershipEvent.effective_on, MembershipEvent.recorded_at, MembershipEvent.id
    )


def _certificates(space_ids: Collection[int]) -> defaultdict[int, list[Certificate]]:
    certificates: defaultdict[int, list[Certificate]] = defaultdict(list)
    for certificate in db.session.scalars(
        select(Certificate)
        .where(Certificate.space_id.in_(space_ids))
        .order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    ):
        certificates[certificate.space_id].append(certificate)
    return certificates


def certificates_of(space_id: int) -> list[Certificate]:
    """The newest first."""
    return _certificates([space_id])[space_id]


def newest_certificates(space_ids: Collection[int]) -> dict[int, Certificate]:
    """By space; a space without one is left out."""
    return {number: held[0] for number, held in _certificates(space_ids).items() if held}


def answer_on(certificate: Certificate, day: date) -> rules.Answer:
    """What the certificate was, is or will be worth on that day, by the ledger as it stands now."""
    return rules.answer(
        certificate,
        certificates_of(certificate.space_id),
        events_of(certificate.space_id),
        on=day,
        grace_days=value("membership.grace_days"),
    )


def merged_into(answer: rules.Answer) -> Space | None:
    return db.session.get(Space, answer.merged_into_id) if answer.merged_into_id is not None else None


def certificate_by_code(code: str | None) -> Certificate | None:
    """`code` as stored: `rules.normal_code` makes it of what was typed. What cannot be one is looked for all the same,
    so that nobody learns from the time it takes what a code looks like."""
    return db.session.scalars(select(Certificate).where(Certificate.check_code == (code or ""))).one_or_none()


def certificate_by_short_code(code: str | None) -> Certificate | None:
    """`code` as stored: `rules.normal_short_code` makes it of what was typed. As above."""
    return db.session.scalars(select(Certificate).where(Certificate.short_code == (code or ""))).one_or_none()


def certificate_of_event(event_id: int) -> Certificate | None:
    return db.session.scalars(select(Certificate).where(Certificate.event_id == event_id)).one_or_none()


def certificates_of_events(event_ids: Collection[int]) -> dict[int, Certificate]:
    """By the line of the ledger; one without a certificate is left out."""
    held = db.session.scalars(select(Certificate).where(Certificate.event_id.in_(event_ids)).order_by(Certificate.id))
    return {certificate.event_id: certificate for certificate in held}


def events_awaiting_certificate() -> Sequence[MembershipEvent]:
    """Admissions and renewals whose certificate has not been issued, the oldest first, whatever became of the space."""
    return db.session.scalars(
        select(MembershipEvent)
        .outerjoin(Certificate, Certificate.event_id == MembershipEvent.id)
        .where(Certificate.id.is_(None), MembershipEvent.kind.in_(rules.TERMS))
        .order_by(MembershipEvent.effective_on, MembershipEvent.id)
    ).all()


def certificate_by_number(number: str) -> Certificate | None:
    """However it is typed. Numbers are counted up, so this must not answer strangers about what has a code."""
    return certificates_by_key([rules.number_key(number)]).get(rules.number_key(number))


def certificates_by_key(keys: Collection[str]) -> dict[str, Certificate]:
    """Certificates by `number_key`, of those keys that are known."""
    known = db.session.scalars(select(Certificate).where(Certificate.number_key.in_(keys)).order_by(Certificate.id))
    return {certificate.number_key: certificate for certificate in known}


def certificate_on_paper(number: str) -> Certificate | None:
    """What a stranger may see by its number: a paper that bears no code. A number that has one is not even fetched, so
    that it takes no longer than a number nobody has."""
    return db.session.scalars(
        select(Certificate).where(
            Certificate.number_key == rules.number_key(number), Certificate.origin == Origin.PAPER
        )
    ).one_or_none()


def certificate_for(actor: Any, number: str) -> Certificate | None:
    """For the space's team and the Centre's people; None for everybody else."""
    certificate = db.session.scalars(select(Certificate).where(Certificate.number == number)).one_or_none()
    if certificate is None or not rules.can_open_certificate(actor, team_ids(certificate.space_id)):
        return None
    return certificate


def space_with_proof(actor: Any, public_id: str) -> Space | None:
    """For the space's team and the Centre's people; of one that is no member yet, not for those with a tie to it."""
    space = space_by_public_id(public_id)
    team = team_ids(space.id) if space else set[int]()
    if space is None or not rules.can_open_certificate(actor, team):
        return None
    return space if actor.id in team or events_of(space.id) else space_for_staff(actor, public_id)


def certificates_without_paper() -> Sequence[int]:
    return db.session.scalars(
        select(Certificate.id)
        .where(Certificate.pdf_id.is_(None), Certificate.origin == Origin.ISSUED)
        .order_by(Certificate.id)
    ).all()


def certificate_of(space_id: int, number: str, *, hold: bool = False) -> Certificate | None:
    """`hold`: the row is locked until the transaction ends."""
    wanted = select(Certificate).where(Certificate.space_id == space_id, Certificate.number == number)
    return db.session.scalars(wanted.with_for_update(of=Certificate) if hold else wanted).one_or_none()


def certificate_held(certificate_id: int) -> Certificate:
    """The row, locked until the transaction ends."""
    return db.session.scalars(
        select(Certificate).where(Certificate.id == certificate_id).with_for_update(of=Certificate)
    ).one()


def team_ids(space_id: int) -> set[int]:
    return held(f"team of:{space_id}", lambda: {member.user_id for member in team_of(space_id)})


def names_of(user_ids: Collection[int | None]) -> dict[int, str]:
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids)).order_by(User.id))
    return {row.id: row.name for row in rows}


def spaces_joined(events: Iterable[MembershipEvent]) -> dict[int, Space]:
    """Those that others merged into, by id."""
    wanted = {event.merged_into_id for event in events} - {None}
    if not wanted:
        return {}
    rows = db.session.scalars(select(Space).where(Space.id.in_(wanted)).order_by(Space.id))
    return {space.id: space for space in rows}


def name_on_paper(space: Space) -> Bilingual | None:
    """What a member's certificate calls it, where its profile says otherwise."""
    member = member_of(space, clock.today())
    return rules.name_on_paper(space, member.certificates) if member.standing.is_member else None


def name_request_of(space_id: int) -> NameRequest | None:
    """The one that is open."""
    query = select(NameRequest).where(NameRequest.space_id == space_id, NameRequest.settled_at.is_(None))
    return held(f"name request:{space_id}", lambda: db.session.scalars(query).one_or_none())


def name_requests(space_ids: Collection[int] | None = None) -> dict[int, NameRequest]:
    """Those that are open, the oldest first, by space; of all spaces for None."""
    wanted = (
        select(NameRequest).where(NameRequest.settled_at.is_(None)).order_by(NameRequest.asked_at, NameRequest.id)
    )
    if space_ids is not None:
        wanted = wanted.where(NameRequest.space_id.in_(space_ids))
    return {request.space_id: request for request in db.session.scalars(wanted)}


def import_for(actor: Any, public_id: str) -> MemberImport | None:
    return list_for(MemberImport, actor, public_id)
