from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import User
from app.accounts.rules import signed_in
from app.core.db import db, held
from app.core.text import fold, sort_key
from app.places.models import Ward
from app.places.queries import all_wards
from app.places.rules import place_names, search_terms
from app.spaces.models import (
    Claim,
    ClaimStatus,
    DeclaredTie,
    Departure,
    EditStatus,
    Invitation,
    SentList,
    Space,
    SpaceEdit,
    SpaceMark,
    SpacePhoto,
    TeamMember,
    TeamRole,
)
from app.spaces.rules import PUBLIC_MAIL, InvitationState, Tie, can_edit, living, state_of

Kept = TypeVar("Kept", bound=SentList)


def team_role(space_id: int, user_id: int) -> TeamRole | None:
    member = db.session.get(TeamMember, (space_id, user_id))
    return TeamRole(member.role) if member else None


def marks_of(space_id: int) -> Sequence[SpaceMark]:
    return db.session.scalars(select(SpaceMark).where(SpaceMark.space_id == space_id).order_by(SpaceMark.mark)).all()


def team_of(space_id: int) -> list[TeamMember]:
    """Owners first, then by the day they joined."""
    return list(db.session.scalars(_team(space_id)))


def hold_space(space_id: int) -> None:
    """Until the transaction ends nobody else changes what hangs on this space: its team, its photos, its ledger."""
    db.session.execute(select(Space.id).where(Space.id == space_id).order_by(Space.id).with_for_update()).one()


def hold_team(space_id: int) -> list[TeamMember]:
    """The team as it stands now; until the transaction ends nobody else changes it or answers an invitation to it."""
    hold_space(space_id)
    return list(db.session.scalars(_team(space_id).execution_options(populate_existing=True)))


def _team(space_id: int) -> Select[TeamMember]:
    owner_first = case((TeamMember.role == TeamRole.OWNER, 0), else_=1)
    return (
        select(TeamMember)
        .where(TeamMember.space_id == space_id)
        .order_by(owner_first, TeamMember.joined_at, TeamMember.user_id)
    )


def owners_of(space_id: int) -> list[User]:
    """Who may be told, and asked, about the space: a closed account is nobody's any more."""
    return living(team_of(space_id), owners_only=True)


def owners_at(space_ids: Collection[int]) -> defaultdict[int, list[User]]:
    """By space, as `owners_of`."""
    owners: defaultdict[int, list[User]] = defaultdict(list)
    for member in db.session.scalars(
        select(TeamMember)
        .where(TeamMember.space_id.in_(space_ids), TeamMember.role == TeamRole.OWNER)
        .order_by(TeamMember.space_id, TeamMember.joined_at, TeamMember.user_id)
    ):
        if member.user.disabled_at is None:
            owners[member.space_id].append(member.user)
    return owners


def spaces_of(user: User) -> list[Space]:
    """The spaces a person is on the team of, in Vietnamese order of their names."""
    spaces = db.session.scalars(
        select(Space)
        .join(TeamMember, TeamMember.space_id == Space.id)
        .where(TeamMember.user_id == user.id)
        .order_by(Space.id)
    )
    return _by_name(spaces.all())


def space_ids_in(field: str) -> list[int]:
    """Of every space that says it works in the field."""
    rows = db.session.execute(select(Space.id, Space.fields).order_by(Space.id))
    return [space_id for space_id, fields in rows if field in fields]


def team_space_ids(actor: Any) -> frozenset[int]:
    """The spaces the actor speaks for; none for who is not signed in."""
    if not signed_in(actor):
        return frozenset()
    query = select(TeamMember.space_id).where(TeamMember.user_id == actor.id).order_by(TeamMember.space_id)
    return held(f"team:{actor.id}", lambda: frozenset(db.session.scalars(query)))


def space_by_public_id(public_id: str) -> Space | None:
    return db.session.scalars(select(Space).where(Space.public_id == public_id)).one_or_none()


def space_by_slug(slug: str) -> Space | None:
    return db.session.scalars(select(Space).where(Space.slug == slug)).one_or_none()


