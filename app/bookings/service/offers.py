"""Waiting for floor that somebody else has, and what the Centre offers instead. A place on the list and an offer are
bookings like any other: the list blocks nobody, an offer holds its floor until its host answers or time runs out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, measures, queries, rules
from app.bookings.models import Booking, BookingEquipment, BookingStatus, Origin
from app.bookings.rules import BookingRequest
from app.bookings.rules.series import Occasion
from app.bookings.service import changes, floor, letters, requests, settling, steps
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ical import Method
from app.core.ids import new_public_id, new_uuid
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.spaces.queries import team_space_ids
from app.venues import terms
from app.venues.models import Venue


def join_waiting_list(request: BookingRequest, *, actor: Any, key: str) -> Booking:
    """For a request that fits in everything but the floor. Idempotent like `request_booking`.

    Raises `booking.not_taken` where the floor is free: then one asks for it.
    """
    return requests.take_in([Occasion(request, waits=True)], [request.digest], actor=actor, keys=[key])[0]


def put_on_list(booking: Booking, *, actor: Any, now: datetime) -> None:
    """Whoever asked and lost the place waits for it from now on. The caller holds the floor and tells them."""
    steps.become(booking, BookingStatus.WAITLISTED, now=now)
    booking.waiting_since, booking.origin = now, Origin.LOST
    booking.passed_at = None
    floor.give_back(booking)
    steps.note(booking, "booking.waitlisted", actor=actor, payload={})


def wait_instead(booking: Booking, *, origin: Origin, now: datetime) -> Booking:
    """A new place on the list for the time and floor that a booking has lost for good; the caller tells its people."""
    waiting = copy_of(booking, list(booking.venues), booking.blocked, booking.public, origin=origin, now=now)
    waiting.status, waiting.waiting_since = BookingStatus.WAITLISTED, now
    add(waiting, "booking.waitlisted", actor=None)
    return waiting


def leave_waiting_list(booking: Booking, *, actor: Any, reason: str = "") -> Booking:
    """By the host's team, or by the Centre, which must say why. Raises `booking.is_…`, `booking.reason_missing`."""
    _allow_speaking_for(booking, actor)
    _settle(booking)
    if booking.status != BookingStatus.WAITLISTED:
        raise DomainError(f"booking.is_{booking.status}")
    own = rules.is_own(actor, booking, team_space_ids=team_space_ids(actor))
    if not own and booking.space_id is not None:
        steps.ask_reason(reason)
    steps.end(booking, BookingStatus.CANCELLED, actor=actor, reason=reason, now=clock.now())
    if not own:
        letters.tell("waiting_removed", [booking], reason=reason)
    return booking


def offer_by_hand(booking: Booking, *, actor: Any) -> Booking:
    """The Centre offers floor that is free to somebody on the list, whoever waits longer.

    Raises `booking.is_…`, and what is in the way.
    """
    settling.allow_deciding(actor, [booking])
    _settle(booking)
    if booking.status != BookingStatus.WAITLISTED:
        raise DomainError(f"booking.is_{booking.status}")
    now = clock.now()
    requests.check_venues(booking.venues, booking.public)
    floor.refuse_if_taken(conflicts.areas_of(booking.venues), booking.blocked, now=now)
    settling.offer(booking, now=now, actor=actor)
    return booking


