"""From a request to a booking. What every write of this feature does, in order: lock the areas, release what has run
out, check the rules, look for what is in the way, change, note, tell."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

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
from app.venues.models import Equipment, Venue
from app.venues.queries import equipment_by_id, exceptions_on, layouts_at, venues_by_id
from app.venues.terms import Breach, Held, Who, Wish
from app.workdays.queries import day_off


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
    for occasion in occasions:
        taking.take(occasion)
    taking.write(digests, keys)
    letters.tell_of_request(taking.made)
    return taking.made


class Taking:
    """Several occasions, one after the other, under the locks of them all. What they are checked against is looked up
    once, between `settle` and the first of them, and each counts for those after it; what is taken is written at the
    end, together."""

    def __init__(self, occasions: Iterable[Occasion], *, actor: Any) -> None:
        self.actor, self.now = actor, clock.now()
        self._team = team_space_ids(actor)
        self.made: list[Booking] = []
        self._occasions = list(occasions)
        requests = [one.request for one in self._occasions]
        self._groups = {ids: venues_of(one) for ids, one in {one.venue_ids: one for one in requests}.items()}
        self._venues = list({venue.id: venue for group in self._groups.values() for venue in group}.values())
        self._hosts: dict[int | None, Who | None] = {}
        self._held: dict[tuple[int, ZoneInfo], Held] = {}
        self._areas = conflicts.areas_of(self._venues)
        floor.lock_quotas(request.space_id for request in requests)
        floor.lock_areas(self._areas)

    def settle(self) -> None:
        settling.release_expired_holds(self._areas)
        asked = [one.request for one in self._occasions if self._makes_sense(one.request)]
        if not asked:
            return
        self._publics = [one.public for one in asked]
        spans = list(dict.fromkeys(one.blocked for one in asked))
        self._seen = conflicts.Seen(self._areas, spans, now=self.now)
        self._opened = conflicts.hours_for(self._venues, self._publics)
        self._layouts = layouts_at([venue.id for venue in self._venues])
        self._lent = equipment_by_id({one for request in asked for one, _count in request.equipment})
        waits = any(one.waits for one in self._occasions)
        self._waiting = list(queries.waiting_in(self._areas, *spans, now=self.now)) if waits else []

    def take(self, occasion: Occasion) -> Booking:
        """Raises why it does not fit."""
        status, broken = self.admit(occasion)
        if occasion.expects and occasion.expects != status:
            raise DomainError("booking.facts_changed")
        venues = self._groups[occasion.request.venue_ids]
        booking = new_booking(occasion.request, venues, status, actor=self.actor, now=self.now)
        booking.breaches = [breach.as_json() for breach in broken]
        self.made.append(booking)
        self._seen.add(booking)
        if status == BookingStatus.WAITLISTED:
            self._waiting.append(booking)
        return booking

    def write(self, digests: Sequence[str], keys: Sequence[str]) -> None:
        series_id = new_public_id() if len(keys) > 1 else None
        for booking, request_digest, key in zip(self.made, digests, keys, strict=True):
            booking.request_key, booking.request_digest, booking.series_id = key, request_digest, series_id
            if series_id is not None and booking.status == BookingStatus.WAITLISTED:
                booking.origin = Origin.SKIPPED
        try:
            with db.session.begin_nested():
                db.session.add_all(self.made)
        except IntegrityError as error:  # the same key at the same moment, with a body that locks other areas
            raise DomainError("booking.key_reused") from error
        floor.occupy(*self.made)
        noted = [(booking, {"status": booking.status, **steps.facts(booking)}) for booking in self.made]
        steps.note_each(noted, "booking.requested", actor=self.actor)

    def admit(self, occasion: Occasion) -> tuple[BookingStatus, list[Breach]]:
        """The state a fitting request starts in, and the terms it does not keep; raises why it does not fit."""
        request, venues = occasion.request, self._groups[occasion.request.venue_ids]
        rules.check_shape(request, now=self.now)
        who = self._host(request)
        check_open(venues)
        check_hours(venues, request.public, self._opened)
        check_room(venues, people=request.expected_people, layout=request.layout, listed=self._layouts)
        check_equipment(request.equipment, venues, self._lent)
        broken = self._broken(request, venues, who)
        bound = [] if self._for_centre(request.space_id) else broken
        if bound and not terms.become_requests(venues):
            raise bound[0].error()
        areas = conflicts.areas_of(venues)
        in_the_way = self._seen.obstacles(areas, request.blocked)
        if occasion.waits:
            if not in_the_way:
                raise DomainError("booking.not_taken", field="starts_at")
            if any(_waits_for(one, request.space_id, areas, request.blocked) for one in self._waiting):
                raise DomainError("booking.waits_already", field="starts_at")
            return BookingStatus.WAITLISTED, broken
        floor.refuse(in_the_way)
        disturbs = self._seen.soft_conflicts(areas, request.blocked)  # a person's note, so not at once
        at_once = may_have_at_once(request.space_id, who) and not disturbs and not bound
        return rules.outcome_for((v.policy for v in venues), instant_allowed=at_once), broken

    def _makes_sense(self, request: BookingRequest) -> bool:
        try:
            rules.check_shape(request, now=self.now)
        except DomainError:
            return False
        return True

    def _for_centre(self, space_id: int | None) -> bool:
        return rules.acts_for_centre(self.actor, space_id=space_id, team_space_ids=self._team)

    def _host(self, request: BookingRequest) -> Who | None:
        if request.space_id not in self._hosts:
            self._hosts[request.space_id] = check_host(request, actor=self.actor)
        return self._hosts[request.space_id]

    def _broken(self, request: BookingRequest, venues: Sequence[Venue], who: Who | None) -> list[Breach]:
        """The dates of a series count one after the other, also where they block nobody yet; but not those that wait
        for somebody else's place."""
        if request.space_id is None:
            return []
        key = request.space_id, venues[0].zone
        if key not in self._held:
            self._held[key] = self._held_by(*key, who)
        uses = [
            terms.Use(terms.places_of(one.venues), one.public)
            for one in self.made
            if one.space_id == request.space_id and one.status != BookingStatus.WAITLISTED
        ]
        return broken_terms(request, venues, who, self._held[key].also(uses), now=self.now)

    def _held_by(self, space_id: int, zone: ZoneInfo, who: Who | None) -> Held:
        span = Timespan(min(one.start for one in self._publics), max(one.end for one in self._publics))
        return measures.held_of(space_id, who, self._venues, span, zone=zone, now=self.now)


