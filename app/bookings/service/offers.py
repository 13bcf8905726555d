"""Waiting for floor that somebody else has, and what the Centre offers instead. A place on the list and an offer are
bookings like any other: the list blocks nobody, an offer holds its floor until its host answers or time runs out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, rules
from app.bookings.models import Booking, BookingEquipment, BookingStatus, Origin
from app.bookings.rules import BookingRequest
from app.bookings.service import changes, floor, letters, requests, settling, steps
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ical import Method
from app.core.ids import new_public_id, new_uuid
from app.core.timespan import Timespan
from app.spaces.queries import team_space_ids
from app.venues import terms
from app.venues.models import Venue


def join_waiting_list(request: BookingRequest, *, actor: Any, key: str) -> Booking:
    """For a request that fits in everything but the floor. Idempotent like `request_booking`.

    Raises `booking.not_taken` where the floor is free: then one asks for it.
    """
    return requests.take_in([request], [request.digest], actor=actor, keys=[key], waiting=True)[0]


def put_on_list(booking: Booking, *, actor: Any, now: datetime) -> None:
    """Whoever asked and lost the place waits for it from now on. The caller holds the floor and tells them."""
    steps.become(booking, BookingStatus.WAITLISTED, now=now)
    booking.waiting_since, booking.origin = now, Origin.LOST
    floor.give_back(booking)
    steps.note(booking, "booking.waitlisted", actor=actor, payload={})


def wait_instead(booking: Booking, *, origin: Origin, now: datetime) -> Booking:
    """A new place on the list for the time and floor that a booking has lost for good; the caller tells its people."""
    waiting = copy_of(booking, list(booking.venues), booking.blocked, booking.public, origin=origin, now=now)
    waiting.status, waiting.waiting_since = BookingStatus.WAITLISTED, now
    add(waiting, "booking.waitlisted", actor=None)
    return waiting


def counter_offer(
    booking: Booking,
    *,
    actor: Any,
    public: Timespan,
    venue_ids: Iterable[int] | None = None,
    setup: timedelta | None = None,
    strike: timedelta | None = None,
    reason: str = "",
) -> Booking:
    """Another time or place in answer to a request: that is declined, the other is held until its host has answered.

    Raises what requesting it would raise, `booking.same_slot` where it is what was asked for.
    """
    target = changes.target_of_move(booking, public=public, venue_ids=venue_ids, setup=setup, strike=strike)
    venues = requests.venues_of(target)
    settling.allow_deciding(actor, [*booking.venues, *venues])
    settling.settle(conflicts.areas_of([*booking.venues, *venues]))
    now = clock.now()
    rules.check_transition(booking.status, BookingStatus.DECLINED)
    if target.blocked == booking.blocked and {v.id for v in venues} == {v.id for v in booking.venues}:
        raise DomainError("booking.same_slot", field="starts_at")
    rules.check_when(public, target.setup, target.strike, now=now)
    requests.check_venues(venues, public)
    booking.decided_by, booking.decided_at = actor.id, now
    steps.end(booking, BookingStatus.DECLINED, actor=actor, reason=reason, now=now)
    floor.refuse_if_taken(conflicts.areas_of(venues), target.blocked, now=now)
    offered = offer_copy(booking, venues, target.blocked, public, origin=Origin.COUNTER, actor=actor, now=now)
    letters.tell(
        "booking_countered", [offered], before=booking.public, before_venues=list(booking.venues), reason=reason
    )
    settling.offer_freed(conflicts.areas_of(booking.venues), booking.blocked)
    return offered


def offer_copy(
    booking: Booking,
    venues: list[Venue] | Any,
    blocked: Timespan,
    public: Timespan,
    *,
    origin: Origin,
    actor: Any,
    now: datetime,
) -> Booking:
    """Another slot for the same activity, held for its host. The caller has looked at the floor and tells its people."""
    offered = copy_of(booking, list(venues), blocked, public, origin=origin, now=now)
    offered.status = BookingStatus.OFFERED
    offered.hold_expires_at = settling.offer_expires_at(offered, now=now)
    if actor is not None:
        offered.decided_by, offered.decided_at = actor.id, now
    add(offered, "booking.offered", actor=actor)
    return offered


def accept_offer(booking: Booking, *, actor: Any) -> Booking:
    """By its host's team. What somebody of the Centre offered is confirmed; what the list offered becomes what a
    request for it would become today, and no less than a hold.

    Raises `booking.is_…`, `booking.not_member` and the like where the host may not have it any more.
    """
    steps.allow(_speaks_for(actor, booking))
    settling.settle(conflicts.areas_of(booking.venues))
    db.session.refresh(booking)
    now = clock.now()
    if booking.status != BookingStatus.OFFERED:
        raise DomainError(f"booking.is_{booking.status}")
    status = BookingStatus.CONFIRMED if booking.decided_by is not None else _as_asked_today(booking, actor, now)
    steps.become(booking, status, now=now)
    if status == BookingStatus.HELD:
        hours = [venue.hold_hours for venue in booking.venues]
        booking.hold_expires_at = rules.hold_expires_at(hours, starts_at=booking.starts_at, now=now)
    else:
        steps.show(booking, now)
    floor.occupy(booking)
    steps.note(booking, "booking.accepted", actor=actor, payload={"status": status})
    if status == BookingStatus.CONFIRMED:
        letters.tell("booking_confirmed", [booking], calendar=Method.REQUEST)
    letters.tell_coordinators("offer_accepted", [booking])
    return booking


def turn_down_offer(booking: Booking, *, actor: Any, wait_on: bool = False) -> Booking:
    """The floor goes to the next. `wait_on` keeps the host on the list, behind everybody who waits by now."""
    steps.allow(_speaks_for(actor, booking))
    settling.settle(conflicts.areas_of(booking.venues))
    db.session.refresh(booking)
    now = clock.now()
    if booking.status != BookingStatus.OFFERED:
        raise DomainError(f"booking.is_{booking.status}")
    if wait_on:
        steps.become(booking, BookingStatus.WAITLISTED, now=now)
        booking.waiting_since = now
        booking.decided_by = booking.decided_at = None
        floor.give_back(booking)
        steps.note(booking, "booking.waitlisted", actor=actor, payload={})
    else:
        steps.end(booking, BookingStatus.CANCELLED, actor=actor, reason="", now=now)
    letters.tell_coordinators("offer_turned_down", [booking])
    _offer_to_others(booking)
    return booking


def _offer_to_others(booking: Booking) -> None:
    """Not to the one who has just said no: it waits on for the next time."""
    areas = conflicts.areas_of(booking.venues)
    if booking.status != BookingStatus.WAITLISTED:
        settling.offer_freed(areas, booking.blocked)
        return
    settling.offer_freed(areas, booking.blocked, but=[booking.id])


def _speaks_for(actor: Any, booking: Booking) -> bool:
    return is_coordinator(actor) or rules.is_own(actor, booking, team_space_ids=team_space_ids(actor))


def _as_asked_today(booking: Booking, actor: Any, now: datetime) -> BookingStatus:
    asked = changes.target_of_move(booking, public=booking.public)
    who = requests.check_host(asked, actor=actor)
    closed = terms.closed_to(booking.venues, who) if booking.space_id is not None else []
    if closed and not is_coordinator(actor) and not terms.become_requests(booking.venues):
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
