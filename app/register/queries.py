from datetime import date

from app.core.text import sort_key
from app.memberships.queries import Member, member_of, roll
from app.register.rules import Line, line
from app.spaces.models import Space


def lines_on(day: date) -> list[Line]:
    """Every space that stands in the ledger by that day, in Vietnamese order of the names on their certificates."""
    lines = [line_of(member, day) for member in roll(day)]
    return sorted(lines, key=lambda one: (sort_key(one.name_vi), one.space.id))


def line_of(member: Member, day: date) -> Line:
    return line(member.space, member.standing, member.events, member.certificates, on=day)


def entry_of(space: Space, day: date) -> Member | None:
    """None for a space that has no line in the ledger."""
    member = member_of(space, day)
    return member if member.events else None
