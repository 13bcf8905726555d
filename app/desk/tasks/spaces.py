"""What people ask about spaces, and what spaces want changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.accounts.models import User
from app.accounts.rules import is_coordinator
from app.core import clock
from app.desk.rules import Step
from app.desk.tasks.few import line, own_spaces
from app.desk.tasks.look import OWN_SPACE, OWNERLESS
from app.spaces.models import Claim, ClaimStatus, EditStatus, Space, SpaceEdit, TeamMember, TeamRole

UNANSWERED = timedelta(days=60)
NAMED = 5


def lines(actor: Any, _now: datetime) -> Iterator[Select[Any]]:
    yield line(OWN_SPACE, id=TeamMember.space_id, ref="").where(TeamMember.user_id == actor.id)
    yield _ownerless()
    if is_coordinator(actor):
        yield _claims(actor)
        yield _edits(actor)
        yield _stale(actor)


def _claims(actor: Any) -> Select[Any]:
    """Not those of oneself, which somebody else answers."""
    return (
        line(
            Step.ANSWER,
            id=Claim.id,
            ref=Claim.public_id,
            title=Space.name_vi,
            title_en=Space.name_en,
            note=User.name + " · " + Claim.position,
        )
        .select_from(Claim)
        .join(Space, Space.id == Claim.space_id)
        .join(User, User.id == Claim.claimant_id)
        .where(Claim.status == ClaimStatus.WAITING, Claim.claimant_id != actor.id)
    )


def _edits(actor: Any) -> Select[Any]:
    return (
        line(
            Step.EDIT,
            id=SpaceEdit.id,
            ref=SpaceEdit.public_id,
            title=Space.name_vi,
            title_en=Space.name_en,
            note=User.name,
        )
        .select_from(SpaceEdit)
        .join(Space, Space.id == SpaceEdit.space_id)
        .join(User, User.id == SpaceEdit.proposed_by)
        .where(SpaceEdit.status == EditStatus.WAITING, Space.id.not_in(own_spaces(actor)))
    )


def _stale(actor: Any) -> Select[Any]:
    """Asked long ago whether everything is still right, and not answered since."""
    return (
        line(
            Step.STALE,
            id=Space.id,
            ref=Space.public_id,
            title=Space.name_vi,
            title_en=Space.name_en,
            note=Space.slug,
        )
        .select_from(Space)
        .where(
            Space.confirm_asked_on <= clock.today() - UNANSWERED,
            or_(Space.confirmed_on.is_(None), Space.confirmed_on < Space.confirm_asked_on),
            Space.id.not_in(own_spaces(actor)),
        )
    )


def _ownerless() -> Select[Any]:
    """The first few of those that no list of known spaces brought and nobody can act for, each with how many there
    are."""
    held = (
        select(TeamMember.space_id)
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.role == TeamRole.OWNER, User.disabled_at.is_(None))
    )
    first = (
        select(
            Space.id,
            Space.public_id,
            Space.name_vi,
            Space.name_en,
            func.count().over().label("many"),
        )
        .where(Space.listed_at.is_(None), Space.id.not_in(held))
        .order_by(Space.id)
        .limit(NAMED)
        .subquery()
    )
    return line(
        OWNERLESS,
        id=first.c.id,
        ref=first.c.public_id,
        title=first.c.name_vi,
        title_en=first.c.name_en,
        number=first.c.many,
    )