def spaces_with(ids: Collection[int]) -> dict[int, Space]:
    """By id, of those that exist."""
    return {
        space.id: space for space in db.session.scalars(select(Space).where(Space.id.in_(ids)).order_by(Space.id))
    }


def spaces_by_public_ids(public_ids: Collection[str]) -> list[Space]:
    """In Vietnamese order of their names; says nothing about who may see them."""
    return _by_name(db.session.scalars(select(Space).where(Space.public_id.in_(public_ids)).order_by(Space.id)).all())


def space_for_editor(actor: Any, public_id: str) -> Space | None:
    """The space, if the actor is on its team; None for everybody else, who learn nothing."""
    space = space_by_public_id(public_id)
    if space is None or not can_edit(actor, team_role(space.id, actor.id) if actor.is_authenticated else None):
        return None
    return space


def invitation_by_public_id(public_id: str) -> Invitation | None:
    return db.session.scalars(select(Invitation).where(Invitation.public_id == public_id)).one_or_none()


def invitation_of(space_id: int, public_id: str) -> Invitation | None:
    invitation = invitation_by_public_id(public_id)
    return invitation if invitation is not None and invitation.space_id == space_id else None


def unanswered_at(space_id: int) -> Sequence[Invitation]:
    """Neither answered nor withdrawn, also those that have run out: they can be renewed. Oldest first."""
    return db.session.scalars(
        select(Invitation)
        .where(Invitation.space_id == space_id, _unanswered())
        .order_by(Invitation.created_at, Invitation.id)
    ).all()


def appointments_at(space_ids: Collection[int]) -> dict[int, list[Invitation]]:
    """The Centre's own invitations, not answered yet, by space; oldest first."""
    found: defaultdict[int, list[Invitation]] = defaultdict(list)
    for invitation in db.session.scalars(
        select(Invitation)
        .where(Invitation.space_id.in_(space_ids), Invitation.by_centre, _unanswered())
        .order_by(Invitation.created_at, Invitation.id)
    ):
        found[invitation.space_id].append(invitation)
    return dict(found)


def open_for(email: str, now: datetime) -> list[Invitation]:
    """What one address can accept now, oldest first."""
    unanswered = db.session.scalars(
        select(Invitation)
        .where(Invitation.email == email, _unanswered())
        .order_by(Invitation.created_at, Invitation.id)
    ).all()
    owners = _living_owner_ids({one.space_id for one in unanswered})
    return [
        one for one in unanswered if state_of(one, owner_ids=owners[one.space_id], now=now) == InvitationState.OPEN
    ]


def owned_ids(space_ids: Collection[int]) -> set[int]:
    """Those of the spaces that somebody can act for."""
    return {space_id for space_id, owners in _living_owner_ids(space_ids).items() if owners}


def _living_owner_ids(space_ids: Collection[int]) -> defaultdict[int, set[int]]:
    owners: defaultdict[int, set[int]] = defaultdict(set)
    for row in db.session.execute(
        select(TeamMember.space_id, TeamMember.user_id)
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.space_id.in_(space_ids), TeamMember.role == TeamRole.OWNER, User.disabled_at.is_(None))
        .order_by(TeamMember.space_id, TeamMember.user_id)
    ):
        owners[row.space_id].add(row.user_id)
    return owners


def invitations_made(user_id: int, since: datetime) -> int:
    return db.session.execute(
        select(func.count())
        .select_from(Invitation)
        .where(Invitation.invited_by == user_id, Invitation.created_at >= since)
    ).scalar_one()


def _unanswered() -> ColumnElement[bool]:
    return and_(Invitation.accepted_at.is_(None), Invitation.declined_at.is_(None), Invitation.withdrawn_at.is_(None))


def without_owner() -> list[Space]:
    """Spaces that nobody can act for: no owner at all, or none whose account is in use. In Vietnamese order of names."""
    held = (
        select(TeamMember.space_id)
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.role == TeamRole.OWNER, User.disabled_at.is_(None))
    )
    return _by_name(db.session.scalars(select(Space).where(Space.id.not_in(held)).order_by(Space.id)).all())


