"""Shutting venues for a while. A closure outranks bookings: in the transaction that makes it, those in its way are
moved or displaced, so the guard of the schema never has to look away."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from app.audit.service import record
from app.bookings import conflicts, measures, queries, rules
from app.bookings.models import Booking, BookingChange, BookingStatus, Closure, ClosureKind, Origin, Reach
from app.bookings.rules import BookingRequest, ClosureWish, Fate, Outcome, Outcomes
from app.bookings.service import changes, floor, letters, offers, requests, steps
from app.bookings.service.settling import offer_freed, settle
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ical import Method
from app.core.ids import new_public_id, new_uuid
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.revisions.service import bump
from app.venues.models import Venue
from app.venues.queries import venues_by_id

MOVED, GONE = "moved", "displaced"  # what a Reach says of its booking


def close_venues(
    *,
    actor: Any,
    venue_ids: Iterable[int],
    span: Timespan,
    title_vi: str,
    title_en: str | None = None,
    kind: str = ClosureKind.OTHER,
    soft: bool = False,
    announced: bool = False,
    message_vi: str = "",
    message_en: str | None = None,
    source: str = "",
    source_uid: str | None = None,
    outcomes: Outcomes | None = None,
    fingerprint: str | None = None,
) -> Closure:
    """`outcomes` say what becomes of each booking in the way; one that is not named is displaced.

    Raises `booking.closed` where another closure stands, `booking.facts_changed` when other bookings are touched
    than those the fingerprint was made of, and, at the field `fate_<public id>`, why a booking cannot go where it
    was sent.
    """
    wish = ClosureWish(
        venue_ids=tuple(venue_ids), span=span, title_vi=title_vi, title_en=title_en, kind=kind, soft=soft,
        announced=announced, message_vi=message_vi, message_en=message_en,
    )  # fmt: skip
    _allow(actor)
    now = clock.now()
    closure = Closure(
        public_id=new_public_id(), uuid=new_uuid(), source=source, source_uid=source_uid, sequence=0,
        created_by=actor.id, created_at=now,
    )  # fmt: skip
    return _bring_about(closure, wish, actor=actor, outcomes=outcomes or {}, fingerprint=fingerprint)


def change_closure(
    closure: Closure,
    wish: ClosureWish,
    *,
    actor: Any,
    outcomes: Outcomes | None = None,
    fingerprint: str | None = None,
) -> Closure:
    """Longer, shorter, elsewhere, in other words: the same closure, with its UID, and SEQUENCE counted on.

    Who is newly in its way is moved or displaced as when closing; floor it gives up goes to whoever waits for it.
    """
    _allow(actor)
    _check_standing(closure)
    return _bring_about(closure, wish, actor=actor, outcomes=outcomes or {}, fingerprint=fingerprint)


def lift_closure(closure: Closure, *, actor: Any) -> Closure:
    """Gives the floor back at once. Bookings it displaced stay displaced: their people were told and may have left."""
    _allow(actor)
    settle(conflicts.areas_of(closure.venues))
    _check_standing(closure)
    now = clock.now()
    closure.lifted_at = closure.revised_at = now
    closure.sequence += 1
    floor.reopen(closure)
    if not closure.soft:
        offer_freed(conflicts.areas_of(closure.venues), closure.span)
    _note(closure, "closure.lifted", actor=actor, payload={})
    return closure


def note_reached(closure: Closure, booking_id: int, *, actor: Any, note: str = "", reached: bool = True) -> Reach:
    """Somebody of the Centre has spoken to the people of a booking; or has not after all."""
    _allow(actor)
    reach = queries.reach_of(closure, booking_id)
    if reach is None:
        raise DomainError("booking.not_allowed")
    reach.reached_at = clock.now() if reached else None
    reach.reached_by = actor.id if reached else None
    reach.note = note
    db.session.flush()
    action = "closure.reached" if reached else "closure.not_reached"
    record(f"closure:{closure.id}", action, actor=actor, payload={"booking": booking_id, "note": note})
    return reach


def _allow(actor: Any) -> None:
    if not rules.can_close_venues(actor):
        raise DomainError("booking.not_allowed")


def _check_standing(closure: Closure) -> None:
    db.session.refresh(closure)
    if closure.lifted_at is not None:
        raise DomainError("booking.closure_lifted")


def _bring_about(
    closure: Closure, wish: ClosureWish, *, actor: Any, outcomes: Outcomes, fingerprint: str | None
) -> Closure:
    now = clock.now()
    venues = _check(wish, now=now)
    held = _hold_floor(closure, wish, venues, outcomes, now=now)
    check = facts_of_closing(wish, outcomes, now=now)
    steps.check_fingerprint(fingerprint, lambda: check)
    freed = [(list(closure.venues), closure.span, closure.soft)] if closure.id else []
    touched = list(bookings_in_the_way(venues, wish, now=now))
    before = {b.id: (list(b.venues), b.blocked, b.public, b.status) for b in touched}
    action = "closure.changed" if closure.id else "closure.made"
    _write_down(closure, wish, venues, now=now)
    fates = {b.id: outcomes.get(b.public_id, rules.DISPLACED) for b in touched}
    moved = [b for b in touched if fates[b.id].fate == Fate.MOVE]
    gone = [b for b in touched if fates[b.id].fate != Fate.MOVE]
    floor.take_away(closure)
    for booking in gone:
        steps.end(booking, BookingStatus.DISPLACED, actor=actor, reason=closure.title_vi, now=now)
    _move(moved, fates, closure, before, actor=actor, now=now)
    wishes = () if closure.soft else queries.held_changes(conflicts.areas_of(venues), wish.span)
    if not closure.soft:
        floor.let_wishes_go(conflicts.areas_of(venues), wish.span)
    floor.shut(closure)
    copies = {b.id: _instead(b, fates[b.id], actor=actor, now=now) for b in gone}
    for booking in gone:
        _tell_displaced(booking, closure, copies[booking.id], was=before[booking.id][3], now=now)
    for booking in moved:
        _tell_moved(booking, closure, before[booking.id])
    for asked in wishes:
        if asked.booking not in gone:
            _tell_unheld(asked, closure)
    _remember(closure, moved, gone, actor=actor, now=now)
    payload = {"displaced": [b.id for b in gone], "moved": [b.id for b in moved], "soft": closure.soft}
    _note(closure, action, actor=actor, payload=payload, also=[v for places, _span, _soft in freed for v in places])
    _offer_what_is_freed(held, freed, before.values())
    return closure


def _check(wish: ClosureWish, *, now: datetime) -> Sequence[Venue]:
    venues = venues_by_id(wish.venue_ids)
    if not venues:
        raise DomainError("booking.no_venue", field="venues")
    if not wish.title_vi:
        raise DomainError("booking.no_title", field="title_vi")
    if wish.span.end <= now:
        raise DomainError("booking.in_the_past", field="ends_at")
    if wish.span.length > rules.LONGEST:
        raise DomainError("booking.too_long", field="ends_at", days=rules.LONGEST.days)
    return venues


def _hold_floor(
    closure: Closure, wish: ClosureWish, venues: Sequence[Venue], outcomes: Outcomes, *, now: datetime
) -> list[int]:
    """Lock all floor that this may touch, in one go and in order: what is shut, what was shut, what those in the way
    have besides, and where they go. Who is in the way is looked at once more when all that is held."""
    places = [*venues, *(closure.venues if closure.id else ())]
    places += venues_by_id(one for outcome in outcomes.values() for one in outcome.venue_ids)
    for booking in bookings_in_the_way(venues, wish, now=now):
        places += booking.venues
    held = conflicts.areas_of(places)
    settle(held)
    return held


def _write_down(closure: Closure, wish: ClosureWish, venues: Sequence[Venue], *, now: datetime) -> None:
    if closure.id:
        closure.sequence += 1
    closure.kind, closure.soft, closure.announced = wish.kind, wish.soft, wish.announced
    closure.title_vi, closure.title_en = wish.title_vi, wish.title_en
    closure.message_vi, closure.message_en = wish.message_vi, wish.message_en
    closure.starts_at, closure.ends_at = wish.span.start, wish.span.end
    closure.venues = list(venues)
    closure.revised_at = now
    db.session.add(closure)
    db.session.flush()


def _move(
    moved: Sequence[Booking],
    fates: dict[int, Outcome],
    closure: Closure,
    before: dict[int, Any],
    *,
    actor: Any,
    now: datetime,
) -> None:
    """All at once, so that one may go where another was. None may go where the closure, anybody else or another of
    them is."""
    if not moved:
        return
    shut = (conflicts.areas_of(closure.venues), closure.span)
    ids = [b.id for b in moved]
    going: list[tuple[Booking, tuple[list[int], Timespan]]] = []
    for booking in moved:
        try:
            target, venues = _target(booking, fates[booking.id], now=now)
            there = (conflicts.areas_of(venues), target.blocked)
            floor.refuse_if_taken(*there, ignoring=ids, now=now)
            if rules.meet(shut, there):
                raise DomainError("closure.target_shut")
            rival = next((b for b, other in going if _compete(b, booking) and rules.meet(other, there)), None)
            if rival is not None:
                raise DomainError("closure.targets_meet", what=Bilingual.of(rival, "title"))
        except DomainError as error:
            raise DomainError(error.code, field=f"fate_{booking.public_id}", **error.values) from error
        going.append((booking, there))
    facts = {b.id: steps.facts(b) for b in moved}
    for booking in moved:
        target, venues = _target(booking, fates[booking.id], now=now)
        steps.place(booking, venues, target.blocked, target.public, now=now)
    floor.occupy(*moved)
    for booking in moved:
        steps.measure(booking, now=now)
        if booking.status == BookingStatus.CONFIRMED:
            steps.check_soft(booking, booking.venues, booking.blocked, soft_note=booking.soft_note, now=now)
        payload = {"before": facts[booking.id], "after": steps.facts(booking), "closure": closure.id}
        steps.note(booking, "booking.moved", actor=actor, payload=payload, also=before[booking.id][0])


def _target(booking: Booking, outcome: Outcome, *, now: datetime) -> tuple[BookingRequest, Sequence[Venue]]:
    if outcome.public is None:
        raise DomainError("closure.no_target")
    target = changes.target_of_move(booking, public=outcome.public, venue_ids=outcome.venue_ids or None)
    venues = requests.venues_of(target)
    rules.check_when(target.public, target.setup, target.strike, now=now)
    requests.check_venues(venues, target.public)
    return target, venues


def _compete(one: Booking, other: Booking) -> bool:
    return one.status in rules.BLOCKING and other.status in rules.BLOCKING


def _instead(booking: Booking, outcome: Outcome, *, actor: Any, now: datetime) -> Booking | None:
    """What a displaced booking's host gets in its place, if anything."""
    if outcome.fate == Fate.WAIT:
        return offers.wait_instead(booking, origin=Origin.DISPLACED, now=now)
    if outcome.fate != Fate.OFFER:
        return None
    try:
        target, venues = _target(booking, outcome, now=now)
        floor.refuse_if_taken(conflicts.areas_of(venues), target.blocked, now=now)
    except DomainError as error:
        raise DomainError(error.code, field=f"fate_{booking.public_id}", **error.values) from error
    return offers.offer_copy(
        booking, venues, target.blocked, target.public, origin=Origin.DISPLACED, actor=actor, now=now
    )


