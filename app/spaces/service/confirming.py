"""Once a year: is all of this still right? Nothing is hidden for want of an answer; the Centre asks by telephone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import update

from app.accounts.models import User
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.revisions.service import bump
from app.settings.queries import value
from app.spaces import queries, rules
from app.spaces.models import Space
from app.spaces.service import letters


def confirm_space(space: Space, *, version: int, actor: User) -> None:
    """Somebody of the team has read it all as it stood in `version`. Raises `space.changed_meanwhile`."""
    if queries.team_role(space.id, actor.id) is None:
        raise NotFound("space")
    queries.hold_space(space.id)
    db.session.refresh(space)
    if space.version != version:
        raise DomainError("space.changed_meanwhile")
    _confirmed(space, actor)


def confirm_by_telephone(space: Space, *, actor: User) -> None:
    """The Centre has asked its people, who said that all is right. Raises `edit.not_yours` for a space of one's own."""
    _allow(space, actor)
    _confirmed(space, actor, {"by": "centre"})


def ask_again(space: Space, *, actor: User) -> None:
    """Once more by letter, from today. Raises `edit.not_yours`, and `space.nobody_to_ask` where no owner is left."""
    _allow(space, actor)
    if not queries.owners_of(space.id):
        raise DomainError("space.nobody_to_ask")
    _ask(space, clock.today(), actor)


def ask_to_confirm(members: Mapping[int, date]) -> int:
    """Ask the owners of every space whose page everybody reads: `members` by their ids, since when; and those of the
    directory. Who has not answered is reminded once. Each letter once, however often this runs; returns how many spaces
    were asked anew."""
    today, months, asked = clock.today(), value("spaces.confirm_months"), 0
    for space_id, confirmed_on, asked_on, listed_at in queries.confirmation_days():
        since = members.get(space_id) or (listed_at.astimezone(clock.HOUSE_ZONE).date() if listed_at else None)
        if since is None:
            continue
        waiting = asked_on is not None and (confirmed_on is None or confirmed_on < asked_on)
        if waiting and asked_on is not None:
            if today >= asked_on + rules.CONFIRM_REMINDER:
                letters.ask_to_confirm(_space(space_id), asked_on, reminder=True)
        elif rules.confirm_due_on(confirmed_on or since, months) <= today and queries.owners_of(space_id):
            _ask(_space(space_id), today, None)
            asked += 1
    return asked


def _space(space_id: int) -> Space:
    return db.session.get_one(Space, space_id)


def _allow(space: Space, actor: User) -> None:
    queries.hold_space(space.id)
    db.session.refresh(space)
    if not rules.can_decide_edit(actor, queries.team_of(space.id)):
        raise DomainError("edit.not_yours")


def _ask(space: Space, today: date, actor: Any) -> None:
    # Beside the version, which is of what stands on the page: asking changes nothing for whoever is at the form.
    db.session.execute(update(Space).where(Space.id == space.id).values(confirm_asked_on=today))
    db.session.refresh(space, ["confirm_asked_on"])
    record(f"space:{space.id}", "space.confirmation_asked", actor=actor)
    letters.ask_to_confirm(space, today, reminder=False)


def _confirmed(space: Space, actor: User, payload: Mapping[str, Any] | None = None) -> None:
    space.confirmed_on, space.confirmed_by = clock.today(), actor.id
    db.session.flush()
    record(f"space:{space.id}", "space.confirmed", actor=actor, payload=payload)
    bump(f"space:{space.id}", "spaces")
