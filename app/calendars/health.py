"""How fresh what a device holds is: for whoever wonders why a change is not there yet.

What the devices could have is `contents()`, what they have read stands in `feed_fetches` and `feed_reads`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.calendars import queries
from app.calendars.client_words import longest_wait
from app.calendars.definition import Depth
from app.calendars.models import FeedLink, FeedRead, Scope
from app.calendars.queries import Step
from app.core.clock import HOUSE_ZONE
from app.core.ical import Entry, Status

QUIET_AFTER = timedelta(days=7)
WEEK = 7
CHANGES_SHOWN = 5
# What is stamped as changed is committed a moment later; a device that read within it may still lack it.
COMMITTED_WITHIN = timedelta(minutes=1)
_PHASES = ("-setup", "-strike")


class How(StrEnum):
    ADDED = "added"
    CONFIRMED = "confirmed"
    TIME = "time"
    PLACE = "place"
    TIME_AND_PLACE = "time_and_place"
    LEFT = "left"  # for the feed of a place: it goes on elsewhere
    CANCELLED = "cancelled"
    OTHER = "other"


class State(StrEnum):
    NEVER = "never"
    FRESH = "fresh"
    WAITS = "waits"  # there is news, and its usual time has not passed
    LATE = "late"  # there is news, and it should have come
    QUIET = "quiet"


@dataclass(frozen=True, kw_only=True)
class Change:
    """`title` is None for whoever may know that there is one, and not which."""

    title: str | None
    how: How
    at: datetime
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Counts:
    full: int = 0
    same: int = 0


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A kind of program that read the link within the days that are kept. `events` stood in its last full answer."""

    family: str
    last_at: datetime
    state: State
    week: Counts = Counts()
    season: Counts = Counts()
    events: int | None = None
    missing: Change | None = None


@dataclass(frozen=True, kw_only=True)
class Health:
    """`state` is that of the program that came last: others may have been given up. `missing` is what that one has not
    read, the latest first; `chosen_at` tells of a choice it has not seen the effect of."""

    state: State
    readers: Sequence[Reader]
    days: Sequence[FeedRead]
    missing: Sequence[Change] = ()
    more: int = 0
    chosen_at: datetime | None = None
    events: int = 0


def state_of(last_at: datetime, *, behind: bool, family: str, now: datetime) -> State:
    away = now - last_at
    if away > QUIET_AFTER:
        return State.QUIET
    if behind:
        return State.LATE if away > longest_wait(family) else State.WAITS
    return State.FRESH


def not_read(entries: Iterable[Entry], since: datetime | None) -> list[Entry]:
    """Of each event that changed after `since` the first of its entries, the latest change first."""
    changed = [entry for entry in entries if since is None or entry.revised_at > since]
    by_event: dict[str, Entry] = {}
    for entry in sorted(changed, key=lambda one: (len(one.uid), one.starts_at)):  # set-up and strike are longer
        by_event.setdefault(_event_of(entry), entry)
    return sorted(by_event.values(), key=lambda one: (one.revised_at, one.uid), reverse=True)


def seen_until(link: FeedLink, family: str, last_at: datetime) -> datetime | None:
    """Up to which change a program has what the link shows; None where it knows of nothing.

    The last that came is remembered with what its body held. A reading tells as much: whatever was committed by then
    was in it, also where the address leaves something out.
    """
    fetch = link.fetch
    if family != fetch.client:
        return last_at
    read_at = (fetch.last_at or last_at) - COMMITTED_WITHIN
    return max(read_at, fetch.seen_revised_at) if fetch.seen_revised_at is not None else read_at


def health_of(link: FeedLink, entries: Sequence[Entry], *, depth: Depth, now: datetime, titled: bool) -> Health:
    """`entries` are what the link shows now. Without `titled` nothing tells which event a change is of."""
    days = queries.reads_of(link.id)
    last = {read.client: read.last_at for read in reversed(days)}
    if link.fetch.last_at is not None:
        last.setdefault(link.fetch.client, link.fetch.last_at)
    if not last:
        return Health(state=State.NEVER, readers=(), days=(), events=len(entries))
    latest_first = sorted(last.items(), key=lambda one: one[1], reverse=True)
    missing = {family: not_read(entries, seen_until(link, family, last_at)) for family, last_at in latest_first}
    first = missing[latest_first[0][0]][:CHANGES_SHOWN]
    told = _Teller([*first, *(one for those in missing.values() for one in those[:1])], depth=depth, titled=titled)
    readers = []
    for family, last_at in latest_first:
        newest = told.of(missing[family][:1], seen_until(link, family, last_at))
        readers.append(
            replace(
                _counted(family, [read for read in days if read.client == family], last_at, now),
                state=state_of(last_at, behind=bool(newest), family=family, now=now),
                missing=next(iter(newest), None),
            )
        )
    newest_reader = readers[0]
    unread = missing[newest_reader.family]
    return Health(
        state=newest_reader.state,
        readers=readers,
        days=days,
        missing=told.of(unread[:CHANGES_SHOWN], seen_until(link, newest_reader.family, newest_reader.last_at)),
        more=max(0, len(unread) - CHANGES_SHOWN),
        chosen_at=_chosen_after(link),
        events=len(entries),
    )