def unclaimed_ids(spaces: Collection[Space]) -> set[int]:
    """Of those spaces the ones in the directory that nobody can act for."""
    listed = {space.id for space in spaces if space.listed_at is not None}
    return listed - _living_owner_ids(listed).keys()


def listed_spaces() -> list[Space]:
    """Those the Centre has entered in the directory, in Vietnamese order of names."""
    return _by_name(db.session.scalars(select(Space).where(Space.listed_at.is_not(None)).order_by(Space.id)).all())


def listed_space(slug: str) -> Space | None:
    space = space_by_slug(slug)
    return space if space is not None and space.listed_at is not None else None


def waiting_claims_by_space() -> dict[int, list[Claim]]:
    """The oldest first."""
    found: defaultdict[int, list[Claim]] = defaultdict(list)
    for claim in claims(ClaimStatus.WAITING):
        found[claim.space_id].append(claim)
    return dict(found)


def claims(*statuses: ClaimStatus) -> list[Claim]:
    """The oldest first."""
    return list(
        db.session.scalars(select(Claim).where(Claim.status.in_(statuses)).order_by(Claim.created_at, Claim.id))
    )


def decided_claims(limit: int) -> list[Claim]:
    """The last answered first."""
    return list(
        db.session.scalars(
            select(Claim)
            .where(Claim.decided_at.is_not(None))
            .order_by(Claim.decided_at.desc(), Claim.id)
            .limit(limit)
        )
    )


def claims_on(space_id: int) -> list[Claim]:
    """Waiting ones, the oldest first, as they stand now."""
    return list(
        db.session.scalars(
            select(Claim)
            .where(Claim.space_id == space_id, Claim.status == ClaimStatus.WAITING)
            .order_by(Claim.created_at, Claim.id)
            .execution_options(populate_existing=True)
        )
    )


def claims_by(user: User, *statuses: ClaimStatus) -> list[Claim]:
    """The newest first."""
    return list(
        db.session.scalars(
            select(Claim)
            .where(Claim.claimant_id == user.id, Claim.status.in_(statuses))
            .order_by(Claim.created_at.desc(), Claim.id.desc())
        )
    )


def claim_by_public_id(public_id: str) -> Claim | None:
    return db.session.scalars(select(Claim).where(Claim.public_id == public_id)).one_or_none()


def claim_for(actor: Any, public_id: str) -> Claim | None:
    """One's own."""
    claim = claim_by_public_id(public_id)
    return claim if claim is not None and claim.claimant_id == actor.id else None


def claims_made(user_id: int, since: datetime) -> int:
    return db.session.execute(
        select(func.count()).select_from(Claim).where(Claim.claimant_id == user_id, Claim.created_at >= since)
    ).scalar_one()


def share_a_team(one_id: int, other_id: int) -> bool:
    theirs = select(TeamMember.space_id).where(TeamMember.user_id == other_id)
    return (
        db.session.scalars(
            select(TeamMember.space_id)
            .where(TeamMember.user_id == one_id, TeamMember.space_id.in_(theirs))
            .order_by(TeamMember.space_id)
            .limit(1)
        ).first()
        is not None
    )


def waiting_edit(space_id: int) -> SpaceEdit | None:
    """As it stands now."""
    return db.session.scalars(
        select(SpaceEdit)
        .where(SpaceEdit.space_id == space_id, SpaceEdit.status == EditStatus.WAITING)
        .execution_options(populate_existing=True)
    ).one_or_none()


def waiting_edits() -> list[SpaceEdit]:
    """The oldest first."""
    return list(
        db.session.scalars(
            select(SpaceEdit)
            .where(SpaceEdit.status == EditStatus.WAITING)
            .options(joinedload(SpaceEdit.space), joinedload(SpaceEdit.proposer))
            .order_by(SpaceEdit.proposed_at, SpaceEdit.id)
        )
    )


def decided_edits(limit: int) -> list[SpaceEdit]:
    """The last decided first."""
    return list(
        db.session.scalars(
            select(SpaceEdit)
            .where(SpaceEdit.decided_at.is_not(None))
            .options(joinedload(SpaceEdit.space), joinedload(SpaceEdit.proposer))
            .order_by(SpaceEdit.decided_at.desc(), SpaceEdit.id)
            .limit(limit)
        )
    )


