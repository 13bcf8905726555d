"""What becomes of a booking afterwards: other words, another time or place, or its end."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, measures, queries, rules
from app.bookings.models import Booking, BookingStatus
from app.bookings.rules import BookingRequest
from app.bookings.service import floor, letters, requests, settling, steps, wishes
from app.core import clock
from app.core.errors import DomainError
from app.core.ical import Method
from app.core.timespan import Timespan
from app.spaces.queries import team_space_ids
from app.venues.models import Venue
from app.venues.terms import cancel_closes_at


def cancel_booking(booking: Booking, *, actor: Any, reason: str = "") -> Booking:
    """By the team, or by the Centre, which must say why. Raises `booking.is_…`, `booking.has_begun`."""
    now = clock.now()
    own = rules.is_own(actor, booking, team_space_ids=team_space_ids(actor))
    steps.allow(own or is_coordinator(actor))
    for_centre = steps.for_centre(actor, booking.space_id)
    settling.settle(conflicts.areas_of(booking.venues))
    rules.check_transition(booking.status, BookingStatus.CANCELLED)
    if now >= (booking.ends_at if for_centre else booking.public_starts_at):
        raise DomainError("booking.has_begun")
    if not for_centre and rules.is_late_to_cancel(booking, now=now):
        until = cancel_closes_at(booking.venues, booking.starts_at)
        zone = booking.venues[0].zone
        raise DomainError(
            "booking.cancel_too_late", until=f"{until.astimezone(zone):%H:%M %d/%m/%Y}" if until else ""
        )
    if not own and booking.space_id is not None:
        steps.ask_reason(reason)
    was = booking.status
    was_confirmed = was == BookingStatus.CONFIRMED
    wish = queries.open_change(booking.id)
    steps.end(booking, BookingStatus.CANCELLED, actor=actor, reason=reason, now=now)
    letters.tell("booking_cancelled", [booking], calendar=Method.CANCEL if was_confirmed else None, reason=reason)
    if was_confirmed and not for_centre:
        letters.tell_coordinators("booking_cancelled", [booking], reason=reason)
    settling.pass_on(booking, was)
    if wish is not None:
        settling.offer_freed(conflicts.areas_of(wish.venues), wish.blocked)
    return booking


def move_booking(
    booking: Booking,
    *,
    actor: Any,
    public: Timespan,
    venue_ids: Iterable[int] | None = None,
    setup: timedelta | None = None,
    strike: timedelta | None = None,
    soft_note: str = "",
    fingerprint: str | None = None,
) -> Booking:
    """To another time or place, in whatever state it is; what is not given stays. Asks what requesting would ask but
    for the terms: those bind members, and whoever moves it has seen them."""
    now = clock.now()
    target = target_of_move(booking, public=public, venue_ids=venue_ids, setup=setup, strike=strike)
    venues = requests.venues_of(target)
    settling.allow_deciding(actor, [booking], venues)
    old_venues, old_public, old_blocked = list(booking.venues), booking.public, booking.blocked
    settling.settle(conflicts.areas_of([*old_venues, *venues, *_wished([booking])]))
    _check_live(booking, now=now)
    steps.check_fingerprint(fingerprint, lambda: facts_of_moving(booking, target, now=now))
    if target.blocked.start != booking.starts_at:
        rules.check_shape(target, now=now)
    elif public.end <= now or public.length > rules.LONGEST:
        raise DomainError("booking.in_the_past", field="ends_at")
    requests.check_venues(venues, public)
    floor.refuse_if_taken(conflicts.areas_of(venues), target.blocked, ignoring=[booking.id], now=now)
    if booking.status == BookingStatus.CONFIRMED:
        steps.check_soft(booking, venues, target.blocked, soft_note=soft_note, now=now)
    before = steps.facts(booking)
    steps.place(booking, venues, target.blocked, public, now=now)
    steps.measure(booking, now=now)
    booking.soft_note = soft_note or booking.soft_note
    floor.occupy(booking)
    steps.note(
        booking,
        "booking.moved",
        actor=actor,
        payload={"before": before, "after": steps.facts(booking)},
        also=old_venues,
    )
    _tell_of_move(booking, old_public, old_venues)
    wishes.follow(booking, actor=actor, now=now)
    if booking.status in rules.BLOCKING:
        settling.offer_freed(conflicts.areas_of(old_venues), old_blocked)
    return booking


def target_of_move(
    booking: Booking,
    *,
    public: Timespan,
    venue_ids: Iterable[int] | None = None,
    setup: timedelta | None = None,
    strike: timedelta | None = None,
) -> BookingRequest:
    """The booking as it would be requested at its new time and place."""
    return BookingRequest(
        space_id=booking.space_id,
        venue_ids=tuple(venue_ids) if venue_ids is not None else tuple(v.id for v in booking.venues),
        title_vi=booking.title_vi,
        public=public,
        setup=booking.setup if setup is None else setup,
        strike=booking.strike if strike is None else strike,
    )


def _wished(bookings: Iterable[Booking]) -> list[Venue]:
    wished = queries.open_changes_of([booking.id for booking in bookings])
    return [venue for change in wished.values() for venue in change.venues]


def facts_of_swapping(first: Booking, second: Booking, *, now: datetime) -> str:
    return seen_in_swapping(first, second, now=now).fingerprint


def seen_in_swapping(first: Booking, second: Booking, *, now: datetime) -> steps.Facts:
    pair = (first, second)
    ids, met, near = [b.id for b in pair], [], []
    for slot in pair:
        areas = conflicts.areas_of(slot.venues)
        met += conflicts.obstacles(areas, slot.blocked, ignoring=ids, now=now)
        near += conflicts.soft_conflicts(areas, slot.blocked, ignoring=ids, now=now)
    return steps.Facts(steps.fingerprint_of(sorted(pair, key=lambda b: b.id), met, near), met, near)


def swap_bookings(
    first: Booking, second: Booking, *, actor: Any, soft_note: str = "", fingerprint: str | None = None
) -> None:
    """Each takes the whole slot of the other: venues, public phase, set-up and strike. Neither blocks the other."""
    now = clock.now()
    pair = (first, second)
    settling.allow_deciding(actor, pair)
    settling.settle(conflicts.areas_of([*(v for b in pair for v in b.venues), *_wished(pair)]))
    if first.id == second.id:
        raise DomainError("booking.swap_with_itself")
    for booking in pair:
        _check_live(booking, now=now)
        if booking.starts_at <= now:
            raise DomainError("booking.has_begun")
    steps.check_fingerprint(fingerprint, lambda: facts_of_swapping(first, second, now=now))
    slots = [(list(b.venues), b.blocked, b.public) for b in pair]
    before = [steps.facts(b) for b in pair]
    for booking, (venues, blocked, public) in zip(pair, reversed(slots), strict=True):
        floor.refuse_if_taken(conflicts.areas_of(venues), blocked, ignoring=[b.id for b in pair], now=now)
        steps.place(booking, venues, blocked, public, now=now)
    floor.occupy(first, second)
    for booking in pair:
        steps.measure(booking, now=now)
        if booking.status == BookingStatus.CONFIRMED:
            steps.check_soft(booking, booking.venues, booking.blocked, soft_note=soft_note, now=now)
            booking.soft_note = soft_note or booking.soft_note
    for booking, facts, (venues, _blocked, public) in zip(pair, before, slots, strict=True):
        steps.note(
            booking,
            "booking.moved",
            actor=actor,
            payload={"before": facts, "after": steps.facts(booking)},
            also=venues,
        )
        _tell_of_move(booking, public, venues)
        wishes.follow(booking, actor=actor, now=now)
    for booking, (venues, blocked, _public) in zip(pair, slots, strict=True):
        if booking.status in rules.BLOCKING:
            settling.offer_freed(conflicts.areas_of(venues), blocked)


def _tell_of_move(booking: Booking, before: Timespan, before_venues: Sequence[Venue]) -> None:
    """What waits is in nobody's calendar by invitation yet."""
    calendar = Method.REQUEST if booking.status == BookingStatus.CONFIRMED else None
    letters.tell("booking_moved", [booking], calendar=calendar, before=before, before_venues=list(before_venues))


