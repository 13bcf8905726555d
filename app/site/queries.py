from datetime import date

from app.memberships import queries as memberships
from app.memberships.rules import Standing, Status
from app.spaces.models import Space
from app.spaces.queries import listed_spaces


def standings_on(day: date) -> dict[int, Standing]:
    """Space id → standing, of everybody who is a member on that day."""
    return {member.space.id: member.standing for member in memberships.members_on(day)}


def known_on(day: date) -> list[Space]:
    """Spaces of the directory that never were members by that day, in Vietnamese order of names. Who has stood in the
    ledger is shown by what stands there."""
    ledger = {member.space.id for member in memberships.roll(day)}
    return [space for space in listed_spaces() if space.id not in ledger]


def is_known_on(space: Space, day: date) -> bool:
    return space.listed_at is not None and memberships.standing_of(space.id, day).status == Status.NONE
