from datetime import date

from app.memberships import queries as memberships
from app.memberships.rules import Standing


def standings_on(day: date) -> dict[int, Standing]:
    """Space id → standing, of everybody who is a member on that day."""
    return {member.space.id: member.standing for member in memberships.members_on(day)}