def edit_by_public_id(public_id: str) -> SpaceEdit | None:
    return db.session.scalars(
        select(SpaceEdit)
        .where(SpaceEdit.public_id == public_id)
        .options(joinedload(SpaceEdit.space), joinedload(SpaceEdit.proposer))
    ).one_or_none()


def last_edit(space_id: int) -> SpaceEdit | None:
    """The one proposed last, whatever became of it."""
    return db.session.scalars(
        select(SpaceEdit).where(SpaceEdit.space_id == space_id).order_by(SpaceEdit.id.desc()).limit(1)
    ).first()


def team_edit(actor: Any, public_id: str) -> SpaceEdit | None:
    """Of a space the actor is on the team of."""
    edit = edit_by_public_id(public_id)
    return edit if edit is not None and edit.space_id in team_space_ids(actor) else None


def unconfirmed(asked_before: date) -> list[Space]:
    """Spaces whose people were asked by that day whether all is right and have not said so, in order of the asking."""
    return list(
        db.session.scalars(
            select(Space)
            .where(Space.confirm_asked_on <= asked_before, _unanswered_question())
            .order_by(Space.confirm_asked_on, Space.id)
        )
    )


def confirmation_days() -> list[tuple[int, date | None, date | None, datetime | None]]:
    """Of every space: its id, the day it was last confirmed, the day it was last asked, and since when it is listed."""
    wanted = select(Space.id, Space.confirmed_on, Space.confirm_asked_on, Space.listed_at)
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(wanted.order_by(Space.id))]


def _unanswered_question() -> ColumnElement[bool]:
    return or_(Space.confirmed_on.is_(None), Space.confirmed_on < Space.confirm_asked_on)


def photos_of(space_id: int) -> list[SpacePhoto]:
    """The cover first."""
    return list(db.session.scalars(_photos(space_id)))


def hold_photos(space_id: int) -> list[SpacePhoto]:
    """The photos as they stand now; until the transaction ends nobody else adds, moves or removes one."""
    hold_space(space_id)
    return list(db.session.scalars(_photos(space_id).execution_options(populate_existing=True)))


def _photos(space_id: int) -> Select[SpacePhoto]:
    return select(SpacePhoto).where(SpacePhoto.space_id == space_id).order_by(SpacePhoto.position, SpacePhoto.id)


def photo_of(space_id: int, public_id: str) -> SpacePhoto | None:
    photo = photo_by_public_id(public_id)
    return photo if photo and photo.space_id == space_id else None


def photo_by_public_id(public_id: str) -> SpacePhoto | None:
    """Says nothing about who may see it."""
    return db.session.scalars(select(SpacePhoto).where(SpacePhoto.public_id == public_id)).one_or_none()


def covers_of(space_ids: Collection[int]) -> dict[int, SpacePhoto]:
    """Space id → cover, of those that have photos."""
    covers = select(SpacePhoto).where(SpacePhoto.space_id.in_(space_ids), SpacePhoto.position == 1)
    return {photo.space_id: photo for photo in db.session.scalars(covers.order_by(SpacePhoto.id))}


def slugs_like(slug: str) -> set[str]:
    return set(db.session.scalars(select(Space.slug).where(Space.slug.startswith(slug)).order_by(Space.slug)))


def directory(ids: Collection[int], *, q: str = "") -> list[Space]:
    """Of the spaces named by `ids` those in which every word of `q` begins a word, in Vietnamese order of names.

    Blind to accents. Old districts count for the wards they became. A search without any word in it finds nothing.
    """
    wanted = select(Space).outerjoin(Space.ward).options(contains_eager(Space.ward))
    wanted = wanted.where(Space.id.in_(ids)).order_by(Space.id)
    terms = search_terms(q, place_names(all_wards())) if q else []
    if q and not terms:
        return []
    for term in terms:
        wanted = wanted.where(or_(Space.search_text.contains(f" {term}"), Ward.search_text.contains(f" {term}")))
    return _by_name(db.session.scalars(wanted).all())