def _tell_displaced(booking: Booking, closure: Closure, instead: Booking | None, *, was: str, now: datetime) -> None:
    """With times that are free after it, or with what is held for them."""
    offered = instead if instead is not None and instead.status == BookingStatus.OFFERED else None
    free = [] if offered else conflicts.free_times_after(booking.venues, booking, not_before=closure.ends_at, now=now)
    letters.tell(
        "booking_displaced",
        [booking],
        calendar=Method.CANCEL if was == BookingStatus.CONFIRMED else None,
        closure=closure,
        message=Bilingual.of(closure, "message"),
        alternatives=free,
        offered=offered.public if offered else "",
        offered_venues=list(offered.venues) if offered else [],
        offered_id=offered.public_id if offered else "",
        waiting_id=instead.public_id if instead is not None and offered is None else "",
    )


def _tell_moved(booking: Booking, closure: Closure, before: tuple[Sequence[Venue], Timespan, Timespan, str]) -> None:
    letters.tell(
        "closure_moved",
        [booking],
        calendar=Method.REQUEST if booking.status == BookingStatus.CONFIRMED else None,
        closure=closure,
        message=Bilingual.of(closure, "message"),
        before=before[2],
        before_venues=list(before[0]),
    )


def _tell_unheld(asked: BookingChange, closure: Closure) -> None:
    """Its booking stands, the floor it hoped to move to is held no more."""
    letters.tell(
        "change_unheld",
        [asked.booking],
        occasion=f":{asked.id}:{closure.id}:{closure.sequence}",
        closure=closure,
        message=Bilingual.of(closure, "message"),
        wished=asked.public,
        wished_venues=list(asked.venues),
    )


