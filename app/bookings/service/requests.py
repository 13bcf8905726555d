"""From a request to a booking. What every write of this feature does, in order: lock the areas, release what has run
out, check the rules, look for what is in the way, change, note, tell."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, measures, queries, rules
from app.bookings.models import Booking, BookingEquipment, BookingStatus, Origin
from app.bookings.rules import BookingRequest
from app.bookings.rules.series import SERIES_LIMIT, Occasion
from app.bookings.service import floor, letters, settling, steps
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest, new_public_id, new_uuid
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.spaces.models import Space
from app.spaces.queries import team_space_ids
from app.venues import terms
from app.venues.models import Venue
from app.venues.queries import equipment_by_id, layouts_at, venues_by_id
from app.venues.terms import Breach, Who, Wish


def request_booking(request: BookingRequest, *, actor: Any, key: str) -> Booking:
    """Ask for venues; the venues' policies decide whether the request waits, holds the floor or is confirmed at once.

    `key` is the form's: sent again with the same body it gives the first booking, with another body it is refused.
    Raises `booking.key_reused`, `booking.taken`, `booking.closed`, and what the rules say.
    """
    return take_in([Occasion(request)], [request.digest], actor=actor, keys=[key])[0]


def request_series(asked: Sequence[BookingRequest | Occasion], *, actor: Any, key: str) -> list[Booking]:
    """All occasions or none, each a booking of its own. Idempotent as a whole, like `request_booking`.

    Raises `booking.facts_changed` where an occasion would not start in the state that its host was shown.
    """
    if not 0 < len(asked) <= SERIES_LIMIT:
        raise DomainError("booking.series_length", limit=SERIES_LIMIT)
    occasions = [one if isinstance(one, Occasion) else Occasion(one) for one in asked]
    ordered = sorted(occasions, key=lambda one: one.request.public.start)
    for earlier, later in pairwise([one.request for one in ordered if not one.waits]):
        if earlier.blocked.overlaps(later.blocked):
            raise DomainError("booking.series_overlaps", start=later.public.start)
    whole = digest(" ".join(f"{one.request.digest}{' waits' if one.waits else ''}" for one in ordered))
    digests = [digest(f"{whole} {n}") for n in range(len(ordered))]
    return take_in(ordered, digests, actor=actor, keys=[f"{key}:{n}" for n in range(len(ordered))])


def take_in(
    occasions: Sequence[Occasion], digests: Sequence[str], *, actor: Any, keys: Sequence[str]
) -> list[Booking]:
    """What every way of asking comes down to."""
    taking = Taking(occasions, actor=actor)
    known = _already_requested(digests, actor=actor, keys=keys)
    if known:
        return known
    taking.settle()
    series_id = new_public_id() if len(keys) > 1 else None
    for occasion, request_digest, key in zip(occasions, digests, keys, strict=True):
        taking.take(occasion, request_digest=request_digest, key=key, series_id=series_id)
    letters.tell_of_request(taking.made)
    return taking.made


class Taking:
    """Several occasions, one after the other, under the locks of them all. What they have in common is looked up
    once."""

    def __init__(self, occasions: Iterable[Occasion], *, actor: Any) -> None:
        self.actor, self.now = actor, clock.now()
        self.made: list[Booking] = []
        requests = [one.request for one in occasions]
        self._venues = {ids: venues_of(one) for ids, one in {one.venue_ids: one for one in requests}.items()}
        self._hosts: dict[int | None, Who | None] = {}
        self._areas = conflicts.areas_of(v for group in self._venues.values() for v in group)
        floor.lock_quotas(request.space_id for request in requests)
        floor.lock_areas(self._areas)

    def settle(self) -> None:
        settling.release_expired_holds(self._areas)

    def take(self, occasion: Occasion, *, request_digest: str, key: str, series_id: str | None) -> Booking:
        request, venues = occasion.request, self._venues[occasion.request.venue_ids]
        status, broken = self._admit(request, venues, waits=occasion.waits)
        if occasion.expects and occasion.expects != status:
            raise DomainError("booking.facts_changed")
        booking = new_booking(request, venues, status, actor=self.actor, now=self.now)
        booking.breaches = [breach.as_json() for breach in broken]
        booking.request_key, booking.request_digest, booking.series_id = key, request_digest, series_id
        if occasion.waits and series_id is not None:
            booking.origin = Origin.SKIPPED
        try:
            with db.session.begin_nested():
                db.session.add(booking)
        except IntegrityError as error:  # the same key at the same moment, with a body that locks other areas
            raise DomainError("booking.key_reused") from error
        floor.occupy(booking)
        steps.note(booking, "booking.requested", actor=self.actor, payload={"status": status, **steps.facts(booking)})
        self.made.append(booking)
        return booking

    def _admit(
        self, request: BookingRequest, venues: Sequence[Venue], *, waits: bool
    ) -> tuple[BookingStatus, list[Breach]]:
        """The state a fitting request starts in, and the terms it does not keep; raises why it does not fit."""
        rules.check_shape(request, now=self.now)
        who = self._host(request)
        check_venues(venues, request.public, people=request.expected_people, layout=request.layout)
        check_equipment(request.equipment, venues)
        broken = broken_terms(request, venues, who, now=self.now, made=self.made)
        bound = [] if is_coordinator(self.actor) else broken
        if bound and not terms.become_requests(venues):
            raise bound[0].error()
        areas = conflicts.areas_of(venues)
        if waits:
            if not conflicts.obstacles(areas, request.blocked, now=self.now):
                raise DomainError("booking.not_taken", field="starts_at")
            if any(o.space_id == request.space_id for o in queries.waiting_in(areas, request.blocked, now=self.now)):
                raise DomainError("booking.waits_already", field="starts_at")
            return BookingStatus.WAITLISTED, broken
        floor.refuse_if_taken(areas, request.blocked, now=self.now)
        disturbs = conflicts.soft_conflicts(areas, request.blocked, now=self.now)  # a person's note, so not at once
        at_once = may_have_at_once(request.space_id, who) and not disturbs and not bound
        return rules.outcome_for((v.policy for v in venues), instant_allowed=at_once), broken

    def _host(self, request: BookingRequest) -> Who | None:
        if request.space_id not in self._hosts:
            self._hosts[request.space_id] = check_host(request, actor=self.actor)
        return self._hosts[request.space_id]


def _already_requested(digests: Sequence[str], *, actor: Any, keys: Sequence[str]) -> list[Booking]:
    known = queries.by_request_keys(actor.id, keys)
    if known and [b.request_digest for b in known] != list(digests):
        raise DomainError("booking.key_reused")
    return known


def venues_of(request: BookingRequest) -> Sequence[Venue]:
    venues = venues_by_id(request.venue_ids)
    if not venues or len(venues) != len(set(request.venue_ids)):
        raise DomainError("booking.no_venue", field="venues")
    return venues


def check_host(request: BookingRequest, *, actor: Any) -> Who | None:
    """As what the host asks; raises when it may not ask at all. None for the Centre, and for a space that the Centre
    asks for although it could not."""
    team = team_space_ids(actor)
    if not rules.can_request_for(actor, space_id=request.space_id, team_space_ids=team):
        raise DomainError("booking.not_allowed", field="space")
    if request.space_id is None:
        return None
    who = measures.who_asks(db.session.get_one(Space, request.space_id))
    if who is None and not is_coordinator(actor):
        raise DomainError("booking.not_member", field="space")
    return who


def may_have_at_once(space_id: int | None, who: Who | None) -> bool:
    """Whether a person need not look at it: for the Centre itself and full members."""
    return space_id is None or who is Who.MEMBER


def broken_terms(
    request: BookingRequest,
    venues: Sequence[Venue],
    who: Who | None,
    *,
    now: datetime,
    made: Sequence[Booking] = (),
    ignoring: Collection[int] = (),
) -> list[Breach]:
    """None of the Centre's own. The dates of a series count one after the other, also where they block nobody yet; but
    not those that wait for somebody else's place. What is to be changed (`ignoring`, ids) does not count beside its
    change."""
    if request.space_id is None:
        return []
    besides = [booking.id for booking in made if booking.status != BookingStatus.WAITLISTED]
    uses = measures.quotas_after(
        request.space_id, who, venues, request.public, ignoring=ignoring, besides=besides, now=now
    )
    return terms.broken_terms(venues, Wish(who=who, blocked=request.blocked, public=request.public), uses, now=now)


def check_equipment(wanted: Iterable[tuple[int, int]], venues: Sequence[Venue]) -> None:
    """Too little of it is no refusal, but what another venue has cannot be asked for."""
    counts = dict(wanted)
    if not counts:
        return
    here = {venue.id for venue in venues}
    known = equipment_by_id(counts)
    elsewhere = [one for one in known if not one.active or one.venue_id not in (None, *here)]
    if elsewhere:
        raise DomainError("booking.equipment_elsewhere", field=f"lend_{elsewhere[0].public_id}")
    if len(known) != len(counts) or min(counts.values()) < 1:
        raise DomainError("booking.equipment_elsewhere")


def check_venues(venues: Sequence[Venue], public: Timespan, *, people: int | None = None, layout: str = "") -> None:
    for venue in venues:
        if not venue.open_to_bookings:
            raise DomainError("booking.venue_not_open", field="venues", where=Bilingual.of(venue, "name"))
    check_hours(venues, public)
    if layout or people is not None:
        check_room(venues, people=people, layout=layout)


def check_hours(venues: Sequence[Venue], public: Timespan) -> None:
    shut = conflicts.first_shut_day(venues, public)
    if shut is not None:
        raise DomainError(
            "booking.outside_hours", field="starts_at", where=Bilingual.of(shut[0], "name"), day=shut[1]
        )


def check_room(venues: Sequence[Venue], *, people: int | None, layout: str) -> None:
    listed = layouts_at([venue.id for venue in venues])
    elsewhere = terms.first_without(layout, venues, listed) if layout else None
    if elsewhere is not None:
        raise DomainError("booking.layout_not_here", field="layout", where=Bilingual.of(elsewhere, "name"))
    room = terms.room_in(venues, layout, listed)
    if people is not None and room is not None and people > room:
        raise DomainError("booking.too_many_people", field="expected_people", capacity=room)


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
