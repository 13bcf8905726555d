"""All venues over a day, a week or a month, for the Centre: what stands, what waits, what is shut. Pure: rows in hand.

The drawn board (`/desk/board.json`) and the list in its place are made of the same `Item`s, so that neither can know
more than the other.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.bookings.models import BookingStatus, OccupancyKind
from app.bookings.month_table import days_of_month, month_after, month_before
from app.core.text import Bilingual
from app.core.timespan import Timespan, day_span
from app.venues.models import Area, Venue

CENTRE = "centre"  # in place of a space's public id, where the Centre itself is the host
LONGEST_LOOK = timedelta(days=62)
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


class Scale(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class State(StrEnum):
    """As the board draws it: what blocks floor, what only asks for it, what shuts it, and what is merely said."""

    CONFIRMED = "confirmed"
    HELD = "held"
    OFFERED = "offered"
    REQUESTED = "requested"
    CHANGE = "change"  # where an open wish to move or grow a booking would take it
    CLOSED = "closed"
    NOTICE = "notice"


class Item(NamedTuple):
    """One thing on the floor. `areas` are ids; `host` is None where there is none to name: the Centre's own, or a
    closure. `public_id` is the booking's or the closure's; `wished` says that its host asks to change it."""

    public_id: str
    state: State
    title: Bilingual
    host_id: str
    host: Bilingual | None
    start: datetime
    end: datetime
    public_start: datetime
    public_end: datetime
    areas: tuple[int, ...]
    wished: bool = False

    @property
    def is_booking(self) -> bool:
        return self.state is not State.CLOSED and self.state is not State.NOTICE

    @property
    def key(self) -> str:
        return f"{self.state}-{self.public_id}" if self.state is State.CHANGE else self.public_id

    def movable(self, now: datetime) -> bool:
        """`rules.can_move` of a coordinator, on what is in hand; the page of moving asks it again."""
        return self.is_booking and self.state is not State.CHANGE and now < self.end


@dataclass(frozen=True)
class BoardRow:
    """A leaf area. `venue` is what is booked there alone: the smallest venue that has it."""

    area: Area
    venue: Venue


@dataclass(frozen=True)
class Group:
    """A whole venue and its areas: several only where parts can be taken apart."""

    venue: Venue
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True)
class Chosen:
    """What the filters leave; empty for all."""

    venues: tuple[str, ...] = ()
    state: str = ""
    host: str = ""

    def __bool__(self) -> bool:
        return bool(self.venues or self.state or self.host)


def days_of(scale: Scale, day: date) -> list[date]:
    match scale:
        case Scale.DAY:
            return [day]
        case Scale.WEEK:
            monday = day - timedelta(days=day.weekday())
            return [monday + timedelta(days=n) for n in range(7)]
        case Scale.MONTH:
            return days_of_month(day.replace(day=1))


def days_around(scale: Scale, day: date) -> tuple[date, date]:
    """A day of what comes before and of what comes after."""
    match scale:
        case Scale.DAY:
            return day - A_DAY, day + A_DAY
        case Scale.WEEK:
            return day - A_WEEK, day + A_WEEK
        case Scale.MONTH:
            first = day.replace(day=1)
            return month_before(first), month_after(first)


def span_of(days: Sequence[date], zone: ZoneInfo) -> Timespan:
    return Timespan(day_span(days[0], zone).start, day_span(days[-1], zone).end)


def items_of(taken: Iterable[Any], closed: Iterable[Any], wished: Collection[str] = ()) -> list[Item]:
    """Of the rows of `queries.taken_on_board` and `queries.closed_on_board`: one for all areas of a thing; by start.
    `wished` are the public ids of bookings whose hosts ask to change them."""
    items = [*_bookings(taken, wished), *_closures(closed)]
    return sorted(items, key=attrgetter("start", "end", "key"))


def _bookings(rows: Iterable[Any], wished: Collection[str]) -> Iterator[Item]:
    """Thousands in a month: a row is taken apart once, and what several rows name is put into words once."""
    hosts: dict[str, Bilingual] = {}
    for (_id, kind, start, end), same in groupby(rows, key=_THING):
        areas = list(same)
        *_floor, public_id, status, vi, en, public_start, public_end, host, host_vi, host_en = areas[0]
        if host and host not in hosts:
            hosts[host] = Bilingual(host_vi, host_en)
        wish = kind == OccupancyKind.CHANGE
        yield Item(
            public_id,
            State.CHANGE if wish else _STATES[status],
            Bilingual(vi, en),
            host or CENTRE,
            hosts[host] if host else None,
            start,
            end,
            start if wish else public_start,
            end if wish else public_end,
            tuple(row[2] for row in areas),
            not wish and public_id in wished,
        )


def _closures(rows: Iterable[Any]) -> Iterator[Item]:
    for _id, same in groupby(rows, key=lambda row: row[0]):
        areas = list(same)
        one = areas[0]
        state = State.NOTICE if one.soft else State.CLOSED
        title, ids = Bilingual(one.title_vi, one.title_en), tuple(row.area_id for row in areas)
        yield Item(one.public_id, state, title, "", None, one.starts_at, one.ends_at, one.starts_at, one.ends_at, ids)


_THING = itemgetter(0, 1, 3, 4)  # of the rows of `queries.taken_on_board`: a booking's own floor, or a wish's
_STATES = {
    BookingStatus.CONFIRMED.value: State.CONFIRMED,
    BookingStatus.HELD.value: State.HELD,
    BookingStatus.OFFERED.value: State.OFFERED,
    BookingStatus.REQUESTED.value: State.REQUESTED,
}


def kept(items: Iterable[Item], chosen: Chosen, venues: Collection[Venue]) -> list[Item]:
    """What the filters let through; a venue lets through whatever stands on any of its areas."""
    areas = {area.id for venue in venues if venue.slug in chosen.venues for area in venue.areas}
    return [
        item
        for item in items
        if (not chosen.venues or not areas.isdisjoint(item.areas))
        and chosen.state in ("", item.state)
        and chosen.host in ("", item.host_id)
    ]


def hosts_of(items: Iterable[Item]) -> dict[str, Bilingual | None]:
    """Who has something there, by id; None stands for the Centre itself."""
    return {item.host_id: item.host for item in items if item.is_booking}


def groups_of(venues: Sequence[Venue], chosen: Collection[str] = ()) -> list[Group]:
    """Every leaf area once, under the first whole venue that has it; of the chosen venues only their own areas."""
    wanted = {area.id for venue in venues if not chosen or venue.slug in chosen for area in venue.areas}
    groups: list[Group] = []
    seen: set[int] = set()
    for whole in sorted(venues, key=lambda venue: venue.whole_id is not None):
        areas = [area for area in whole.areas if area.id in wanted and area.id not in seen]
        seen |= {area.id for area in areas}
        if areas:
            groups.append(Group(whole, tuple(BoardRow(area, _smallest(venues, area)) for area in areas)))
    return groups


def _smallest(venues: Iterable[Venue], area: Area) -> Venue:
    return min((v for v in venues if area.id in {a.id for a in v.areas}), key=lambda v: (len(v.areas), v.position))


def place_names(venues: Iterable[Venue]) -> "Places":
    return Places(
        {frozenset(area.id for area in venue.areas): Bilingual.of(venue, "name") for venue in venues},
        {area.id: Bilingual.of(area, "name") for venue in venues for area in venue.areas},
    )


@dataclass(frozen=True)
class Places:
    """Names for sets of areas: the venue's where they are just its own, else those of the areas."""

    venues: dict[frozenset[int], Bilingual]
    areas: dict[int, Bilingual]

    def name(self, areas: Collection[int], locale: str) -> str:
        whole = self.venues.get(frozenset(areas))
        return whole.read_in(locale) if whole else "; ".join(self.areas[one].read_in(locale) for one in areas)
