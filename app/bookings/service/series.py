"""Several dates of one series in one act: all or none, and one letter about all of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, queries
from app.bookings.models import Booking, BookingStatus
from app.bookings.rules.series import Answer, Occasion, Verdict, Verdicts
from app.bookings.service import changes, decisions, letters, offers, settling, steps
from app.bookings.service.requests import Taking
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest
from app.venues.models import Venue
from app.venues.queries import venues_by_id

ANSWER = "series_answered"
Attempt = Callable[[str, Callable[[], None]], None]


@dataclass(frozen=True)
class Fare:
    """How an occasion fares: the state it would start in and the terms it does not keep, or why it is refused."""

    status: str = ""
    breaches: tuple[dict[str, Any], ...] = ()
    refusal: DomainError | None = None

    @property
    def key(self) -> str:
        """Moves when what a person was shown does not hold any more."""
        words = [self.status, *(str(breach) for breach in self.breaches)]
        if self.refusal is not None:
            words += [
                self.refusal.code,
                *(str(self.refusal.values.get(name, "")) for name in ("start", "end", "day")),
            ]
        return digest(" ".join(words))[:16]


@dataclass(frozen=True)
class Date:
    """A date as it would be asked for, and what the host would have instead; None for nothing."""

    plain: Occasion
    chosen: Occasion | None


def look_at(dates: Sequence[Date], *, actor: Any) -> list[tuple[Fare, Fare | None]]:
    """Of each date, as asked for and as chosen: one after the other, each seeing the chosen ones before it. Nothing of
    it is written; for rehearsals, since what has run out is let go first."""
    taking = Taking([one for date in dates for one in (date.plain, date.chosen) if one is not None], actor=actor)
    taking.settle()
    found = []
    for date in dates:
        keeps = date.chosen == date.plain
        plain = _fare(taking, date.plain, keep=keeps)
        chosen = plain if keeps else _fare(taking, date.chosen, keep=True) if date.chosen is not None else None
        found.append((plain, chosen))
    return found


def _fare(taking: Taking, occasion: Occasion, *, keep: bool) -> Fare:
    try:
        if keep:
            made = taking.take(occasion)
            return Fare(str(made.status), tuple(made.breaches))
        status, broken = taking.admit(occasion)
    except DomainError as refusal:
        return Fare(refusal=refusal)
    return Fare(str(status), tuple(breach.as_json() for breach in broken))


def cancel_dates(bookings: Sequence[Booking], *, actor: Any, reason: str = "") -> list[Booking]:
    """What stands or waits is given up, a place on the list is left, an offer turned down. Raises
    `booking.series_unchosen`, and what giving up one of them would."""
    return _each(bookings, lambda booking: _give_up(booking, actor=actor, reason=reason), reason=reason)


def accept_dates(bookings: Sequence[Booking], *, actor: Any) -> list[Booking]:
    """Several offers at once. Raises what accepting one of them would."""
    return _each(bookings, lambda booking: offers.accept_offer(booking, actor=actor))


def _give_up(booking: Booking, *, actor: Any, reason: str) -> None:
    if booking.status == BookingStatus.WAITLISTED:
        offers.leave_waiting_list(booking, actor=actor, reason=reason)
    elif booking.status == BookingStatus.OFFERED:
        offers.turn_down_offer(booking, actor=actor)
    else:
        changes.cancel_booking(booking, actor=actor, reason=reason)


def _each(bookings: Sequence[Booking], act: Any, *, reason: str = "") -> list[Booking]:
    if not bookings:
        raise DomainError("booking.series_unchosen", field="picked")
    lock(bookings)
    with letters.as_one(bookings) as whole:
        for booking in bookings:
            act(booking)
        whole.host += bookings
    letters.tell_of_series(ANSWER, whole, reason=reason)
    return list(bookings)


def decide_dates(
    bookings: Sequence[Booking],
    verdicts: Verdicts,
    *,
    actor: Any,
    reason: str = "",
    soft_note: str = "",
    fingerprint: str | None = None,
    attempt: Attempt | None = None,
) -> str:
    """The Centre's answer to some dates of a series, all or none; whoever loses a place to it goes on the waiting list.
    Gives back the fingerprint of what it was decided on. `attempt` runs each step of a rehearsal.

    Raises `booking.series_unchosen`, `booking.reason_missing`, `booking.facts_changed`, and what answering one would.
    """
    chosen = [booking for booking in bookings if booking.public_id in verdicts]
    if not chosen:
        raise DomainError("booking.series_unchosen")
    instead = venues_by_id({one for verdict in verdicts.values() for one in verdict.venue_ids})
    rivals = [rival for booking in chosen for rival in queries.competing_with(booking)]
    steps.allow(is_coordinator(actor))  # and each date asks whether they decide about it and what it gets instead
    lock([*chosen, *rivals], instead)
    for booking in chosen:
        db.session.refresh(booking)
    now = clock.now()
    facts = digest(" ".join(_facts(booking, verdicts[booking.public_id], now=now) for booking in chosen))
    steps.check_fingerprint(fingerprint, lambda: facts)
    with letters.as_one(chosen) as whole:
        for booking in chosen:
            verdict = verdicts[booking.public_id]
            (attempt or _simply)(
                booking.public_id,
                partial(_decide, booking, verdict, actor=actor, reason=reason, soft_note=soft_note, now=now),
            )
    letters.tell_of_series(ANSWER, whole, reason=reason)
    return facts


def _simply(_public_id: str, act: Callable[[], None]) -> None:
    act()


def _decide(booking: Booking, verdict: Verdict, *, actor: Any, reason: str, soft_note: str, now: datetime) -> None:
    if verdict.answer == Answer.DECLINE:
        decisions.decline_booking(booking, actor=actor, reason=reason)
    elif verdict.answer == Answer.COUNTER and verdict.public is not None:
        offers.counter_offer(
            booking,
            actor=actor,
            public=verdict.public,
            venue_ids=verdict.venue_ids,
            reason=reason,
            soft_note=soft_note,
        )
    else:
        waits = [rival.public_id for rival in queries.competing_with(booking)]
        near = conflicts.soft_conflicts(
            conflicts.areas_of(booking.venues), booking.blocked, ignoring=[booking.id], now=now
        )
        decisions.confirm_booking(booking, actor=actor, soft_note=soft_note if near else "", waits=waits)


def _facts(booking: Booking, verdict: Verdict, *, now: datetime) -> str:
    if verdict.answer == Answer.DECLINE:
        facts = steps.fingerprint_of([booking])
    elif verdict.answer == Answer.COUNTER and verdict.public is not None:
        target = changes.target_of_move(booking, public=verdict.public, venue_ids=verdict.venue_ids)
        facts = changes.facts_of_moving(booking, target, now=now)
    else:
        facts = decisions.facts_of_confirming(booking, now=now)
    return f"{booking.public_id} {verdict.answer} {facts}"


def lock(bookings: Iterable[Booking], venues: Iterable[Venue] = ()) -> None:
    """Everything at once, so that two acts about several dates never wait for each other crosswise."""
    settling.settle(conflicts.areas_of([*(venue for booking in bookings for venue in booking.venues), *venues]))
