"""From a request to a booking, and from there to whatever becomes of it. What every write here does, in order: lock
the areas, release what has run out, check the rules, look for what is in the way, change, note, tell."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.accounts.rules import is_coordinator
from app.audit.service import record
from app.bookings import conflicts, queries, rules
from app.bookings.models import Booking, BookingStatus, Departure
from app.bookings.rules import BookingRequest
from app.bookings.service import floor, letters
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ical import Method
from app.core.ids import digest, new_public_id, new_uuid
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.memberships.queries import standing_of
from app.memberships.rules import rights
from app.revisions.service import bump
from app.spaces.queries import team_space_ids
from app.venues.models import Venue
from app.venues.queries import venues_by_id

SERIES_LIMIT = 60


def request_booking(request: BookingRequest, *, actor: Any, key: str) -> Booking:
    """Ask for venues; the venues' policies decide whether the request waits, holds the floor or is confirmed at once.

    `key` is the form's: sent again with the same body it gives the first booking, with another body it is refused.
    Raises `booking.key_reused`, `booking.taken`, `booking.closed`, and what the rules say.
    """
    return _request([request], [request.digest], actor=actor, keys=[key])[0]


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
    return _request(ordered, digests, actor=actor, keys=[f"{key}:{n}" for n in range(len(ordered))])


def _request(
    requests: Sequence[BookingRequest], digests: Sequence[str], *, actor: Any, keys: Sequence[str]
) -> list[Booking]:
    now = clock.now()
    venues = [_venues(r) for r in requests]
    areas = conflicts.areas_of(v for group in venues for v in group)
    floor.lock_areas(areas)
    known = _already_requested(digests, actor=actor, keys=keys)
    if known:
        return known
    release_expired_holds(areas)
    series_id = new_public_id() if len(keys) > 1 else None
    made = []
    for request, group, request_digest, key in zip(requests, venues, digests, keys, strict=True):
        status = _admit(request, group, actor=actor, now=now)
        booking = _new_booking(request, group, status, actor=actor, now=now)
        booking.request_key, booking.request_digest, booking.series_id = key, request_digest, series_id
        try:
            with db.session.begin_nested():
                db.session.add(booking)
        except IntegrityError as error:  # the same key at the same moment, with a body that locks other areas
            raise DomainError("booking.key_reused") from error
        floor.occupy(booking)
        _note(booking, "booking.requested", actor=actor, payload={"status": status, **_facts(booking)})
        made.append(booking)
    letters.tell_of_request(made)
    return made


def _already_requested(digests: Sequence[str], *, actor: Any, keys: Sequence[str]) -> list[Booking]:
    known = [b for key in keys if (b := queries.by_request_key(actor.id, key)) is not None]
    if known and [b.request_digest for b in known] != list(digests):
        raise DomainError("booking.key_reused")
    return known


def _venues(request: BookingRequest) -> Sequence[Venue]:
    venues = venues_by_id(request.venue_ids)
    if not venues or len(venues) != len(set(request.venue_ids)):
        raise DomainError("booking.no_venue", field="venues")
    return venues


def _admit(request: BookingRequest, venues: Sequence[Venue], *, actor: Any, now: datetime) -> BookingStatus:
    """The state a fitting request starts in; raises why it does not fit."""
    rules.check_shape(request, now=now)
    may_be_instant = _check_host(request, venues, actor=actor)
    _check_venues(venues, request.public, people=request.expected_people)
    areas = conflicts.areas_of(venues)
    floor.refuse_if_taken(areas, request.blocked, now=now)
    disturbs = conflicts.soft_conflicts(areas, request.blocked, now=now)  # needs a person's note, so not at once
    return rules.outcome_for((v.policy for v in venues), instant_allowed=may_be_instant and not disturbs)


def _check_host(request: BookingRequest, venues: Sequence[Venue], *, actor: Any) -> bool:
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


def _check_venues(venues: Sequence[Venue], public: Timespan, *, people: int | None = None) -> None:
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


def _new_booking(
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
        note_to_staff=request.note_to_staff,
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
        _show(booking, now)
    return booking


def confirm_booking(booking: Booking, *, actor: Any, soft_note: str = "", fingerprint: str | None = None) -> Booking:
    """Rivals stay in the inbox, with this booking in their way: a coordinator moves or declines them in words.

    Raises `booking.is_…`, `booking.taken`, `booking.soft_note_missing`; `booking.facts_changed` when `fingerprint`
    is not that of the facts any more.
    """
    now = _begin(booking, actor=actor)
    rules.check_transition(booking.status, BookingStatus.CONFIRMED)
    check_fingerprint(fingerprint, facts_of_confirming(booking, now=now))
    areas = conflicts.areas_of(booking.venues)
    floor.refuse_if_taken(areas, booking.blocked, ignoring=[booking.id], now=now)
    _check_soft(booking, booking.venues, booking.blocked, soft_note=soft_note, now=now)
    booking.soft_note = soft_note
    booking.decided_by, booking.decided_at = actor.id, now
    _become(booking, BookingStatus.CONFIRMED, now=now)
    _show(booking, now)
    floor.occupy(booking)
    _note(booking, "booking.confirmed", actor=actor, payload={"soft_note": soft_note, **_facts(booking)})
    letters.tell("booking_confirmed", [booking], calendar=Method.REQUEST)
    return booking


def decline_booking(booking: Booking, *, actor: Any, reason: str) -> Booking:
    """Raises `booking.is_…`, `booking.reason_missing`."""
    now = _begin(booking, actor=actor)
    rules.check_transition(booking.status, BookingStatus.DECLINED)
    _ask_reason(reason)
    booking.decided_by, booking.decided_at = actor.id, now
    _end(booking, BookingStatus.DECLINED, actor=actor, reason=reason, now=now)
    letters.tell("booking_declined", [booking], reason=reason)
    return booking


def cancel_booking(booking: Booking, *, actor: Any, reason: str = "") -> Booking:
    """By the team, or by the Centre, which must say why. Raises `booking.is_…`, `booking.has_begun`."""
    now = clock.now()
    own = rules.is_own(actor, booking, team_space_ids=team_space_ids(actor))
    _allow(own or is_coordinator(actor))
    _settle(conflicts.areas_of(booking.venues))
    rules.check_transition(booking.status, BookingStatus.CANCELLED)
    if now >= (booking.ends_at if is_coordinator(actor) else booking.public_starts_at):
        raise DomainError("booking.has_begun")
    if not own and booking.space_id is not None:
        _ask_reason(reason)
    was_confirmed = booking.status == BookingStatus.CONFIRMED
    _end(booking, BookingStatus.CANCELLED, actor=actor, reason=reason, now=now)
    letters.tell("booking_cancelled", [booking], calendar=Method.CANCEL if was_confirmed else None, reason=reason)
    if was_confirmed and not is_coordinator(actor):
        letters.tell_coordinators("booking_cancelled", [booking], reason=reason)
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
    """To another time or place, in whatever state it is; what is not given stays. Asks what requesting would ask."""
    _allow(is_coordinator(actor))
    now = clock.now()
    target = target_of_move(booking, public=public, venue_ids=venue_ids, setup=setup, strike=strike)
    venues = _venues(target)
    old_venues, old_public = list(booking.venues), booking.public
    _settle(conflicts.areas_of([*old_venues, *venues]))
    _check_live(booking, now=now)
    check_fingerprint(fingerprint, facts_of_moving(booking, target, now=now))
    if target.blocked.start != booking.starts_at:
        rules.check_shape(target, now=now)
    elif public.end <= now or public.length > rules.LONGEST:
        raise DomainError("booking.in_the_past", field="ends_at")
    _check_venues(venues, public)
    floor.refuse_if_taken(conflicts.areas_of(venues), target.blocked, ignoring=[booking.id], now=now)
    if booking.status == BookingStatus.CONFIRMED:
        _check_soft(booking, venues, target.blocked, soft_note=soft_note, now=now)
    before = _facts(booking)
    _place(booking, venues, target.blocked, public, now=now)
    booking.soft_note = soft_note or booking.soft_note
    floor.occupy(booking)
    _note(
        booking, "booking.moved", actor=actor, payload={"before": before, "after": _facts(booking)}, also=old_venues
    )
    _tell_of_move(booking, old_public, old_venues)
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
        setup=booking.public_starts_at - booking.starts_at if setup is None else setup,
        strike=booking.ends_at - booking.public_ends_at if strike is None else strike,
    )


def swap_bookings(first: Booking, second: Booking, *, actor: Any, soft_note: str = "") -> None:
    """Each takes the whole slot of the other: venues, public phase, set-up and strike. Neither blocks the other."""
    _allow(is_coordinator(actor))
    now = clock.now()
    pair = (first, second)
    _settle(conflicts.areas_of(v for b in pair for v in b.venues))
    if first.id == second.id:
        raise DomainError("booking.swap_with_itself")
    for booking in pair:
        _check_live(booking, now=now)
        if booking.starts_at <= now:
            raise DomainError("booking.has_begun")
    slots = [(list(b.venues), b.blocked, b.public) for b in pair]
    before = [_facts(b) for b in pair]
    for booking, (venues, blocked, public) in zip(pair, reversed(slots), strict=True):
        floor.refuse_if_taken(conflicts.areas_of(venues), blocked, ignoring=[b.id for b in pair], now=now)
        _place(booking, venues, blocked, public, now=now)
    floor.occupy(first, second)
    for booking in pair:
        if booking.status == BookingStatus.CONFIRMED:
            _check_soft(booking, booking.venues, booking.blocked, soft_note=soft_note, now=now)
            booking.soft_note = soft_note or booking.soft_note
    for booking, facts, (venues, _blocked, public) in zip(pair, before, slots, strict=True):
        _note(booking, "booking.moved", actor=actor, payload={"before": facts, "after": _facts(booking)}, also=venues)
        _tell_of_move(booking, public, venues)


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
    _allow(is_coordinator(actor) or rules.is_own(actor, booking, team_space_ids=team_space_ids(actor)))
    if booking.status not in rules.LIVE:
        raise DomainError(f"booking.is_{booking.status}")
    if not title_vi:
        raise DomainError("booking.no_title", field="title_vi")
    booking.title_vi, booking.title_en = title_vi, title_en
    booking.about_vi, booking.about_en = about_vi, about_en
    booking.revised_at = clock.now()
    _note(booking, "booking.words_changed", actor=actor, payload={"title_vi": title_vi, "title_en": title_en})
    return booking


def release_expired_holds(areas: Iterable[int] | None = None) -> int:
    """Let go of holds past their time and of requests past their start; returns how many.

    A constraint cannot see the clock, so every booking write calls this for its areas first; the job calls it for
    all of them.
    """
    now = clock.now()
    ids = None if areas is None else list(areas)
    if ids is None:
        floor.lock_areas(conflicts.areas_of(v for b in queries.run_out(now) for v in b.venues))
    gone = queries.run_out(now, ids)
    for booking in gone:
        _end(booking, BookingStatus.EXPIRED, actor=None, reason="", now=now)
        letters.tell("booking_expired", [booking])
    return len(gone)


def displace(booking: Booking, *, by: Any, actor: Any, now: datetime, not_before: datetime) -> None:
    """A closure takes its place; the letter offers times that are free after it."""
    calendar = Method.CANCEL if booking.status == BookingStatus.CONFIRMED else None
    _end(booking, BookingStatus.DISPLACED, actor=actor, reason=by.title_vi, now=now)
    free = conflicts.free_times_after(booking.venues, booking, not_before=not_before, now=now)
    letters.tell("booking_displaced", [booking], calendar=calendar, closure=by, alternatives=free)


def facts_of_confirming(booking: Booking, *, now: datetime) -> str:
    """A fingerprint of what confirming would touch or meet; moves when any of it changes."""
    areas = conflicts.areas_of(booking.venues)
    met = conflicts.obstacles(areas, booking.blocked, ignoring=[booking.id], now=now)
    near = conflicts.soft_conflicts(areas, booking.blocked, ignoring=[booking.id], now=now)
    return fingerprint_of([booking, *queries.competing_with(booking)], met, near)


def facts_of_moving(booking: Booking, target: BookingRequest, *, now: datetime) -> str:
    areas = conflicts.areas_of(_venues(target))
    met = conflicts.obstacles(areas, target.blocked, ignoring=[booking.id], now=now)
    near = conflicts.soft_conflicts(areas, target.blocked, ignoring=[booking.id], now=now)
    return fingerprint_of([booking], met, near, target.digest)


def fingerprint_of(
    bookings: Iterable[Booking],
    met: Iterable[conflicts.Obstacle] = (),
    near: Iterable[conflicts.SoftConflict] = (),
    *others: str,
) -> str:
    parts = [f"{b.public_id}.{b.version}" for b in bookings]
    parts += sorted(f"met {(o.booking or o.closure).public_id} {_plain(o.span)}" for o in met)  # type: ignore[union-attr]
    parts += sorted(f"near {c.booking.public_id} {_plain(c.span)}" for c in near)
    return digest("\n".join([*parts, *others]))


def _plain(span: Timespan) -> str:
    return f"{span.start.astimezone(UTC).isoformat()}/{span.end.astimezone(UTC).isoformat()}"


def check_fingerprint(seen: str | None, current: str) -> None:
    if seen is not None and seen != current:
        raise DomainError("booking.facts_changed")


def _begin(booking: Booking, *, actor: Any) -> datetime:
    _allow(is_coordinator(actor))
    _settle(conflicts.areas_of(booking.venues))
    return clock.now()


def _settle(areas: Sequence[int]) -> None:
    floor.lock_areas(areas)
    release_expired_holds(areas)


def _allow(allowed: bool) -> None:
    if not allowed:
        raise DomainError("booking.not_allowed")


def _ask_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("booking.reason_missing", field="reason")


def _check_live(booking: Booking, *, now: datetime) -> None:
    if booking.status not in rules.LIVE:
        raise DomainError(f"booking.is_{booking.status}")
    if booking.ends_at <= now:
        raise DomainError("booking.has_begun")


def _check_soft(booking: Booking, venues: Sequence[Venue], span: Timespan, *, soft_note: str, now: datetime) -> None:
    near = conflicts.soft_conflicts(conflicts.areas_of(venues), span, ignoring=[booking.id], now=now)
    if near and not soft_note.strip():
        raise DomainError("booking.soft_note_missing", field="soft_note", where=Bilingual.of(near[0].area, "name"))


def _place(booking: Booking, venues: Sequence[Venue], blocked: Timespan, public: Timespan, *, now: datetime) -> None:
    _revise(booking, now)
    _note_departure(booking, venues, now)
    booking.venues = list(venues)
    booking.starts_at, booking.ends_at = blocked.start, blocked.end
    booking.public_starts_at, booking.public_ends_at = public.start, public.end
    if booking.hold_expires_at is not None:
        booking.hold_expires_at = min(booking.hold_expires_at, blocked.start)


def _note_departure(booking: Booking, venues: Sequence[Venue], now: datetime) -> None:
    """Where it stood in public and stands no longer; coming back takes the note away."""
    staying = {venue.id for venue in venues}
    db.session.execute(delete(Departure).where(Departure.booking_id == booking.id, Departure.venue_id.in_(staying)))
    if booking.shown_publicly_at is None:
        return
    for venue in booking.venues:
        if venue.id not in staying:
            db.session.add(
                Departure(
                    booking_id=booking.id,
                    venue_id=venue.id,
                    starts_at=booking.public_starts_at,
                    ends_at=booking.public_ends_at,
                    left_at=now,
                )
            )


def _become(booking: Booking, status: BookingStatus, *, now: datetime) -> None:
    rules.check_transition(booking.status, status)
    _revise(booking, now)
    booking.status = status
    booking.hold_expires_at = None


def _revise(booking: Booking, now: datetime) -> None:
    """SEQUENCE counts what changes after the booking first stood in calendars, which is when it was confirmed."""
    if booking.status == BookingStatus.CONFIRMED:
        booking.sequence += 1
    booking.revised_at = now


def _show(booking: Booking, now: datetime) -> None:
    if booking.open_to_public and booking.shown_publicly_at is None:
        booking.shown_publicly_at = now


def _end(booking: Booking, status: BookingStatus, *, actor: Any, reason: str, now: datetime) -> None:
    _become(booking, status, now=now)
    booking.reason = reason
    floor.give_back(booking)
    _note(booking, f"booking.{status}", actor=actor, payload={"reason": reason})


def _facts(booking: Booking) -> dict[str, Any]:
    return {
        "venues": [venue.id for venue in booking.venues],
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "public_starts_at": booking.public_starts_at.isoformat(),
        "public_ends_at": booking.public_ends_at.isoformat(),
    }


def _note(booking: Booking, action: str, *, actor: Any, payload: dict[str, Any], also: Iterable[Venue] = ()) -> None:
    """Flush, audit, and have the feeds that show it made anew: those of the venues it left, too."""
    db.session.flush()
    record(f"booking:{booking.id}", action, actor=actor, payload=payload)
    topics = {f"venue:{venue.id}" for venue in (*booking.venues, *also)}
    bump("bookings", *topics, *([f"space:{booking.space_id}"] if booking.space_id else []))