def counter_offer(
    booking: Booking,
    *,
    actor: Any,
    public: Timespan,
    venue_ids: Iterable[int] | None = None,
    setup: timedelta | None = None,
    strike: timedelta | None = None,
    reason: str = "",
    soft_note: str = "",
    fingerprint: str | None = None,
) -> Booking:
    """Another time or place in answer to a request: that is declined, the other is held until its host has answered.

    Raises what requesting it would raise, `booking.same_slot` where it is what was asked for, and
    `booking.facts_changed` when `fingerprint` is not that of `changes.facts_of_moving` any more.
    """
    target = changes.target_of_move(booking, public=public, venue_ids=venue_ids, setup=setup, strike=strike)
    venues = requests.venues_of(target)
    settling.allow_deciding(actor, [booking], venues)
    settling.settle(conflicts.areas_of([*booking.venues, *venues]))
    now = clock.now()
    rules.check_transition(booking.status, BookingStatus.DECLINED)
    steps.check_fingerprint(fingerprint, lambda: changes.facts_of_moving(booking, target, now=now))
    if target.blocked == booking.blocked and {v.id for v in venues} == {v.id for v in booking.venues}:
        raise DomainError("booking.same_slot", field="starts_at")
    rules.check_when(public, target.setup, target.strike, now=now)
    requests.check_venues(venues, public)
    floor.refuse_if_taken(conflicts.areas_of(venues), target.blocked, ignoring=[booking.id], now=now)
    steps.check_soft(booking, venues, target.blocked, soft_note=soft_note, now=now)
    was = booking.status
    booking.decided_by, booking.decided_at = actor.id, now
    steps.end(booking, BookingStatus.DECLINED, actor=actor, reason=reason, now=now)
    offered = offer_copy(booking, venues, target.blocked, public, origin=Origin.COUNTER, actor=actor, now=now)
    offered.soft_note = soft_note
    letters.tell(
        "booking_countered", [offered], before=booking.public, before_venues=list(booking.venues), reason=reason
    )
    settling.pass_on(booking, was)
    return offered


def offer_copy(
    booking: Booking,
    venues: Iterable[Venue],
    blocked: Timespan,
    public: Timespan,
    *,
    origin: Origin,
    actor: Any,
    now: datetime,
) -> Booking:
    """Another slot for the same activity, held for its host. The caller has looked at the floor and tells its people."""
    offered = copy_of(booking, list(venues), blocked, public, origin=origin, now=now)
    broken = measures.broken_terms_of(booking, offered.venues, blocked, public, now=now)
    offered.breaches = [breach.as_json() for breach in broken]
    offered.status = BookingStatus.OFFERED
    offered.hold_expires_at = settling.offer_expires_at(offered, now=now)
    if actor is not None:
        offered.decided_by, offered.decided_at = actor.id, now
    add(offered, "booking.offered", actor=actor)
    return offered


def accept_offer(booking: Booking, *, actor: Any) -> Booking:
    """By its host's team. What somebody of the Centre offered is confirmed; what the list offered becomes what a
    request for it would become today, and no less than a hold. Who took something else in the place of what it waits
    for waits for that no longer.

    Raises `booking.is_…`, `booking.offer_over`; `booking.not_member` and the like where the host may not have it any more.
    """
    _allow_speaking_for(booking, actor)
    _settle(booking)
    _check_offered(booking)
    now = clock.now()
    _check_still_entitled(booking, actor)
    status = BookingStatus.CONFIRMED if booking.decided_by is not None else _as_asked_today(booking, actor, now)
    steps.become(booking, status, now=now)
    if status == BookingStatus.HELD:
        hours = [venue.hold_hours for venue in booking.venues]
        booking.hold_expires_at = rules.hold_expires_at(hours, starts_at=booking.starts_at, now=now)
    else:
        steps.show(booking, now)
    floor.occupy(booking)
    steps.note(booking, "booking.accepted", actor=actor, payload={"status": status})
    _wait_no_longer_for_the_first(booking, actor=actor, now=now)
    if status == BookingStatus.CONFIRMED:
        letters.tell("booking_confirmed", [booking], calendar=Method.REQUEST)
    else:
        letters.tell("booking_received", [booking])
    letters.tell_coordinators("offer_accepted", [booking], status=status)
    return booking


def turn_down_offer(booking: Booking, *, actor: Any, wait_on: bool = False) -> Booking:
    """The floor goes to the next. `wait_on` keeps a host who came from the list on it, behind everybody who waits by
    now, to be asked again after somebody else has had the place.

    Raises `booking.is_…`, `booking.offer_over`.
    """
    _allow_speaking_for(booking, actor)
    _settle(booking)
    _check_offered(booking)
    now = clock.now()
    waits_on = wait_on and booking.waiting_since is not None
    if waits_on:
        steps.become(booking, BookingStatus.WAITLISTED, now=now)
        booking.waiting_since = booking.passed_at = now
        booking.decided_by = booking.decided_at = None
        floor.give_back(booking)
        steps.note(booking, "booking.passed", actor=actor, payload={})
    else:
        steps.end(booking, BookingStatus.CANCELLED, actor=actor, reason="", now=now)
    letters.tell_coordinators("offer_turned_down", [booking], waits_on=str(waits_on or ""))
    settling.pass_on(booking, BookingStatus.OFFERED)
    return booking


