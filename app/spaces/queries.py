from collections.abc import Collection
from typing import Any

from sqlalchemy import case, select

from app.accounts.models import User
from app.core.db import db
from app.core.text import fold, sort_key
from app.spaces.models import Space, TeamMember, TeamRole
from app.spaces.rules import can_edit


def team_role(space_id: int, user_id: int) -> TeamRole | None:
    member = db.session.get(TeamMember, (space_id, user_id))
    return TeamRole(member.role) if member else None


def team_of(space_id: int) -> list[TeamMember]:
    """Owners first, then by the day they joined."""
    owner_first = case((TeamMember.role == TeamRole.OWNER, 0), else_=1)
    return list(
        db.session.scalars(
            select(TeamMember)
            .where(TeamMember.space_id == space_id)
            .order_by(owner_first, TeamMember.joined_at, TeamMember.user_id)
        )
    )


def owners_of(space_id: int) -> list[User]:
    return [member.user for member in team_of(space_id) if member.role == TeamRole.OWNER]


def spaces_of(user: User) -> list[Space]:
    """The spaces a person is on the team of, in Vietnamese order of their names."""
    spaces = db.session.scalars(
        select(Space)
        .join(TeamMember, TeamMember.space_id == Space.id)
        .where(TeamMember.user_id == user.id)
        .order_by(Space.id)
    )
    return _by_name(spaces.all())


def space_by_public_id(public_id: str) -> Space | None:
    return db.session.scalars(select(Space).where(Space.public_id == public_id)).one_or_none()


def space_by_slug(slug: str) -> Space | None:
    return db.session.scalars(select(Space).where(Space.slug == slug)).one_or_none()


def space_for_editor(actor: Any, public_id: str) -> Space | None:
    """The space, if the actor is on its team; None for everybody else, who learn nothing."""
    space = space_by_public_id(public_id)
    if space is None or not can_edit(actor, team_role(space.id, actor.id) if actor.is_authenticated else None):
        return None
    return space


def slugs_like(slug: str) -> set[str]:
    return set(db.session.scalars(select(Space.slug).where(Space.slug.startswith(slug)).order_by(Space.slug)))


def directory(ids: Collection[int], *, q: str = "", kind: str = "", ward_code: str = "") -> list[Space]:
    """Of the spaces named by `ids` those that fit, in Vietnamese order of names. The search is blind to accents."""
    wanted = select(Space).where(Space.id.in_(ids)).order_by(Space.id)
    if ward_code:
        wanted = wanted.where(Space.ward_code == ward_code)
    for word in fold(q).split():
        wanted = wanted.where(Space.search_text.contains(word, autoescape=True))
    return _by_name([space for space in db.session.scalars(wanted) if not kind or kind in space.kinds])


def _by_name(spaces: Collection[Space]) -> list[Space]:
    return sorted(spaces, key=lambda space: (sort_key(space.name_vi), space.id))
