"""What would happen: the services themselves, run and taken back. Each answer carries the fingerprint of its facts,
which the real act compares again."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.bookings import conflicts, measures, queries, service
from app.bookings.measures import Measured
from app.bookings.models import Booking, BookingChange, BookingStatus, Closure
from app.bookings.rules import ClosureWish, Fate, Outcomes
from app.bookings.rules.series import Verdicts
from app.bookings.service import changes, closures, decisions, outside, series, wishing
from app.bookings.service.outside import Line, OutsideCalendar
from app.core import clock
from app.core.db import db, rehearse
from app.core.errors import DomainError, NotFound
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.venues.queries import venues_by_id

UNMEASURED = Measured()
ANY_NOTE = "…"  # stands for the note that staff will write, so that its absence is not what the rehearsal finds


@dataclass(frozen=True)
class Affected:
    """A booking that is touched or met. `host` is None when the Centre itself is the host."""

    public_id: str
    title: Bilingual
    host: Bilingual | None
    venues: tuple[Bilingual, ...]
    blocked: Timespan
    public: Timespan
    status: str


@dataclass(frozen=True)
class InTheWay:
    where: Bilingual
    span: Timespan
    what: Bilingual
    is_closure: bool


@dataclass(frozen=True)
class Neighbour:
    """A booking across a soft edge, or a soft notice on the floor itself: kind "notice", without a booking."""

    kind: str
    note: Bilingual
    where: Bilingual
    title: Bilingual
    span: Timespan
    booking: Affected | None


@dataclass(frozen=True)
class Losing:
    """A rival that would lose the floor; `free` is the time that can be held for it."""

    rival: Affected
    free: Timespan | None


@dataclass(frozen=True)
class Told:
    """Somebody who would get a letter, and which."""

    name: str
    template: str


@dataclass(frozen=True)
class Consequences:
    """`refusal` says why the act would not go through; the other facts are filled in either way.

    `status` is the booking's afterwards; empty for a closure, and when refused.
    """

    fingerprint: str = ""
    refusal: DomainError | None = None
    status: str = ""
    obstacles: tuple[InTheWay, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    rivals: tuple[Affected, ...] = ()
    displaced: tuple[Affected, ...] = ()
    told: tuple[Told, ...] = ()
    measured: Measured = UNMEASURED
    losing: tuple[Losing, ...] = ()
    measured_by: Mapping[str, Measured] = field(default_factory=dict)  # of a closure: by public id, where each goes


def fares_of(dates: Sequence[series.Date], actor: Any) -> list[tuple[series.Fare, series.Fare | None]]:
    """Of the dates of a series that somebody would ask for: as asked for, and as chosen."""
    return rehearse(lambda: series.look_at(dates, actor=actor))


@dataclass(frozen=True)
class DateDecided:
    """What answering one date would do. `status` is the booking's afterwards; `rivals` go on the waiting list."""

    status: str
    refusal: DomainError | None
    rivals: tuple[Affected, ...]
    has_neighbours: bool
    measured: Measured


@dataclass(frozen=True)
class SeriesDecided:
    """By public id of the dates. `refusal` is of the whole."""

    fingerprint: str = ""
    refusal: DomainError | None = None
    dates: Mapping[str, DateDecided] = field(default_factory=dict)
    told: tuple[Told, ...] = ()

    @property
    def is_ready(self) -> bool:
        return self.refusal is None and not any(one.refusal for one in self.dates.values())


def consequences_of_deciding(series_id: str, verdicts: Verdicts, actor: Any, *, reason: str) -> SeriesDecided:
    """Each date is tried after those before it, so that its quota counts them. Without a reason, one is assumed: what is missing is said when it is needed."""

    def act() -> SeriesDecided:
        last, found = queries.last_mail_id(), dict[str, DateDecided]()
        bookings = {one.public_id: one for one in queries.of_series(actor, series_id)}

        def attempt(public_id: str, step: Callable[[], None]) -> None:
            booking, now = bookings[public_id], clock.now()
            rivals = _affected(queries.competing_with(booking))
            areas = conflicts.areas_of(booking.venues)
            near = conflicts.soft_conflicts(areas, booking.blocked, ignoring=[booking.id], now=now)
            measured = measures.measured(booking, now=now)
            refusal = _in_savepoint(step)
            found[public_id] = DateDecided(str(booking.status), refusal, rivals, bool(near), measured)

        try:
            fingerprint = service.decide_dates(
                list(bookings.values()),
                verdicts,
                actor=actor,
                reason=reason or ANY_NOTE,
                soft_note=ANY_NOTE,
                attempt=attempt,
            )
        except DomainError as refusal:
            return SeriesDecided(refusal=refusal, dates=found)
        told = dict.fromkeys(Told(mail.recipient_name, mail.template) for mail in queries.mails_after(last))
        return SeriesDecided(fingerprint, None, found, tuple(told))

    return rehearse(act)


