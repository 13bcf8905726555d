from dataclasses import dataclass
from datetime import date, datetime

from app.charts.figures import Figure
from app.core import clock
from app.core.text import sort_key
from app.memberships.queries import Member, ledgers, member_of, roll
from app.places.models import Ward
from app.places.queries import all_wards
from app.register.counting import Statistics, statistics
from app.register.figures import MAKERS
from app.register.rules import Line, line
from app.revisions import queries as revisions
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import spaces_with

# Whatever the public register shows is counted under one of these.
TOPICS = (
    "members",
    "spaces",
    "words:vocabulary",
    *(f"words:{key}" for key in ("membership.grace_days", "register.licence", "register.licence_url")),
    *(f"words:{name}_{language}" for name in ("network.name", "centre.name") for language in ("vi", "en")),
)


@dataclass(frozen=True)
class Edition:
    """Equal for two moments of a day between which nothing that the register shows has changed."""

    counted: tuple[tuple[str, int], ...]
    changed_at: datetime | None


def edition() -> Edition:
    rows = revisions.of(TOPICS)
    return Edition(
        tuple((row.topic, row.number) for row in rows), max((row.changed_at for row in rows), default=None)
    )


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


def counted(day: date) -> Statistics:
    """As many questions for a thousand members as for ten."""
    everybody = ledgers()
    return statistics(everybody, spaces_with(everybody), on=day, grace_days=value("membership.grace_days"))


def figure(name: str) -> Figure:
    return MAKERS[name](counted(clock.today()), _wards())


def figures(found: Statistics) -> list[Figure]:
    wards = _wards()
    return [make(found, wards) for make in MAKERS.values()]


def _wards() -> dict[str, Ward]:
    return {ward.code: ward for ward in all_wards()}
