"""A host changes the own booking: what only shrinks is done at once, what grows is a wish that the Centre answers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, measures, queries, rules
from app.bookings.models import Booking, BookingChange, BookingStatus, ChangeStatus
from app.bookings.rules import BookingRequest, Slot
from app.bookings.service import changes, floor, letters, requests, settling, steps, wishes
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ical import Method
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.spaces.queries import team_space_ids
from app.venues import terms
from app.venues.models import Venue
from app.venues.terms import Breach, Who, change_closes_at


def change_booking(
    booking: Booking,
    *,
    actor: Any,
    public: Timespan,
    venue_ids: Iterable[int] | None = None,
    setup: timedelta | None = None,
    strike: timedelta | None = None,
    people: int | None = None,
    layout: str = "",
    note: str = "",
) -> BookingChange | None:
    """By the team. None where it is done at once: what only shrinks, what waits for the Centre anyway, and what venues
    that give free floor at once give. Otherwise the wish; asked for again with the same content it is the first one.

    Raises `change.…`, and what requesting the new slot would raise.
    """
    now = clock.now()
    team = team_space_ids(actor)
    steps.allow(rules.is_own(actor, booking, team_space_ids=team) or is_coordinator(actor))
    plain = changes.target_of_move(booking, public=public, venue_ids=venue_ids, setup=setup, strike=strike)
    target = replace(plain, expected_people=people, layout=layout)
    venues = requests.venues_of(target)
    floor.lock_quotas([booking.space_id])
    settling.settle(conflicts.areas_of([*booking.venues, *venues]))
    db.session.refresh(booking)
    check_changeable(booking, actor, now=now)
    has, wish = Slot.of(booking), Slot(frozenset(target.venue_ids), target.blocked, public, people, layout)
    already = queries.open_change(booking.id)
    if already is not None:
        if Slot.of(already) == wish:
            return already
        raise DomainError("change.is_asked")
    if has == wish:
        raise DomainError("change.nothing")
    rules.check_shape(target, now=now)
    if not rules.grows(has, wish):
        requests.check_hours(venues, public)
        if layout != has.layout:
            requests.check_room(venues, people=people, layout=layout)
        _apply(booking, venues, wish, actor=actor, now=now, action="booking.changed")
        return None
    return _grow(booking, target, venues, has, wish, actor=actor, note=note, now=now)


def check_changeable(booking: Booking, actor: Any, *, grows: bool = True, now: datetime) -> None:
    """Giving something back that nobody else waits for (`grows` false) is never too late before it begins."""
    if booking.status not in rules.CHANGEABLE:
        raise DomainError(f"booking.is_{booking.status}")
    if booking.starts_at <= now:
        raise DomainError("booking.has_begun")
    if grows and rules.is_late_to_change(booking, now=now) and not steps.for_centre(actor, booking.space_id):
        until = change_closes_at(booking.venues, booking.starts_at)
        zone = booking.venues[0].zone
        raise DomainError("change.too_late", until=f"{until.astimezone(zone):%H:%M %d/%m/%Y}" if until else "")


def _grow(
    booking: Booking,
    target: BookingRequest,
    venues: Sequence[Venue],
    has: Slot,
    wish: Slot,
    *,
    actor: Any,
    note: str,
    now: datetime,
) -> BookingChange | None:
    who = requests.check_host(target, actor=actor)
    requests.check_venues(venues, target.public, people=target.expected_people, layout=target.layout)
    broken: list[Breach] | None = None
    if rules.takes_more(has, wish):
        broken = _broken(booking, target, venues, who, now=now)
    bound = [] if steps.for_centre(actor, booking.space_id) else broken or []
    if bound and not terms.become_requests(venues):
        raise bound[0].error()
    areas = conflicts.areas_of(venues)
    met = conflicts.obstacles(areas, target.blocked, ignoring=[booking.id], now=now)
    disturbs = conflicts.soft_conflicts(areas, target.blocked, ignoring=[booking.id], now=now)
    at_once = requests.may_have_at_once(booking.space_id, who) and not disturbs and not bound
    would_be = rules.outcome_for((venue.policy for venue in venues), instant_allowed=at_once)
    if any(one.closure is not None for one in met) or (met and booking.status != BookingStatus.CONFIRMED):
        floor.refuse_if_taken(areas, target.blocked, ignoring=[booking.id], now=now)
    if booking.status != BookingStatus.CONFIRMED:
        if booking.status == BookingStatus.HELD and would_be == BookingStatus.REQUESTED:
            raise DomainError("change.other_policy", field="venues")
        _apply(booking, venues, wish, actor=actor, now=now, action="booking.changed", breaches=broken)
        letters.tell_deciders("booking_waiting", [booking])
        return None
    if would_be == BookingStatus.CONFIRMED and not met:
        _apply(booking, venues, wish, actor=actor, now=now, action="booking.changed", breaches=broken)
        return None
    return _ask(booking, target, venues, actor=actor, note=note, broken=broken, held=not met, now=now)


def _broken(
    booking: Booking, target: BookingRequest, venues: Sequence[Venue], who: Who | None, *, now: datetime
) -> list[Breach]:
    if target.space_id is None:
        return []
    held = measures.held_of(target.space_id, who, venues, target.public, ignoring=[booking.id], now=now)
    return requests.broken_terms(target, venues, who, held, now=now)


def _ask(
    booking: Booking,
    target: BookingRequest,
    venues: Sequence[Venue],
    *,
    actor: Any,
    note: str,
    broken: Sequence[Breach] | None,
    held: bool,
    now: datetime,
) -> BookingChange:
    change = BookingChange(
        public_id=new_public_id(),
        booking_id=booking.id,
        status=ChangeStatus.ASKED,
        held=held,
        starts_at=target.blocked.start,
        ends_at=target.blocked.end,
        public_starts_at=target.public.start,
        public_ends_at=target.public.end,
        expected_people=target.expected_people,
        layout=target.layout,
        breaches=booking.breaches if broken is None else [breach.as_json() for breach in broken],
        note=note,
        asked_by=actor.id,
        asked_at=now,
        venues=list(venues),
    )
    db.session.add(change)
    db.session.flush()
    floor.occupy(booking)
    steps.note(booking, "booking.change_asked", actor=actor, payload={"held": held, **facts_of(change)})
    letters.tell_deciders(
        "change_asked",
        [booking],
        besides=venues,
        occasion=change.public_id,
        wished=change.public,
        wished_venues=list(venues),
        wished_people=_number(change.expected_people),
        had_people=_number(booking.expected_people),
        note=note,
    )
    return change


def withdraw_change(change: BookingChange, *, actor: Any) -> BookingChange:
    """By the team. Raises `change.is_…`."""
    booking = change.booking
    steps.allow(rules.is_own(actor, booking, team_space_ids=team_space_ids(actor)) or is_coordinator(actor))
    now = _settle([change])
    wishes.close(change, ChangeStatus.WITHDRAWN, by=actor, now=now)
    steps.note(booking, "booking.change_withdrawn", actor=actor, payload={})
    letters.tell_deciders("change_withdrawn", [booking], besides=change.venues, occasion=change.public_id)
    settling.offer_freed(conflicts.areas_of(change.venues), change.blocked)
    return change


def refuse_change(change: BookingChange, *, actor: Any, reason: str) -> BookingChange:
    """Raises `change.is_…`, `booking.reason_missing`."""
    settling.allow_deciding(actor, [change.booking], change.venues)
    now = _settle([change])
    steps.ask_reason(reason)
    wishes.close(change, ChangeStatus.REFUSED, by=actor, answer=reason, now=now)
    steps.note(change.booking, "booking.change_refused", actor=actor, payload={"reason": reason})
    settling.tell_refused(change, reason=reason)
    settling.offer_freed(conflicts.areas_of(change.venues), change.blocked)
    return change


def grant_changes(
    asked: Sequence[BookingChange], *, actor: Any, soft_note: str = "", fingerprint: str | None = None
) -> Sequence[BookingChange]:
    """One wish, or two whose hosts want each other's places: then all rows go before any comes.

    Raises `change.is_…`, what is in the way, `booking.soft_note_missing`, and `booking.facts_changed` when
    `fingerprint` is not that of `facts_of_granting` any more.
    """
    bookings = [change.booking for change in asked]
    settling.allow_deciding(actor, bookings, [venue for change in asked for venue in change.venues])
    now = _settle(asked)
    steps.check_fingerprint(fingerprint, lambda: facts_of_granting(asked, now=now))
    ids = [booking.id for booking in bookings]
    slots = [(list(b.venues), b.blocked, b.public) for b in bookings]
    before = [steps.facts(b) for b in bookings]
    for change in asked:
        requests.check_venues(change.venues, change.public)
        floor.refuse_if_taken(conflicts.areas_of(change.venues), change.blocked, ignoring=ids, now=now)
    for change in asked:
        wish = Slot.of(change)
        wishes.close(change, ChangeStatus.GRANTED, by=actor, now=now)
        _put(change.booking, change.venues, wish, now=now)
        change.booking.breaches = change.breaches
    floor.occupy(*bookings)
    for change, booking, facts, (venues, blocked, public) in zip(asked, bookings, before, slots, strict=True):
        steps.check_soft(booking, booking.venues, booking.blocked, soft_note=soft_note, now=now)
        booking.soft_note = soft_note or booking.soft_note
        payload = {"before": facts, "after": steps.facts(booking), "people": booking.expected_people}
        steps.note(booking, "booking.change_granted", actor=actor, payload=payload, also=venues)
        letters.tell(
            "change_granted",
            [booking],
            calendar=Method.REQUEST,
            occasion=change.public_id,
            before=public,
            before_venues=venues,
            people=_number(booking.expected_people),
        )
        settling.offer_freed(conflicts.areas_of(venues), blocked)
    return asked


def facts_of_granting(asked: Sequence[BookingChange], *, now: datetime) -> str:
    return seen_in_granting(asked, now=now).fingerprint


def seen_in_granting(asked: Sequence[BookingChange], *, now: datetime) -> steps.Facts:
    """`measured` is of the first."""
    bookings = [change.booking for change in asked]
    ids, met, near, others = [b.id for b in bookings], [], [], []
    measured = list[measures.Measured]()
    for change in asked:
        areas = conflicts.areas_of(change.venues)
        met += conflicts.obstacles(areas, change.blocked, ignoring=ids, now=now)
        near += conflicts.soft_conflicts(areas, change.blocked, ignoring=ids, now=now)
        measured.append(measures.measured(change.booking, change.venues, target_of(change), now=now))
        others += [f"{change.public_id}.{change.status}", *measured[-1].facts]
    return steps.Facts(steps.fingerprint_of(bookings, met, near, *others), met, near, measured[0])


def target_of(change: BookingChange) -> BookingRequest:
    """The booking as it would be requested as wished."""
    booking = change.booking
    target = changes.target_of_move(
        booking,
        public=change.public,
        venue_ids=[venue.id for venue in change.venues],
        setup=change.public_starts_at - change.starts_at,
        strike=change.ends_at - change.public_ends_at,
    )
    return replace(target, expected_people=change.expected_people, layout=change.layout)


def partner_of(change: BookingChange, *, now: datetime) -> BookingChange | None:
    """The wish of somebody who wants this host's place, while nothing but that other booking is in the way of either:
    both can be granted together, and neither alone."""
    areas = conflicts.areas_of(change.venues)
    met = conflicts.obstacles(areas, change.blocked, ignoring=[change.booking_id], now=now)
    others = {one.booking.id if one.booking is not None else None for one in met}
    if len(others) != 1 or None in others:
        return None
    other = queries.open_change(next(one for one in others if one is not None))
    if other is None or rules.answer_due_at(other.booking, other) <= now:
        return None
    there = conflicts.areas_of(other.venues)
    met = conflicts.obstacles(there, other.blocked, ignoring=[other.booking_id], now=now)
    back = {one.booking.id if one.booking is not None else None for one in met}
    if back != {change.booking_id} or rules.meet((areas, change.blocked), (there, other.blocked)):
        return None
    return other


def _settle(asked: Sequence[BookingChange]) -> datetime:
    """Hold both slots of each, and read anew what others may have done meanwhile."""
    things = [thing for change in asked for thing in (change, change.booking)]
    settling.settle_anew(things, lambda: [venue for change in asked for venue in _places(change)])
    now = clock.now()
    for change in asked:
        if change.status != ChangeStatus.ASKED:
            raise DomainError(f"change.is_{change.status}")
        if rules.is_unanswered(change.booking, change, now=now):
            raise DomainError("booking.has_begun")
    return now


def _places(change: BookingChange) -> list[Venue]:
    return [*change.booking.venues, *change.venues]


def _put(booking: Booking, venues: Sequence[Venue], wish: Slot, *, now: datetime) -> None:
    """SEQUENCE moves with time and place alone."""
    has = Slot.of(booking)
    if (has.venues, has.blocked, has.public) != (wish.venues, wish.blocked, wish.public):
        steps.place(booking, venues, wish.blocked, wish.public, now=now)
    booking.expected_people, booking.layout, booking.revised_at = wish.people, wish.layout, now


def _apply(
    booking: Booking,
    venues: Sequence[Venue],
    wish: Slot,
    *,
    actor: Any,
    now: datetime,
    action: str,
    breaches: Sequence[Breach] | None = None,
) -> None:
    old, before, facts = Slot.of(booking), list(booking.venues), steps.facts(booking)
    _put(booking, venues, wish, now=now)
    if breaches is None:
        steps.mend(booking, now=now)
    else:
        booking.breaches = [breach.as_json() for breach in breaches]
    floor.occupy(booking)
    payload = {"before": facts, "after": steps.facts(booking), "people": [old.people, wish.people]}
    steps.note(booking, action, actor=actor, payload=payload, also=before)
    letters.tell(
        "booking_changed",
        [booking],
        calendar=Method.REQUEST if booking.status == BookingStatus.CONFIRMED else None,
        before=old.public,
        before_venues=before,
        people=_number(wish.people),
        had_people=_number(old.people),
    )
    if booking.status in rules.BLOCKING:
        settling.offer_freed(conflicts.areas_of(before), old.blocked)


def facts_of(change: BookingChange) -> dict[str, Any]:
    return {
        "venues": [venue.id for venue in change.venues],
        "starts_at": change.starts_at.isoformat(),
        "ends_at": change.ends_at.isoformat(),
        "people": change.expected_people,
    }


def _number(people: int | None) -> str:
    return "" if people is None else str(people)