def _allow_speaking_for(booking: Booking, actor: Any) -> None:
    own = rules.is_own(actor, booking, team_space_ids=team_space_ids(actor))
    steps.allow(own or is_coordinator(actor))


def _settle(booking: Booking) -> None:
    """And read anew what other people may have done while this one waited for the floor."""
    settling.settle_anew([booking], lambda: booking.venues)


def _check_offered(booking: Booking) -> None:
    if booking.status == BookingStatus.EXPIRED:
        raise DomainError("booking.offer_over")
    if booking.status != BookingStatus.OFFERED:
        raise DomainError(f"booking.is_{booking.status}")


def _check_still_entitled(booking: Booking, actor: Any) -> None:
    """The Centre takes an offer for whom it likes; a team needs the membership that the offer was made on."""
    lapse = queries.lapse_of(booking)
    if lapse is None or lapse.keep is not None or steps.for_centre(actor, booking.space_id):
        return
    if lapse.why == rules.Lapse.ASSOCIATE:
        closed = next(venue for venue in booking.venues if not venue.associates_may_request)
        raise DomainError("booking.associate", where=Bilingual.of(closed, "name"))
    raise DomainError("booking.not_member")


def _wait_no_longer_for_the_first(booking: Booking, *, actor: Any, now: datetime) -> None:
    if booking.origin != Origin.COUNTER or booking.origin_id is None:
        return
    first = db.session.get_one(Booking, booking.origin_id)
    if first.status == BookingStatus.WAITLISTED:
        steps.end(first, BookingStatus.CANCELLED, actor=actor, reason="", now=now)


def _as_asked_today(booking: Booking, actor: Any, now: datetime) -> BookingStatus:
    asked = changes.target_of_move(booking, public=booking.public)
    who = requests.check_host(asked, actor=actor)
    closed = terms.closed_to(booking.venues, who) if booking.space_id is not None else []
    if closed and not steps.for_centre(actor, booking.space_id) and not terms.become_requests(booking.venues):
        raise closed[0].error()
    at_once = requests.may_have_at_once(booking.space_id, who) and not closed and not booking.breaches
    near = conflicts.soft_conflicts(
        conflicts.areas_of(booking.venues), booking.blocked, ignoring=[booking.id], now=now
    )
    asked_for = rules.outcome_for((v.policy for v in booking.venues), instant_allowed=at_once and not near)
    return BookingStatus.CONFIRMED if asked_for == BookingStatus.CONFIRMED else BookingStatus.HELD


def copy_of(
    booking: Booking, venues: list[Venue], blocked: Timespan, public: Timespan, *, origin: Origin, now: datetime
) -> Booking:
    """The same activity at another time or place, as a booking of its own with a UID of its own."""
    same = {name: getattr(booking, name) for name in COPIED}
    public_id = new_public_id()
    return Booking(
        public_id=public_id,
        uuid=new_uuid(),
        origin_id=booking.id,
        origin=origin,
        starts_at=blocked.start,
        ends_at=blocked.end,
        public_starts_at=public.start,
        public_ends_at=public.end,
        sequence=0,
        request_key=f"copy:{public_id}",
        request_digest="",
        created_at=now,
        revised_at=now,
        venues=venues,
        equipment=[BookingEquipment(equipment_id=e.equipment_id, quantity=e.quantity) for e in booking.equipment],
        **same,
    )


COPIED = (
    "series_id", "space_id", "title_vi", "title_en", "about_vi", "about_en", "open_to_public", "expected_people",
    "activity_kind", "layout", "noise", *rules.MARKS, "accessibility", "disadvantaged", "contact_name",
    "contact_phone", "note_to_staff", "breaches", "requested_by",
)  # fmt: skip


def add(booking: Booking, action: str, *, actor: Any) -> None:
    db.session.add(booking)
    db.session.flush()
    floor.occupy(booking)
    steps.note(booking, action, actor=actor, payload=steps.facts(booking))
