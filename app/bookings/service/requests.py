"""From a request to a booking. What every write of this feature does, in order: lock the areas, release what has run
out, check the rules, look for what is in the way, change, note, tell."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, queries, rules
from app.bookings.models import Booking, BookingEquipment, BookingStatus
from app.bookings.rules import BookingRequest
from app.bookings.service import floor, letters, settling, steps
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest, new_public_id, new_uuid
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.memberships.queries import standing_of
from app.memberships.rules import rights
from app.spaces.queries import team_space_ids
from app.venues.models import Venue
from app.venues.queries import venues_by_id

SERIES_LIMIT = 60


def request_booking(request: BookingRequest, *, actor: Any, key: str) -> Booking:
    """Ask for venues; the venues' policies decide whether the request waits, holds the floor or is confirmed at once.

    `key` is the form's: sent again with the same body it gives the first booking, with another body it is refused.
    Raises `booking.key_reused`, `booking.taken`, `booking.closed`, and what the rules say.
    """
    return take_in([request], [request.digest], actor=actor, keys=[key])[0]


def request_series(requests: Sequence[BookingRequest], *, actor: Any, key: str) -> list[Booking]:
    """All occasions or none, each a booking of its own. Idempotent as a whole, like `request_booking`."""
    if not 0 < len(requests) <= SERIES_LIMIT:
        raise DomainError("booking.series_length", limit=SERIES_LIMIT)
    ordered = sorted(requests, key=lambda r: r.public.start)
    for earlier, later in pairwise(ordered):
        if earlier.blocked.overlaps(later.blocked):
            raise DomainError("booking.series_overlaps", start=later.public.start)
    whole = digest(" ".join(r.digest for r in ordered))
    digests = [digest(f"{whole} {n}") for n in range(len(ordered))]
    return take_in(ordered, digests, actor=actor, keys=[f"{key}:{n}" for n in range(len(ordered))])


def take_in(
    requests: Sequence[BookingRequest],
    digests: Sequence[str],
    *,
    actor: Any,
    keys: Sequence[str],
    waiting: bool = False,
) -> list[Booking]:
    """What every way of asking comes down to. `waiting` asks for a place on the waiting list."""
    now = clock.now()
    venues = [venues_of(r) for r in requests]
    areas = conflicts.areas_of(v for group in venues for v in group)
    floor.lock_areas(areas)
    known = _already_requested(digests, actor=actor, keys=keys)
    if known:
        return known
    settling.release_expired_holds(areas)
    series_id = new_public_id() if len(keys) > 1 else None
    made = []
    for request, group, request_digest, key in zip(requests, venues, digests, keys, strict=True):
        status = _admit(request, group, actor=actor, now=now, waiting=waiting)
        booking = new_booking(request, group, status, actor=actor, now=now)
        booking.request_key, booking.request_digest, booking.series_id = key, request_digest, series_id
        try:
            with db.session.begin_nested():
                db.session.add(booking)
        except IntegrityError as error:  # the same key at the same moment, with a body that locks other areas
            raise DomainError("booking.key_reused") from error
        floor.occupy(booking)
        steps.note(booking, "booking.requested", actor=actor, payload={"status": status, **steps.facts(booking)})
        made.append(booking)
    letters.tell_of_request(made)
    return made


def _already_requested(digests: Sequence[str], *, actor: Any, keys: Sequence[str]) -> list[Booking]:
    known = [b for key in keys if (b := queries.by_request_key(actor.id, key)) is not None]
    if known and [b.request_digest for b in known] != list(digests):
        raise DomainError("booking.key_reused")
    return known


def venues_of(request: BookingRequest) -> Sequence[Venue]:
    venues = venues_by_id(request.venue_ids)
    if not venues or len(venues) != len(set(request.venue_ids)):
        raise DomainError("booking.no_venue", field="venues")
    return venues


def _admit(
    request: BookingRequest, venues: Sequence[Venue], *, actor: Any, now: datetime, waiting: bool
) -> BookingStatus:
    """The state a fitting request starts in; raises why it does not fit."""
    rules.check_shape(request, now=now)
    may_be_instant = check_host(request, venues, actor=actor)
    check_venues(venues, request.public, people=request.expected_people)
    areas = conflicts.areas_of(venues)
    if waiting:
        if not conflicts.obstacles(areas, request.blocked, now=now):
            raise DomainError("booking.not_taken", field="starts_at")
        return BookingStatus.WAITLISTED
    floor.refuse_if_taken(areas, request.blocked, now=now)
    disturbs = conflicts.soft_conflicts(areas, request.blocked, now=now)  # needs a person's note, so not at once
    return rules.outcome_for((v.policy for v in venues), instant_allowed=may_be_instant and not disturbs)


def check_host(request: BookingRequest, venues: Sequence[Venue], *, actor: Any) -> bool:
    """Whether the host may have a booking confirmed at once; raises when it may not ask at all."""
    team = team_space_ids(actor)
    if not rules.can_request_for(actor, space_id=request.space_id, team_space_ids=team):
        raise DomainError("booking.not_allowed", field="space")
    if request.space_id is None:
        return True
    given = rights(standing_of(request.space_id, clock.today()))
    if not is_coordinator(actor):
        if given is None:
            raise DomainError("booking.not_member", field="space")
        closed = rules.first_closed_to(given, venues)
        if closed is not None:
            raise DomainError("booking.associate", field="venues", where=Bilingual.of(closed, "name"))
    return given is not None and given.at_once


def check_venues(venues: Sequence[Venue], public: Timespan, *, people: int | None = None) -> None:
    for venue in venues:
        if not venue.open_to_bookings:
            raise DomainError("booking.venue_not_open", field="venues", where=Bilingual.of(venue, "name"))
    shut = conflicts.first_shut_day(venues, public)
    if shut is not None:
        raise DomainError(
            "booking.outside_hours", field="starts_at", where=Bilingual.of(shut[0], "name"), day=shut[1]
        )
    room = [v.capacity for v in venues if v.capacity is not None]
    if people is not None and len(room) == len(venues) and people > sum(room):
        raise DomainError("booking.too_many_people", field="expected_people", capacity=sum(room))


def new_booking(
    request: BookingRequest, venues: Sequence[Venue], status: BookingStatus, *, actor: Any, now: datetime
) -> Booking:
    booking = Booking(
        public_id=new_public_id(),
        uuid=new_uuid(),
        space_id=request.space_id,
        title_vi=request.title_vi,
        title_en=request.title_en,
        about_vi=request.about_vi,
        about_en=request.about_en,
        open_to_public=request.open_to_public,
        expected_people=request.expected_people,
        activity_kind=request.activity_kind,
        layout=request.layout,
        noise=request.noise,
        accessibility=request.accessibility,
        disadvantaged=request.disadvantaged,
        contact_name=request.contact_name,
        contact_phone=request.contact_phone,
        note_to_staff=request.note_to_staff,
        breaches=[],
        equipment=[BookingEquipment(equipment_id=one, quantity=count) for one, count in request.equipment],
        **{mark: mark in request.marks for mark in rules.MARKS},
        starts_at=request.blocked.start,
        ends_at=request.blocked.end,
        public_starts_at=request.public.start,
        public_ends_at=request.public.end,
        status=status,
        sequence=0,
        requested_by=actor.id,
        created_at=now,
        revised_at=now,
        venues=list(venues),
    )
    if status == BookingStatus.HELD:
        hours = [venue.hold_hours for venue in venues]
        booking.hold_expires_at = rules.hold_expires_at(hours, starts_at=booking.starts_at, now=now)
    if status == BookingStatus.CONFIRMED:
        steps.show(booking, now)
    if status == BookingStatus.WAITLISTED:
        booking.waiting_since = now
    return booking
