"""How facts are grouped for reading. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from app.bookings.models import Booking
from app.core.text import fold, words
from app.spaces.models import Space
from app.venues.models import BookableHours
from app.venues.rules import hours_of_weekday

EVENTS_AT_HOME = 5
EVENTS_BESIDE = 6
SPACES_ON_A_PAGE = 24
NO_MEMBER = "none"


@dataclass(frozen=True)
class Listed:
    """A space as the list sees it. `grade` is NO_MEMBER for one that is only known of; `districts` are the folded old
    names it is known under."""

    space: Space
    grade: str
    districts: frozenset[str] = frozenset()


def known_as(space: Space, places: Mapping[str, str], districts: Collection[str]) -> frozenset[str]:
    """The old districts of its ward, and the one it calls its own if that is one."""
    own = places.get(" ".join(words(space.old_district or "")), "")
    return frozenset(fold(name) for name in (space.ward.old_districts if space.ward else ())) | {own} & set(districts)


# What the list can be narrowed by: the values one space has of each.
FACETS: dict[str, Callable[[Listed], Collection[str | None]]] = {
    "kind": lambda one: one.space.kinds,
    "field": lambda one: one.space.fields,
    "district": lambda one: one.districts,
    "ward": lambda one: [one.space.ward_code],
    "grade": lambda one: [one.grade],
    "online": lambda one: ["yes"] * one.space.online + ["no"] * (one.space.ward_code is not None),
}


def narrowed(listed: Iterable[Listed], chosen: Mapping[str, str], *, but: str = "") -> list[Listed]:
    """Those that have every value chosen; the facet named by `but` is left open."""
    asked = [(FACETS[name], value) for name, value in chosen.items() if value and name != but]
    return [one for one in listed if all(value in values(one) for values, value in asked)]


def facet_counts(listed: Collection[Listed], chosen: Mapping[str, str]) -> dict[str, Counter[str | None]]:
    """How many each value would leave, all other choices kept."""
    return {
        name: Counter(value for one in narrowed(listed, chosen, but=name) for value in values(one))
        for name, values in FACETS.items()
    }


@dataclass(frozen=True)
class HoursRow:
    """Neighbouring weekdays (0 = Monday) with the same hours; no spans means no public phase on them."""

    first: int
    last: int
    spans: tuple[tuple[time, time], ...]


def grouped_hours(hours: Sequence[BookableHours], season_id: int | None = None) -> list[HoursRow]:
    """Of the whole year, or of one season."""
    by_day = [tuple(hours_of_weekday(hours, day, season_id)) for day in range(7)]
    rows = []
    for spans, days in groupby(range(7), key=lambda day: by_day[day]):
        run = list(days)
        rows.append(HoursRow(run[0], run[-1], spans))
    return rows


def local_day(booking: Booking) -> date:
    """The first public day where it happens."""
    return booking.public_starts_at.astimezone(zone_of(booking)).date()


def last_local_day(booking: Booking) -> date:
    return booking.public.days(zone_of(booking))[-1]


def zone_of(booking: Booking) -> ZoneInfo:
    return booking.venues[0].zone


def is_over(booking: Booking, now: datetime) -> bool:
    return booking.public_ends_at <= now