def consequences_of_confirming(
    public_id: str, actor: Any, *, waits: Collection[str] | None = None, instead: Collection[str] | None = None
) -> Consequences:
    """With every rival on the waiting list and offered another time, or those that are named."""

    def act() -> Consequences:
        booking, now = _found(public_id), clock.now()
        seen = decisions.seen_in_confirming(booking, now=now)
        met, near = _in_the_way(seen.met), _neighbours(seen.near)
        given = tuple(Losing(_plain(loser.booking), loser.free) for loser in seen.losing)
        rivals, every = tuple(one.rival for one in given), [one.rival.public_id for one in given]
        status, refusal, told = _try(
            lambda: service.confirm_booking(
                booking,
                actor=actor,
                soft_note=ANY_NOTE,
                waits=every if waits is None else waits,
                instead=every if instead is None else instead,
            )
        )
        return Consequences(
            seen.fingerprint, refusal, status, met, near, rivals, told=told, measured=seen.measured, losing=given
        )

    return rehearse(act)


def consequences_of_moving(
    public_id: str,
    actor: Any,
    *,
    public: Timespan,
    venue_ids: Iterable[int] | None = None,
    setup: timedelta | None = None,
    strike: timedelta | None = None,
) -> Consequences:
    chosen = None if venue_ids is None else tuple(venue_ids)

    def act() -> Consequences:
        booking, now = _found(public_id), clock.now()
        target = changes.target_of_move(booking, public=public, venue_ids=chosen, setup=setup, strike=strike)
        seen = changes.seen_in_moving(booking, target, now=now)
        met, near = _in_the_way(seen.met), _neighbours(seen.near)
        status, refusal, told = _try(
            lambda: service.move_booking(
                booking, actor=actor, public=public, venue_ids=chosen, setup=setup, strike=strike, soft_note=ANY_NOTE
            )
        )
        return Consequences(seen.fingerprint, refusal, status, met, near, told=told, measured=seen.measured)

    return rehearse(act)


def consequences_of_granting(change_ids: Collection[str], actor: Any) -> Consequences:
    """One wish, or the two that want each other's places; `told` and the rest are of all."""

    def act() -> Consequences:
        asked = [_found_change(one) for one in change_ids]
        seen = wishing.seen_in_granting(asked, now=clock.now())
        met, near = _in_the_way(seen.met), _neighbours(seen.near)
        _status, refusal, told = _try(lambda: service.grant_changes(asked, actor=actor, soft_note=ANY_NOTE))
        return Consequences(
            seen.fingerprint, refusal, obstacles=met, neighbours=near, told=told, measured=seen.measured
        )

    return rehearse(act)


def consequences_of_swapping(first_id: str, second_id: str, actor: Any) -> Consequences:
    """`displaced` are the two as they stand before."""

    def act() -> Consequences:
        pair, now = (_found(first_id), _found(second_id)), clock.now()
        seen, both = changes.seen_in_swapping(*pair, now=now), _affected(pair)
        met, near = _in_the_way(seen.met), _neighbours(seen.near)
        _status, refusal, told = _try(lambda: service.swap_bookings(*pair, actor=actor, soft_note=ANY_NOTE))
        return Consequences(seen.fingerprint, refusal, obstacles=met, neighbours=near, displaced=both, told=told)

    return rehearse(act)


def consequences_of_countering(
    public_id: str,
    actor: Any,
    *,
    public: Timespan,
    venue_ids: Iterable[int],
    setup: timedelta | None = None,
    strike: timedelta | None = None,
) -> Consequences:
    """Of declining a request and offering this instead."""
    chosen = tuple(venue_ids)

    def act() -> Consequences:
        booking, now = _found(public_id), clock.now()
        target = changes.target_of_move(booking, public=public, venue_ids=chosen, setup=setup, strike=strike)
        seen = changes.seen_in_moving(booking, target, now=now)
        met, near = _in_the_way(seen.met), _neighbours(seen.near)
        status, refusal, told = _try(
            lambda: service.counter_offer(
                booking, actor=actor, public=public, venue_ids=chosen, setup=setup, strike=strike, soft_note=ANY_NOTE
            )
        )
        return Consequences(seen.fingerprint, refusal, status, met, near, told=told, measured=seen.measured)

    return rehearse(act)


def consequences_of_closing(
    actor: Any, wish: ClosureWish, outcomes: Outcomes | None = None, *, changing: str | None = None
) -> Consequences:
    """`displaced` are all in the way, also those that would be moved. `changing` is the public id of a closure that
    would become as wished."""

    def act() -> Consequences:
        now = clock.now()
        displaced = _affected(closures.bookings_in_the_way(venues_by_id(wish.venue_ids), wish, now=now))
        fingerprint = closures.facts_of_closing(wish, outcomes or {}, now=now)
        _status, refusal, told = _try(lambda: close(wish, outcomes or {}, actor=actor, changing=changing))
        there = {} if refusal else _measured_there(outcomes or {}, now=now)
        return Consequences(fingerprint, refusal, displaced=displaced, told=told, measured_by=there)

    return rehearse(act)