def week_from(now: datetime) -> date:
    """The first of the seven days that end today, as readings are kept by the day."""
    return now.astimezone(HOUSE_ZONE).date() - timedelta(days=WEEK - 1)


def _counted(family: str, reads: Sequence[FeedRead], last_at: datetime, now: datetime) -> Reader:
    week = [read for read in reads if read.day >= week_from(now)]
    full = [read for read in reads if read.full]
    return Reader(
        family=family,
        last_at=last_at,
        state=State.FRESH,
        week=_sum(week),
        season=_sum(reads),
        events=full[0].events if full else None,
    )


def _sum(reads: Iterable[FeedRead]) -> Counts:
    both = [(read.full, read.same) for read in reads]
    return Counts(full=sum(full for full, _same in both), same=sum(same for _full, same in both))


def _chosen_after(link: FeedLink) -> datetime | None:
    """When its owner chose anew what it shows, if nobody has come since."""
    if link.scope != Scope.PERSONAL or link.fetch.last_at is None:
        return None
    chosen = queries.personal_feed(link.user_id)
    chosen_at = chosen.updated_at if chosen is not None else None
    return chosen_at if chosen_at is not None and chosen_at > link.fetch.last_at else None


class _Teller:
    """Says what became of an event. Where the entry itself does not tell, the log of its booking does, which is read
    for all of them at once."""

    def __init__(self, entries: Iterable[Entry], *, depth: Depth, titled: bool) -> None:
        self._titled = titled
        uuids = {_event_of(entry)[3:] for entry in entries} if titled and depth is not Depth.BUSY else set()
        self._steps = queries.steps_by_uuid(uuids)

    def of(self, entries: Sequence[Entry], since: datetime | None) -> list[Change]:
        return [self._change(entry, self._steps.get(_event_of(entry)[3:], ()), since) for entry in entries]

    def _change(self, entry: Entry, steps: Sequence[Step], since: datetime | None) -> Change:
        if not self._titled:
            return Change(title=None, how=How.OTHER, at=entry.revised_at)
        how = how_it_changed(entry, since)
        if how is How.OTHER and since is not None:
            how = _how_by_log([step for step in steps if step.at > since])
        return Change(title=entry.summary, how=how, at=entry.revised_at, on=entry.first_on)


def how_it_changed(entry: Entry, since: datetime | None) -> How:
    """As far as the entry itself tells."""
    if entry.status is Status.CANCELLED:
        return How.LEFT if entry.moved else How.CANCELLED
    return How.ADDED if since is None or entry.created_at > since else How.OTHER


def how_it_moved(before: dict[str, Any], after: dict[str, Any]) -> How:
    """Between two notes of where a booking stood (`bookings.service.steps.facts`)."""
    times = any(before.get(name) != after.get(name) for name in ("public_starts_at", "public_ends_at"))
    places = before.get("venues") != after.get("venues")
    return {(True, True): How.TIME_AND_PLACE, (True, False): How.TIME, (False, True): How.PLACE}.get(
        (times, places), How.OTHER
    )


def _how_by_log(steps: Sequence[Step]) -> How:
    moves = [step.payload for step in steps if {"before", "after"} <= set(step.payload)]
    moves = [move for move in moves if isinstance(move["before"], dict) and isinstance(move["after"], dict)]
    moved = how_it_moved(moves[0]["before"], moves[-1]["after"]) if moves else How.OTHER
    if moved is How.OTHER and any(step.action == "booking.confirmed" for step in steps):
        return How.CONFIRMED
    return moved


def _event_of(entry: Entry) -> str:
    """The part of the UID that set-up, the event and strike have in common."""
    name = entry.uid.partition("@")[0]
    for phase in _PHASES:
        name = name.removesuffix(phase)
    return name
