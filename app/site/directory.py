"""Which spaces the directory finds, and how many each further choice would leave: the list, the map and its file ask
here, and whoever counts spaces.

All of it is kept in the memory of a process, as of an edition of what it depends on; each choice is a row of bits, one
for every entry in the order of their names, so that a thousand spaces cost little more than ten.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, NamedTuple

from flask import current_app

from app.core import clock
from app.core.db import held
from app.core.text import fold, words
from app.memberships.rules import Standing
from app.places.queries import all_wards
from app.places.rules import old_district_names, place_names, search_terms
from app.revisions import queries as revisions
from app.site import queries
from app.site.distances import metres
from app.spaces.models import Space
from app.spaces.rules import Opening, Point, open_at, shown_point

# Whatever the directory shows of a space or of its standing is counted under one of these.
TOPICS = ("members", "spaces", "words:membership.grace_days", "words:vocabulary")
NO_MEMBER = "none"
OPEN_NOW, STEP_FREE = "now", "yes"


class Hours(NamedTuple):
    weekday: int
    opens: time
    closes: time


class Place(NamedTuple):
    """A ward, as much as lists and maps say of it."""

    code: str
    name: str
    full_name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A space as the directory sees it; nothing that its people keep to themselves. `grade` is NO_MEMBER for one that is
    only known of; `districts` are the folded old names it is known under; `text` is what a search looks through."""

    id: int
    slug: str
    name_vi: str
    name_en: str | None
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    welcomes: tuple[str, ...]
    ward: Place | None
    point: Point | None
    online: bool
    step_free: bool | None
    hours: tuple[Hours, ...]
    grade: str
    standing: Standing | None
    districts: frozenset[str]
    text: str
    changed_on: date
    demo: bool


# What the directory can be narrowed by, beside what is open now: the values one entry has of each.
FACETS: dict[str, Callable[[Entry], Collection[str]]] = {
    "kind": lambda one: one.kinds,
    "field": lambda one: one.fields,
    "district": lambda one: one.districts,
    "ward": lambda one: [one.ward.code] if one.ward else [],
    "grade": lambda one: [one.grade],
    "online": lambda one: ["yes"] * one.online + ["no"] * (one.ward is not None),
    "welcomes": lambda one: one.welcomes,
    "step_free": lambda one: [STEP_FREE] if one.step_free else [],
}
CHOICES = (*FACETS, "open")


@dataclass(frozen=True)
class Asked:
    """Words to look for, and at most one value of each choice."""

    q: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)

    def without(self, name: str) -> "Asked":
        if name == "q":
            return replace(self, q="")
        return replace(self, chosen={other: value for other, value in self.chosen.items() if other != name})

    @property
    def values(self) -> dict[str, Any]:
        """As they stand in an address."""
        return {name: value for name, value in {"q": self.q, **self.chosen}.items() if value}


@dataclass(frozen=True)
class Found:
    """`counts` says how many each value would leave, all other choices kept; `total` is how many there are at all."""

    rows: Sequence[Entry]
    counts: Mapping[str, Mapping[str, int]]
    total: int
    bits: int


@dataclass
class Directory:
    """`written` is for whoever writes entries down, to keep what it wrote of each."""

    edition: tuple[Any, ...]
    entries: tuple[Entry, ...]
    wards: tuple[Place, ...]
    districts: Mapping[str, str]
    places: Mapping[str, str]
    masks: Mapping[str, Mapping[str, int]]
    written: dict[str, Any] = field(default_factory=dict)
    _openings: dict[tuple[Hours, ...], tuple[datetime, Opening | None]] = field(default_factory=dict)

    @property
    def members(self) -> int:
        return len(self.entries) - self.masks["grade"].get(NO_MEMBER, 0).bit_count()

    def picked(self, bits: int) -> list[Entry]:
        return [one for number, one in enumerate(self.entries) if bits >> number & 1]

    def looked_for(self, q: str) -> int:
        """Blind to accents; every word of `q` begins a word. Words without a letter find nothing."""
        if not q:
            return (1 << len(self.entries)) - 1
        terms = [f" {term}" for term in search_terms(q, self.places)]
        return _bits(bool(terms) and all(term in one.text for term in terms) for one in self.entries)

    def open_now(self, now: datetime) -> int:
        """What nobody has said the hours of is not among them."""
        return _bits(self.is_open(one.hours, now) for one in self.entries)

    def is_open(self, hours: tuple[Hours, ...], now: datetime) -> bool:
        if not hours:
            return False
        looked_at, told = self._openings.get(hours, (None, None))
        if looked_at is None or now < looked_at or (told and told.changes_at is not None and told.changes_at <= now):
            told = open_at(hours, now)
            self._openings[hours] = (now, told)
        return told is not None and told.open