def _measured_there(outcomes: Outcomes, *, now: datetime) -> dict[str, Measured]:
    """Of those who have been moved, and of what is held for others: as everything stands once all have gone."""
    found = {}
    for public_id, outcome in outcomes.items():
        booking = queries.booking_by_public_id(public_id)
        if booking is None or outcome.fate not in (Fate.MOVE, Fate.OFFER):
            continue
        stands = booking if outcome.fate == Fate.MOVE else queries.copies_of(booking)[-1]
        found[public_id] = measures.measured(stands, now=now)
    return found


def close(
    wish: ClosureWish, outcomes: Outcomes, *, actor: Any, changing: str | None = None, fingerprint: str | None = None
) -> Closure:
    """The act itself, as the preview rehearses it and the click does it."""
    if changing is None:
        return service.close_venues(actor=actor, outcomes=outcomes, fingerprint=fingerprint, **vars(wish))
    closure = queries.closure_by_public_id(changing)
    if closure is None:
        raise NotFound("closure")
    return service.change_closure(closure, wish, actor=actor, outcomes=outcomes, fingerprint=fingerprint)


def _found_change(public_id: str) -> BookingChange:
    change = queries.change_by_public_id(public_id)
    if change is None:
        raise NotFound("change")
    return change


def _found(public_id: str) -> Booking:
    booking = queries.booking_by_public_id(public_id)
    if booking is None:
        raise NotFound("booking")
    return booking


def _try(act: Callable[[], Any]) -> tuple[str, DomainError | None, tuple[Told, ...]]:
    last = queries.last_mail_id()
    try:
        done = act()
    except DomainError as refusal:
        return "", refusal, ()
    told = tuple(dict.fromkeys(Told(mail.recipient_name, mail.template) for mail in queries.mails_after(last)))
    return str(getattr(done, "status", "")), None, told


def _affected(bookings: Iterable[Booking]) -> tuple[Affected, ...]:
    return tuple(_plain(b) for b in bookings)


def _plain(booking: Booking) -> Affected:
    return Affected(
        public_id=booking.public_id,
        title=Bilingual.of(booking, "title"),
        host=Bilingual.of(booking.space, "name") if booking.space else None,
        venues=tuple(Bilingual.of(venue, "name") for venue in booking.venues),
        blocked=booking.blocked,
        public=booking.public,
        status=str(BookingStatus(booking.status)),
    )


def _in_the_way(found: Iterable[conflicts.Obstacle]) -> tuple[InTheWay, ...]:
    return tuple(
        InTheWay(
            where=Bilingual.of(obstacle.area, "name"),
            span=obstacle.span,
            what=Bilingual.of(obstacle.closure or obstacle.booking, "title"),
            is_closure=obstacle.closure is not None,
        )
        for obstacle in found
    )


def _neighbours(near: Iterable[conflicts.SoftConflict]) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            kind=c.edge.kind if c.edge is not None else "notice",
            note=Bilingual.of(c.edge, "note") if c.edge is not None else Bilingual.of(c.closure, "message"),
            where=Bilingual.of(c.area, "name"),
            title=Bilingual.of(c.booking or c.closure, "title"),
            span=c.booking.public if c.booking is not None else c.span,
            booking=_plain(c.booking) if c.booking is not None else None,
        )
        for c in near
    )


@dataclass(frozen=True)
class LineShown:
    """One event of an outside calendar, and what taking it over would do."""

    line: Line
    chosen: bool
    touched: tuple[Affected, ...] = ()
    refusal: DomainError | None = None


@dataclass(frozen=True)
class CalendarShown:
    fingerprint: str
    lines: tuple[LineShown, ...]
    told: tuple[Told, ...]


def consequences_of_taking_over(
    calendar: OutsideCalendar, actor: Any, chosen: frozenset[str] | None = None
) -> CalendarShown:
    """`chosen` are keys of lines; without it, those that are proposed. What is refused counts as not chosen."""

    def act() -> CalendarShown:
        lines, last = outside.compare(calendar, now=clock.now()), queries.last_mail_id()
        wanted = frozenset(line.key for line in lines if line.is_proposed) if chosen is None else chosen
        done, fingerprint = outside.take_over(calendar, wanted, actor=actor, attempt=_in_savepoint)
        by_key = {one.line.key: one for one in done}
        shown = [
            LineShown(
                line=line,
                chosen=line.key in by_key and by_key[line.key].refusal is None,
                touched=_affected(by_key[line.key].touched) if line.key in by_key else (),
                refusal=by_key[line.key].refusal if line.key in by_key else None,
            )
            for line in lines
        ]
        told = dict.fromkeys(Told(mail.recipient_name, mail.template) for mail in queries.mails_after(last))
        return CalendarShown(fingerprint, tuple(shown), tuple(told))

    return rehearse(act)


def _in_savepoint(act: Callable[[], object]) -> DomainError | None:
    try:
        with db.session.begin_nested():
            act()
    except DomainError as refusal:
        return refusal
    return None
