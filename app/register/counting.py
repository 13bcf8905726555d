"""The network in numbers, counted from the ledgers alone. Pure."""

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.memberships.models import Grade, MembershipEvent
from app.memberships.rules import Standing, Status, standings
from app.spaces.models import Space

MONTHS_SHOWN = 36
Ledgers = Mapping[int, Sequence[MembershipEvent]]


@dataclass(frozen=True, slots=True)
class Month:
    """How many there were at the end of its last day; of the month that is not over, today."""

    day: date
    full: int
    associate: int
    suspended: int

    @property
    def members(self) -> int:
        return self.full + self.associate


@dataclass(frozen=True, slots=True)
class Year:
    """Memberships begun and over; a suspension is neither."""

    year: int
    joined: int
    left: int


@dataclass(frozen=True, slots=True)
class Statistics:
    on: date
    months: list[Month]
    years: list[Year]
    grades: Counter[str]
    kinds: Counter[str]
    fields: Counter[str]
    wards: Counter[str | None]

    @property
    def members(self) -> int:
        return self.grades.total()


def statistics(ledgers: Ledgers, spaces: Mapping[int, Space], *, on: date, grace_days: int) -> Statistics:
    """Kinds, fields and wards are those the spaces name today: the ledger has no history of them."""
    begun = min((events[0].effective_on for events in ledgers.values() if events), default=on)
    days = month_ends(min(begun, on), on)
    by_space = {number: standings(events, days, grace_days=grace_days) for number, events in ledgers.items()}
    members = {number: found[-1] for number, found in by_space.items() if found[-1].is_member}
    here = [spaces[number] for number in members]
    return Statistics(
        on=on,
        months=[_month(day, [found[place] for found in by_space.values()]) for place, day in enumerate(days)],
        years=_years(ledgers.values(), begun.year, on, grace_days),
        grades=Counter(str(now.grade) for now in members.values()),
        kinds=Counter(kind for space in here for kind in space.kinds),
        fields=Counter(field for space in here for field in space.fields),
        wards=Counter(space.ward_code for space in here),
    )


def month_ends(first: date, last: date) -> list[date]:
    """The last day of every month from that of `first`, at most the last MONTHS_SHOWN; `last` stands for its own."""
    count = min((last.year - first.year) * 12 + last.month - first.month, MONTHS_SHOWN - 1)
    ends = []
    for back in range(count, 0, -1):
        year, month = divmod(last.year * 12 + last.month - 1 - back, 12)
        ends.append(date(year, month + 1, calendar.monthrange(year, month + 1)[1]))
    return [*ends, last]


def _month(day: date, found: Iterable[Standing]) -> Month:
    counted = Counter(now.grade if now.is_member else now.status for now in found)
    return Month(day, counted[Grade.FULL], counted[Grade.ASSOCIATE], counted[Status.SUSPENDED])


def _years(ledgers: Iterable[Sequence[MembershipEvent]], first: int, on: date, grace_days: int) -> list[Year]:
    joined: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for events in ledgers:
        belonged = False
        days = _turning_days(events, on, grace_days)
        for day, now in zip(days, standings(events, days, grace_days=grace_days), strict=True):
            belongs = now.status in (Status.MEMBER, Status.SUSPENDED)
            if belongs != belonged:
                (joined if belongs else left)[day.year] += 1
            belonged = belongs
    return [Year(year, joined[year], left[year]) for year in range(min(first, on.year), on.year + 1)]


def _turning_days(events: Sequence[MembershipEvent], on: date, grace_days: int) -> list[date]:
    """The only days on which a standing can become another: those of the lines, and those after a term's last."""
    over = {event.valid_until + timedelta(days=grace_days + 1) for event in events if event.valid_until}
    return sorted(day for day in {event.effective_on for event in events} | over if day <= on)