def spaces_by_folded_name(names: Collection[str]) -> dict[str, list[Space]]:
    """The spaces called by one of those names, whatever accents and case either was written with."""
    called: defaultdict[str, list[Space]] = defaultdict(list)
    for space in db.session.scalars(select(Space).order_by(Space.id)):
        if (name := fold(space.name_vi)) in names:
            called[name].append(space)
    return called


def list_for(kind: type[Kept], actor: Any, public_id: str) -> Kept | None:
    """One's own; the lists of others are nobody's business before they are entered."""
    return db.session.scalars(
        select(kind).where(kind.public_id == public_id, kind.created_by == actor.id)
    ).one_or_none()


def list_held(kind: type[Kept], actor: Any, public_id: str) -> Kept | None:
    """As `list_for`, locked until the transaction ends."""
    return db.session.scalars(
        select(kind)
        .where(kind.public_id == public_id, kind.created_by == actor.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def lists_waiting_since(kind: type[Kept], before: datetime) -> Sequence[Kept]:
    """Sent before that moment and not confirmed."""
    return db.session.scalars(
        select(kind).where(kind.confirmed_at.is_(None), kind.created_at < before).order_by(kind.id)
    ).all()


def _by_name(spaces: Collection[Space]) -> list[Space]:
    return sorted(spaces, key=lambda space: (sort_key(space.name_vi), space.id))


class Person(NamedTuple):
    """What ties are found by: of one person, or as the columns of many."""

    id: ColumnElement[int]
    organisation: ColumnElement[str]
    mail_host: ColumnElement[str]


def person_of(user: Any) -> Person:
    return Person(literal(user.id), literal(user.organisation_key), literal(user.mail_host))


@cache
def _apart() -> tuple[Any, ...]:
    """Under names of their own, so that they stay apart from the same tables in the query around.

    Made once: an alias costs far more to make than the whole query that looks through it.
    """
    return aliased(TeamMember), aliased(Departure), aliased(SpaceMark), aliased(User), aliased(DeclaredTie)


def ties_to_space(who: Person, space_id: Any) -> dict[Tie, ColumnElement[bool]]:
    """The one place that says what a tie is; each as a condition, for one space or for the columns of a query.

    Each looks out of one query only: from deeper inside, a column of the query around would be taken for a table.
    """
    on_team, gone, mark, mate, tie = _apart()
    mates = select(mate.id).join(on_team, on_team.user_id == mate.id).where(on_team.space_id == space_id)
    marks = select(mark.mark).where(mark.space_id == space_id)
    private = (who.mail_host != "") & who.mail_host.not_in(PUBLIC_MAIL)
    return {
        Tie.TEAM: who.id.in_(select(on_team.user_id).where(on_team.space_id == space_id)),
        Tie.PAST_TEAM: who.id.in_(select(gone.user_id).where(gone.space_id == space_id)),
        Tie.DECLARED: marks.join(tie, tie.organisation_key == mark.mark).where(tie.user_id == who.id).exists(),
        Tie.ORGANISATION: (who.organisation != "")
        & (who.organisation.in_(marks) | mates.where(mate.organisation_key == who.organisation).exists()),
        Tie.MAIL_HOST: private & (who.mail_host.in_(marks) | mates.where(mate.mail_host == who.mail_host).exists()),
    }


def space_for_staff(actor: Any, public_id: str) -> Space | None:
    """A space that may be no member yet: none for those with a tie, unless it is their own."""
    return db.session.scalars(select(Space).where(Space.public_id == public_id, open_to_staff(actor))).one_or_none()


def open_to_staff(actor: Any) -> ColumnElement[bool]:
    """`space_for_staff`, as a condition."""
    ties = ties_to_space(person_of(actor), Space.id)
    apart = or_(*(ties[tie] for tie in ties if tie != Tie.TEAM))
    return ties[Tie.TEAM] | ~apart


def has_tie(user: Any, space_id: int) -> bool:
    ties = ties_to_space(person_of(user), space_id)
    return bool(db.session.scalar(select(or_(*ties.values()))))
