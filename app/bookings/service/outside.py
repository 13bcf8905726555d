"""Closures and notices that stand in somebody else's calendar, taken over from a file of it. What came before from the
same calendar is known by its UID: it is changed, left alone, or, where it stands there no more, lifted if staff say so."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.bookings import conflicts, queries, rules
from app.bookings.models import Booking, Closure, ClosureKind
from app.bookings.rules import ClosureWish
from app.bookings.service import closures, floor, steps
from app.core import clock
from app.core.errors import DomainError
from app.core.ical_reading import OutsideEvent
from app.core.ids import digest
from app.core.timespan import Timespan
from app.venues.models import Venue
from app.venues.queries import venues_by_id


class Turn(StrEnum):
    GONE = "gone"  # stands in the calendar no more
    CHANGED = "changed"
    NEW = "new"
    SAME = "same"


@dataclass(frozen=True)
class OutsideCalendar:
    """A file's events, and what they are to be here."""

    source: str
    venue_ids: tuple[int, ...]
    soft: bool
    events: tuple[OutsideEvent, ...]
    kind: str = ClosureKind.EXHIBITION


@dataclass(frozen=True)
class Line:
    """What becomes of one event. `closure` is the public id of what came of it before; `lifted`, that somebody here has
    lifted that since."""

    key: str
    turn: Turn
    title: str
    span: Timespan
    closure: str | None = None
    lifted: bool = False

    @property
    def is_proposed(self) -> bool:
        """Nothing is lifted, and nothing that was lifted comes back, unless somebody ticks it."""
        return self.turn == Turn.CHANGED or (self.turn == Turn.NEW and not self.lifted)


def compare(calendar: OutsideCalendar, *, now: datetime) -> list[Line]:
    """What is over is nobody's concern; what cannot be read is not taken for gone."""
    known = {c.source_uid: c for c in queries.closures_of_source(calendar.source)}
    lines = []
    for event in calendar.events:
        if event.span is not None and event.span.end > now:
            lines.append(_line(calendar, event, event.span, known.get(event.uid)))
    there = {event.uid for event in calendar.events if event.why != "called_off"}
    for uid, closure in known.items():
        if uid not in there and closure.lifted_at is None and closure.ends_at > now:
            lines.append(Line(key_of(uid or ""), Turn.GONE, closure.title_vi, closure.span, closure.public_id))
    order = list(Turn)
    return sorted(lines, key=lambda line: (order.index(line.turn), line.span, line.key))


def key_of(uid: str) -> str:
    """A UID as a form can carry it."""
    return digest(uid)[:24]


def _line(calendar: OutsideCalendar, event: OutsideEvent, span: Timespan, known: Closure | None) -> Line:
    title = event.title or calendar.source
    if known is None or known.lifted_at is not None:
        return Line(key_of(event.uid), Turn.NEW, title, span, lifted=known is not None)
    same = (
        known.title_vi == title
        and known.span == span
        and known.soft == calendar.soft
        and {venue.id for venue in known.venues} == set(calendar.venue_ids)
    )
    return Line(key_of(event.uid), Turn.SAME if same else Turn.CHANGED, title, span, known.public_id)


@dataclass(frozen=True)
class Taken:
    line: Line
    touched: tuple[Booking, ...]
    refusal: DomainError | None = None


Attempt = Callable[[Callable[[], object]], DomainError | None]


def take_over(
    calendar: OutsideCalendar,
    chosen: Collection[str],
    *,
    actor: Any,
    fingerprint: str | None = None,
    attempt: Attempt | None = None,
) -> tuple[list[Taken], str]:
    """The chosen lines, one after the other, in one transaction: first what is lifted, so that its floor is free.

    Gives each with the bookings in its way, and the fingerprint of it all. `attempt` is the rehearsal's: it runs an
    act and gives its refusal, where otherwise the first refusal ends everything. Raises `booking.facts_changed`.
    """
    if not rules.can_close_venues(actor):
        raise DomainError("booking.not_allowed")
    now = clock.now()
    by_key = {key_of(event.uid): event for event in calendar.events}
    venues = venues_by_id(calendar.venue_ids)
    floor.lock_areas(_areas_touched(calendar, venues, now=now))
    done, facts = [], [calendar.source, str(calendar.soft), *map(str, sorted(calendar.venue_ids))]
    for line in compare(calendar, now=now):
        if line.key not in chosen or line.turn == Turn.SAME:
            continue
        wish = _wish(calendar, line)
        touched = () if line.turn == Turn.GONE else tuple(closures.bookings_in_the_way(venues, wish, now=now))
        seen = [f"{b.public_id}.{b.version}" for b in touched]
        event = by_key.get(line.key)
        refusal = _run(lambda: _act(calendar, line, wish, event, actor=actor), attempt)  # noqa: B023
        done.append(Taken(line, touched, refusal))
        if refusal is None:
            facts += [f"{line.turn} {line.key} {line.span.start.isoformat()} {line.span.end.isoformat()}", *seen]
    current = digest("\n".join(facts))
    steps.check_fingerprint(fingerprint, lambda: current)
    return done, current


def _areas_touched(calendar: OutsideCalendar, venues: Sequence[Venue], *, now: datetime) -> list[int]:
    """All that any of its lines may touch, so that it is held in one go and in order: what is shut, what was, and what
    those in the way have besides."""
    places = [*venues]
    for closure in queries.closures_of_source(calendar.source):
        places += closure.venues if closure.lifted_at is None else ()
    for line in compare(calendar, now=now):
        if line.turn != Turn.GONE:
            touched = closures.bookings_in_the_way(venues, _wish(calendar, line), now=now)
            places += [venue for booking in touched for venue in booking.venues]
    return conflicts.areas_of(places)


def _run(act: Callable[[], object], attempt: Attempt | None) -> DomainError | None:
    if attempt is not None:
        return attempt(act)
    act()
    return None


def _act(
    calendar: OutsideCalendar, line: Line, wish: ClosureWish, event: OutsideEvent | None, *, actor: Any
) -> object:
    known = queries.closure_by_public_id(line.closure) if line.closure else None
    if known is not None and line.turn == Turn.GONE:
        return closures.lift_closure(known, actor=actor)
    if known is not None:
        kept = {"announced": known.announced, "message_vi": known.message_vi, "message_en": known.message_en}
        return closures.change_closure(known, ClosureWish(**{**vars(wish), **kept}), actor=actor)
    uid = event.uid if event is not None else None
    return closures.close_venues(actor=actor, source=calendar.source, source_uid=uid, **vars(wish))


def _wish(calendar: OutsideCalendar, line: Line) -> ClosureWish:
    return ClosureWish(
        venue_ids=calendar.venue_ids, span=line.span, title_vi=line.title, kind=calendar.kind, soft=calendar.soft
    )
