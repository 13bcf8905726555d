"""What happens when, as pages tell it, and who may say so. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from app.core.clock import HOUSE_ZONE
from app.core.text import searchable, words
from app.core.timespan import Timespan
from app.events.models import EventPhoto, Whereabouts

DATES_SHOWN = 500


class Group(StrEnum):
    """Whose event it is, as far as visitors tell them apart."""

    MUSEUM = "museum"  # the museum's or the Centre's own
    NETWORK = "network"  # of a space, at the museum
    MEMBERS = "members"  # of a space, at its own place or online


@dataclass(frozen=True, kw_only=True)
class Named:
    """A venue or a host: whatever has a name and perhaps a page."""

    slug: str
    name_vi: str
    name_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One date of something that happens in public. `key` is the end of its page's address, `uuid` the date's own;
    equal `series` are dates of one thing. Without `host` it is the Centre's. `address` is as the space wants it seen."""

    key: str
    uuid: str
    series: str
    title_vi: str
    title_en: str | None
    span: Timespan
    zone: ZoneInfo = HOUSE_ZONE
    venues: tuple[Named, ...] = ()
    host: Named | None = None
    host_has_page: bool = False
    where: str = Whereabouts.VENUE
    address: str = ""
    ward_code: str | None = None
    space_id: int | None = None
    kind: str = ""
    fields: tuple[str, ...] = ()
    cancelled: bool = False
    photo: EventPhoto | None = None

    @property
    def first_on(self) -> date:
        """The first day where it happens."""
        return self.span.start.astimezone(self.zone).date()

    @property
    def last_on(self) -> date:
        return self.span.days(self.zone)[-1]

    @property
    def group(self) -> Group:
        if self.host is None:
            return Group.MUSEUM
        return Group.NETWORK if self.where == Whereabouts.VENUE else Group.MEMBERS

    def is_on(self, now: datetime) -> bool:
        return self.span.start <= now < self.span.end


@dataclass(frozen=True)
class Card:
    """All dates of one thing that were found, the nearest first."""

    dates: tuple[Happening, ...]

    @property
    def nearest(self) -> Happening:
        return self.dates[0]


def cards(found: Iterable[Happening]) -> list[Card]:
    """In the order of their nearest dates."""
    of_one: dict[str, list[Happening]] = {}
    for one in found:
        of_one.setdefault(one.series, []).append(one)
    return [Card(tuple(dates)) for dates in of_one.values()]


def by_month(listed: Iterable[Card]) -> list[tuple[date, list[Card]]]:
    """First of the month and what stands in it; what began in an earlier month stands under the month it began in."""
    months = groupby(listed, key=lambda card: card.nearest.first_on.replace(day=1))
    return [(month, list(of_month)) for month, of_month in months]


# What the list can be narrowed by: the values one date has of each.
FACETS: Mapping[str, Callable[[Happening], Collection[str | None]]] = {
    "host": lambda one: [one.group.value],
    "kind": lambda one: [one.kind],
    "field": lambda one: one.fields,
    "ward": lambda one: [one.ward_code],
    "venue": lambda one: [venue.slug for venue in one.venues],
}


def narrowed(found: Iterable[Happening], chosen: Mapping[str, str], *, but: str = "") -> list[Happening]:
    """Those that have every value chosen; the facet named by `but` is left open."""
    asked = [(FACETS[name], value) for name, value in chosen.items() if value and name != but]
    return [one for one in found if all(value in values(one) for values, value in asked)]


def matching(found: Iterable[Happening], q: str) -> list[Happening]:
    """Those in which every word of `q` begins a word, whatever accents either was written with."""
    asked = [f" {word}" for word in words(q)]
    return [one for one in found if all(word in _searched(one) for word in asked)]


def _searched(one: Happening) -> str:
    names: list[Any] = [name for thing in (*one.venues, one.host) if thing for name in (thing.name_vi, thing.name_en)]
    return searchable(one.title_vi, one.title_en, one.address, *names)


def weekend_of(day: date) -> tuple[date, date]:
    """Saturday and Sunday of the week, or of the weekend that is on."""
    saturday = day - timedelta(days=day.weekday()) + timedelta(days=5)
    return saturday, saturday + timedelta(days=1)


def on_days(found: Sequence[Happening], first: date, last: date) -> dict[date, list[Happening]]:
    """What is on on each of these days, by the clock of where it is."""
    days = {first + timedelta(days=n): list[Happening]() for n in range((last - first).days + 1)}
    for one in found:
        day, end = max(first, one.first_on), min(last, one.last_on)
        while day <= end:
            days[day].append(one)
            day += timedelta(days=1)
    return days
