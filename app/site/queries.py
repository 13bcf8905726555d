from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.core.db import db
from app.core.text import sort_key
from app.memberships import queries as memberships
from app.memberships.rules import Standing, Status
from app.memberships.rules import standing as standing_in
from app.settings.queries import value
from app.spaces.models import Space, SpaceHours


def standing_of(space_id: int, day: date) -> Standing | None:
    """How one space stands, if it is a member on that day."""
    standing = memberships.standing_of(space_id, day)
    return standing if standing.is_member else None


def standings_on(day: date) -> dict[int, Standing]:
    """Space id → standing, of everybody who is a member on that day."""
    return {space_id: standing for space_id, standing in standings_by_space(day).items() if standing}


def standings_by_space(day: date) -> dict[int, Standing | None]:
    """Of every space that stands in the ledger by that day: how, if it is a member, else None. Without the lines of the
    ledger, so that it can be kept."""
    grace_days = value("membership.grace_days")
    standings = {
        space_id: standing_in(events, on=day, grace_days=grace_days)
        for space_id, events in memberships.ledgers().items()
    }
    return {
        space_id: replace(standing, event=None) if standing.is_member else None
        for space_id, standing in standings.items()
        if standing.status != Status.NONE
    }


def shown_spaces(standings: dict[int, Standing | None]) -> list[Space]:
    """Today's members, and the spaces of the directory that never were any: who has stood in the ledger is shown by what
    stands there. In Vietnamese order of names."""
    members = [space_id for space_id, standing in standings.items() if standing]
    rows = db.session.scalars(
        select(Space).where(or_(Space.id.in_(members), Space.listed_at.is_not(None))).order_by(Space.id)
    )
    shown = [space for space in rows if space.id not in standings or standings[space.id]]
    return sorted(shown, key=lambda space: (sort_key(space.name_vi), space.id))


def is_known_on(space: Space, day: date) -> bool:
    return space.listed_at is not None and memberships.standing_of(space.id, day).status == Status.NONE


def hours_by_space() -> dict[int, list[Any]]:
    """Rows of weekday, opens, closes; of those who have said them."""
    hours: defaultdict[int, list[Any]] = defaultdict(list)
    columns = (SpaceHours.space_id, SpaceHours.weekday, SpaceHours.opens, SpaceHours.closes)
    for row in db.session.execute(select(*columns).order_by(*columns)):
        hours[row.space_id].append(row)
    return hours