def _waits_for(booking: Booking, space_id: int | None, areas: Sequence[int], span: Timespan) -> bool:
    return booking.space_id == space_id and rules.meet(
        (conflicts.areas_of(booking.venues), booking.blocked), (areas, span)
    )


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
    if who is None and not steps.for_centre(actor, request.space_id):
        raise DomainError("booking.not_member", field="space")
    return who


def may_have_at_once(space_id: int | None, who: Who | None) -> bool:
    """Whether a person need not look at it: for the Centre itself and full members."""
    return space_id is None or who is Who.MEMBER


def broken_terms(
    request: BookingRequest, venues: Sequence[Venue], who: Who | None, held: Held, *, now: datetime
) -> list[Breach]:
    """`held` is what the space has of the quotas beside this."""
    wish = Wish(who=who, blocked=request.blocked, public=request.public)
    return terms.broken_terms(venues, wish, held.after(venues, request.public), now=now)


def check_equipment(wanted: Iterable[tuple[int, int]], venues: Sequence[Venue], lent: Collection[Equipment]) -> None:
    """Too little of it is no refusal, but what another venue has cannot be asked for."""
    counts = dict(wanted)
    if not counts:
        return
    here = {venue.id for venue in venues}
    known = [one for one in lent if one.id in counts]
    elsewhere = [one for one in known if not one.active or one.venue_id not in (None, *here)]
    if elsewhere:
        raise DomainError("booking.equipment_elsewhere", field=f"lend_{elsewhere[0].public_id}")
    if len(known) != len(counts) or min(counts.values()) < 1:
        raise DomainError("booking.equipment_elsewhere")


def check_venues(venues: Sequence[Venue], public: Timespan, *, people: int | None = None, layout: str = "") -> None:
    check_open(venues)
    check_hours(venues, public)
    if layout or people is not None:
        check_room(venues, people=people, layout=layout)


def check_open(venues: Iterable[Venue]) -> None:
    for venue in venues:
        if not venue.open_to_bookings:
            raise DomainError("booking.venue_not_open", field="venues", where=Bilingual.of(venue, "name"))


def check_hours(venues: Sequence[Venue], public: Timespan, opened: conflicts.OpenHours | None = None) -> None:
    """`opened` as `conflicts.first_shut_day` takes them."""
    shut = conflicts.first_shut_day(venues, public, opened)
    if shut is not None:
        raise _shut(*shut)


def _shut(venue: Venue, day: date) -> DomainError:
    """With the hours of the day or, where it has none, with what somebody has written about it."""
    where = Bilingual.of(venue, "name")
    spans = conflicts.hours_on([venue], [day])[day][venue.id]
    if spans:
        hours = [f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans]
        return DomainError("booking.outside_hours", field="starts_at", where=where, day=day, hours=hours)
    written, off = exceptions_on(venue, day), day_off(day) if venue.keeps_days_off else None
    what = Bilingual.of(written[0], "note") if written else Bilingual.of(off, "name") if off else Bilingual("")
    if what.vi:
        return DomainError("booking.shut_because", field="day", where=where, day=day, what=what)
    return DomainError("booking.shut_that_day", field="day", where=where, day=day)


def check_room(
    venues: Sequence[Venue],
    *,
    people: int | None,
    layout: str,
    listed: Mapping[int, Mapping[str, int | None]] | None = None,
) -> None:
    """`listed` are the venues' layouts and what they hold, by id, for whoever has fetched them."""
    listed = layouts_at([venue.id for venue in venues]) if listed is None else listed
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