def change_words(
    booking: Booking,
    *,
    actor: Any,
    title_vi: str,
    title_en: str | None = None,
    about_vi: str = "",
    about_en: str | None = None,
) -> Booking:
    """Title and description. Feeds show it (`revised_at`), but nobody's plans change: SEQUENCE stays."""
    steps.allow(is_coordinator(actor) or rules.is_own(actor, booking, team_space_ids=team_space_ids(actor)))
    if booking.status not in rules.LIVE:
        raise DomainError(f"booking.is_{booking.status}")
    if clock.now() >= booking.ends_at:
        raise DomainError("booking.has_begun")
    if not title_vi:
        raise DomainError("booking.no_title", field="title_vi")
    booking.title_vi, booking.title_en = title_vi, title_en
    booking.about_vi, booking.about_en = about_vi, about_en
    booking.revised_at = clock.now()
    steps.note(booking, "booking.words_changed", actor=actor, payload={"title_vi": title_vi, "title_en": title_en})
    return booking


def facts_of_moving(booking: Booking, target: BookingRequest, *, now: datetime) -> str:
    return seen_in_moving(booking, target, now=now).fingerprint


def seen_in_moving(booking: Booking, target: BookingRequest, *, now: datetime) -> steps.Facts:
    areas = conflicts.areas_of(requests.venues_of(target))
    met = conflicts.obstacles(areas, target.blocked, ignoring=[booking.id], now=now)
    near = conflicts.soft_conflicts(areas, target.blocked, ignoring=[booking.id], now=now)
    measured = measures.measured(booking, requests.venues_of(target), target, now=now)
    fingerprint = steps.fingerprint_of([booking], met, near, target.digest, *measured.facts)
    return steps.Facts(fingerprint, met, near, measured)


def _check_live(booking: Booking, *, now: datetime) -> None:
    if booking.status not in rules.LIVE:
        raise DomainError(f"booking.is_{booking.status}")
    if booking.ends_at <= now:
        raise DomainError("booking.has_begun")