def found(asked: Asked, now: datetime) -> Found:
    listed = kept()
    masks = {**listed.masks, "open": {OPEN_NOW: listed.open_now(now)}}
    each = {name: masks[name].get(value, 0) for name, value in asked.chosen.items()}
    wide = listed.looked_for(asked.q)
    bits = wide
    for mask in each.values():
        bits &= mask
    counts = {}
    for name, values in masks.items():
        others = wide
        for other, mask in each.items():
            others = others & mask if other != name else others
        counts[name] = defaultdict(int, {value: (mask & others).bit_count() for value, mask in values.items()})
    return Found(listed.picked(bits), counts, len(listed.entries), bits)


def nearest(space_id: int, count: int) -> list[tuple[Entry, int | None]]:
    """The spaces around one that has a place, and how many metres off: those of its ward first. No metres where one of
    the two shows no more than its ward: they would say nothing."""
    listed = kept()
    here = next((one for one in listed.entries if one.id == space_id), None)
    if here is None or here.point is None:
        return []
    around = []
    for one in listed.entries:
        if one.id != space_id and one.point is not None:
            away = metres(here.point, one.point)
            told = round(away) if here.point.exact and one.point.exact else None
            around.append((one.ward != here.ward, away, one.slug, one, told))
    return [(one, told) for _ward, _away, _slug, one, told in sorted(around, key=lambda row: row[:3])[:count]]


def by_ward() -> list[tuple[Place, int]]:
    """How many spaces each ward has, of those that have any; for a picture of the city."""
    listed = kept()
    counts = listed.masks["ward"]
    return [(ward, counts[ward.code].bit_count()) for ward in listed.wards if ward.code in counts]


def edition() -> tuple[Any, ...]:
    """The same again only while nothing has changed that the directory shows; terms end with a day."""
    rows = held("directory", lambda: revisions.of(TOPICS))
    return (clock.today(), *((row.topic, row.number, row.changed_at) for row in rows))


def kept() -> Directory:
    now = edition()
    known: Directory | None = current_app.extensions.get("directory")
    if known is None or known.edition != now:
        known = current_app.extensions["directory"] = _read(now)
    return known


def _read(as_of: tuple[Any, ...]) -> Directory:
    wards = all_wards()
    districts, places = old_district_names(wards), place_names(wards)
    standings, hours = queries.standings_by_space(as_of[0]), queries.hours_by_space()
    # In the order of their names, members before those that are only known of.
    spaces = sorted(queries.shown_spaces(standings), key=lambda space: not standings.get(space.id))
    entries = tuple(
        _entry(space, standings.get(space.id), hours.get(space.id, ()), places, districts) for space in spaces
    )
    masks: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FACETS}
    for number, one in enumerate(entries):
        for name, values in FACETS.items():
            for value in values(one):
                masks[name][value] |= 1 << number
    return Directory(
        edition=as_of,
        entries=entries,
        wards=tuple(_place(ward) for ward in wards),
        districts=districts,
        places=places,
        masks={name: dict(values) for name, values in masks.items()},
    )


def _entry(
    space: Space,
    standing: Standing | None,
    hours: Iterable[Any],
    places: Mapping[str, str],
    districts: Collection[str],
) -> Entry:
    return Entry(
        id=space.id,
        slug=space.slug,
        name_vi=space.name_vi,
        name_en=space.name_en,
        kinds=tuple(space.kinds),
        fields=tuple(space.fields),
        welcomes=tuple(space.welcomes),
        ward=_place(space.ward) if space.ward else None,
        point=shown_point(space),
        online=space.online,
        step_free=space.step_free,
        hours=tuple(Hours(one.weekday, one.opens, one.closes) for one in hours),
        grade=str(standing.grade) if standing else NO_MEMBER,
        standing=standing,
        districts=known_as(space, places, districts),
        text=space.search_text + (space.ward.search_text if space.ward else ""),
        changed_on=space.updated_at.astimezone(clock.HOUSE_ZONE).date(),
        demo=space.demo,
    )


def _place(ward: Any) -> Place:
    return Place(ward.code, ward.name, ward.full_name, ward.latitude, ward.longitude)


def known_as(space: Space, places: Mapping[str, str], districts: Collection[str]) -> frozenset[str]:
    """The old districts of its ward, and the one it calls its own if that is one."""
    own = places.get(" ".join(words(space.old_district or "")), "")
    return frozenset(fold(name) for name in (space.ward.old_districts if space.ward else ())) | {own} & set(districts)


def _bits(flags: Any) -> int:
    return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)
