"""Who is on the team of a space, and in which role. Everything here holds the team first: of two owners who take the
role from each other at once, the second finds the first one gone."""

from collections.abc import Sequence
from typing import Any

from app.accounts.models import User
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.revisions.service import bump
from app.spaces import queries, rules
from app.spaces.models import Departure, Space, TeamMember, TeamRole
from app.spaces.service import letters


def add_to_team(space: Space, user: User, role: TeamRole, *, actor: Any) -> TeamMember:
    """Put somebody on the team, or change the role of who is on it; the caller answers for it that they may.

    Raises `space.last_owner`.
    """
    return _set_role(queries.hold_team(space.id), space, user, role, actor=actor)


def change_role(space: Space, user: User, role: TeamRole, *, actor: Any) -> None:
    """An owner gives somebody of the team the other role. Raises `space.owners_only`, `space.last_owner`."""
    team = led_by(actor, space)
    if rules.role_in(team, user.id) is None:
        raise NotFound("member")
    if rules.role_in(team, user.id) == role:
        return
    _set_role(team, space, user, role, actor=actor)
    letters.tell_team("role", space, actor=actor, person=user, also=[user], role=role)


def remove_from_team(space: Space, user: User, *, actor: Any) -> None:
    """An owner takes somebody off the team. Raises `space.owners_only`, `space.last_owner`."""
    team = led_by(actor, space)
    if rules.role_in(team, user.id) is None:
        raise NotFound("member")
    take_off(team, space, user, actor=actor)
    letters.tell_team("removed", space, actor=actor, person=user, also=[user])


def leave_team(space: Space, *, actor: Any) -> None:
    """Raises `space.last_owner` for the only one who could hand the space over."""
    team = queries.hold_team(space.id)
    if rules.role_in(team, actor.id) is None:
        raise NotFound("space")
    take_off(team, space, actor, actor=actor)
    letters.tell_team("left", space, actor=actor, person=actor)


def take_off(team: Sequence[TeamMember], space: Space, user: User, *, actor: Any) -> None:
    """`team` is held. From their next request on, nothing of the space is there for who is taken off."""
    if rules.is_last_owner(team, user.id):
        raise DomainError("space.last_owner")
    member = next(member for member in team if member.user_id == user.id)
    db.session.delete(member)
    db.session.add(Departure(space_id=space.id, user_id=user.id, left_at=clock.now()))
    db.session.flush()
    record(f"space:{space.id}", "space.team_left", actor=actor, payload={"user_id": user.id})
    bump(f"person:{user.id}", "ties")


def led_by(actor: Any, space: Space) -> list[TeamMember]:
    team = queries.hold_team(space.id)
    role = rules.role_in(team, actor.id)
    if role is None:
        raise NotFound("space")
    if not rules.can_lead(actor, role):
        raise DomainError("space.owners_only")
    return team


def _set_role(team: Sequence[TeamMember], space: Space, user: User, role: TeamRole, *, actor: Any) -> TeamMember:
    member = next((member for member in team if member.user_id == user.id), None)
    if member is None:
        member = TeamMember(space_id=space.id, user_id=user.id, role=role, joined_at=clock.now())
        db.session.add(member)
    elif role != TeamRole.OWNER and rules.is_last_owner(team, user.id):
        raise DomainError("space.last_owner")
    member.role = role
    db.session.flush()
    record(f"space:{space.id}", "space.team_changed", actor=actor, payload={"user_id": user.id, "role": role})
    bump(f"person:{user.id}", "ties")
    return member