def _remember(
    closure: Closure, moved: Sequence[Booking], gone: Sequence[Booking], *, actor: Any, now: datetime
) -> None:
    """Who has to know. The Centre's own bookings are no news to it."""
    for outcome, bookings in ((MOVED, moved), (GONE, gone)):
        for booking in bookings:
            reach = queries.reach_of(closure, booking.id)
            if reach is None:
                reach = Reach(closure_id=closure.id, booking_id=booking.id)
                db.session.add(reach)
            reach.outcome, reach.note = outcome, ""
            own = booking.space_id is None
            reach.reached_at, reach.reached_by = (now, actor.id) if own else (None, None)
    db.session.flush()


def _offer_what_is_freed(
    held: Sequence[int],
    shut_before: Iterable[tuple[Sequence[Venue], Timespan, bool]],
    left: Iterable[tuple[Sequence[Venue], Timespan, Timespan, str]],
) -> None:
    """Floor that the closure gave up, and what those who went had outside of it."""
    freed = [(venues, span) for venues, span, soft in shut_before if not soft]
    freed += [(venues, blocked) for venues, blocked, _public, _status in left]
    for venues, span in freed:
        offer_freed([one for one in conflicts.areas_of(venues) if one in held], span)


def facts_of_closing(wish: ClosureWish, outcomes: Outcomes, *, now: datetime) -> str:
    """Of who is touched, and of what is to become of them."""
    touched = bookings_in_the_way(venues_by_id(wish.venue_ids), wish, now=now)
    fates = [f"{b.public_id} {outcomes.get(b.public_id, rules.DISPLACED).key}" for b in touched]
    goes = [fact for b in touched for fact in _counted(b, outcomes.get(b.public_id, rules.DISPLACED), now=now)]
    return steps.fingerprint_of(touched, (), (), wish.key, *fates, *goes)


def _counted(booking: Booking, outcome: Outcome, *, now: datetime) -> list[str]:
    """What its quotas and what is lent would be where it goes."""
    if outcome.public is None:
        return []
    target = changes.target_of_move(booking, public=outcome.public, venue_ids=outcome.venue_ids or None)
    venues = venues_by_id(target.venue_ids)
    return measures.measured(booking, venues, target, now=now).facts if venues else []


def bookings_in_the_way(venues: Sequence[Venue], wish: ClosureWish, *, now: datetime) -> Sequence[Booking]:
    """A soft notice is in nobody's way."""
    return () if wish.soft else queries.live_in(conflicts.areas_of(venues), wish.span, now=now)


def _note(closure: Closure, action: str, *, actor: Any, payload: dict[str, Any], also: Iterable[Venue] = ()) -> None:
    db.session.flush()
    record(f"closure:{closure.id}", action, actor=actor, payload=payload)
    bump("bookings", "closures", *{f"venue:{venue.id}" for venue in (*closure.venues, *also)})
