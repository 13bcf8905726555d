"""The steps that every write of bookings is made of. Nothing here checks who acts but `allow` and `begin`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete

from app.audit.service import record_each
from app.bookings import conflicts, measures, queries, rules
from app.bookings.models import Booking, BookingStatus, Departure
from app.bookings.service import due_days, floor, late, wishes
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import digest
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.revisions.service import bump
from app.spaces.queries import team_space_ids
from app.venues.models import Venue


@dataclass(frozen=True)
class Facts:
    """What an act would touch or meet, and its fingerprint, which moves when any of it changes."""

    fingerprint: str
    met: Sequence[conflicts.Obstacle]
    near: Sequence[conflicts.SoftConflict]
    measured: measures.Measured = field(default_factory=measures.Measured)


def fingerprint_of(
    bookings: Iterable[Booking],
    met: Iterable[conflicts.Obstacle] = (),
    near: Iterable[conflicts.SoftConflict] = (),
    *others: str,
) -> str:
    parts = [f"{b.public_id}.{b.version}" for b in bookings]
    parts += sorted(f"met {(o.booking or o.closure).public_id} {_plain(o.span)}" for o in met)  # type: ignore[union-attr]
    parts += sorted(f"near {(c.booking or c.closure).public_id} {_plain(c.span)}" for c in near)  # type: ignore[union-attr]
    return digest("\n".join([*parts, *others]))


def _plain(span: Timespan) -> str:
    return f"{span.start.astimezone(UTC).isoformat()}/{span.end.astimezone(UTC).isoformat()}"


def check_fingerprint(seen: str | None, current: Callable[[], str]) -> None:
    """Whoever has seen nothing yet, as a rehearsal has not, is not kept waiting for what stands now."""
    if seen is not None and seen != current():
        raise DomainError("booking.facts_changed")


def hold(booking: Booking) -> None:
    """As it stands now; until the transaction ends, nobody else writes it or what is written under this lock."""
    db.session.refresh(booking, with_for_update={"of": Booking})


def allow(allowed: bool) -> None:
    if not allowed:
        raise DomainError("booking.not_allowed")


def for_centre(actor: Any, space_id: int | None) -> bool:
    """Whether they ask or act for the Centre, which no term binds."""
    return rules.acts_for_centre(actor, space_id=space_id, team_space_ids=team_space_ids(actor))


def ask_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("booking.reason_missing", field="reason")


def check_soft(booking: Booking, venues: Sequence[Venue], span: Timespan, *, soft_note: str, now: datetime) -> None:
    near = conflicts.soft_conflicts(conflicts.areas_of(venues), span, ignoring=[booking.id], now=now)
    if near and not soft_note.strip():
        raise DomainError("booking.soft_note_missing", field="soft_note", where=Bilingual.of(near[0].area, "name"))


def place(booking: Booking, venues: Sequence[Venue], blocked: Timespan, public: Timespan, *, now: datetime) -> None:
    wishes.let_go(booking)
    before = _in_calendars(booking)
    revise(booking, now)
    _note_departure(booking, venues, now)
    booking.venues = list(venues)
    booking.starts_at, booking.ends_at = blocked.start, blocked.end
    booking.public_starts_at, booking.public_ends_at = public.start, public.end
    if booking.hold_expires_at is not None:
        booking.hold_expires_at = min(booking.hold_expires_at, blocked.start)
    due_days.follow(booking)
    late.note_change(booking, before, now)


def measure(booking: Booking, *, now: datetime) -> None:
    """After the Centre has sent it elsewhere: the terms it does not keep there, and no longer those of where it was."""
    broken = measures.broken_terms_of(booking, booking.venues, booking.blocked, booking.public, now=now)
    booking.breaches = [breach.as_json() for breach in broken]


def mend(booking: Booking, *, now: datetime) -> None:
    """After it has become less: what it keeps of the terms by now it keeps, and it breaks none anew."""
    known = {breach["code"] for breach in booking.breaches}
    if known:
        measure(booking, now=now)
        booking.breaches = [breach for breach in booking.breaches if breach["code"] in known]


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


def become(booking: Booking, status: BookingStatus, *, now: datetime) -> None:
    rules.check_transition(booking.status, status)
    before = _in_calendars(booking)
    revise(booking, now)
    booking.status = status
    booking.hold_expires_at = None
    late.note_change(booking, before, now)


def _in_calendars(booking: Booking) -> Timespan | None:
    """When it stands there as something that will take place."""
    return booking.public if booking.status == BookingStatus.CONFIRMED else None


def revise(booking: Booking, now: datetime) -> None:
    """SEQUENCE counts every change of time, place and status, also while it waits: private calendars show it then."""
    booking.sequence += 1
    booking.revised_at = now


def retell(bookings: Iterable[Booking], now: datetime) -> None:
    """What stands above says of them anew: calendars write them again, under the same SEQUENCE."""
    for booking in bookings:
        booking.revised_at = now


def show(booking: Booking, now: datetime) -> None:
    if booking.open_to_public and booking.shown_publicly_at is None:
        booking.shown_publicly_at = now


def end(booking: Booking, status: BookingStatus, *, actor: Any, reason: str, now: datetime) -> None:
    become(booking, status, now=now)
    booking.reason = reason
    wishes.end_with(booking, by=actor, now=now)
    floor.give_back(booking)
    note(booking, f"booking.{status}", actor=actor, payload={"reason": reason})


def facts(booking: Booking) -> dict[str, Any]:
    return {
        "venues": [venue.id for venue in booking.venues],
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "public_starts_at": booking.public_starts_at.isoformat(),
        "public_ends_at": booking.public_ends_at.isoformat(),
    }


def note(booking: Booking, action: str, *, actor: Any, payload: dict[str, Any], also: Iterable[Venue] = ()) -> None:
    """Flush, audit, and have the feeds that show it made anew: those of the venues it left, too."""
    note_each([(booking, payload)], action, actor=actor, also=also)


def note_each(
    noted: Sequence[tuple[Booking, dict[str, Any]]], action: str, *, actor: Any, also: Iterable[Venue] = ()
) -> None:
    """The same of several bookings, in as many statements as of one."""
    db.session.flush()
    record_each({f"booking:{booking.id}": payload for booking, payload in noted}, action, actor=actor)
    topics = {f"venue:{venue.id}" for venue in (*(v for booking, _ in noted for v in booking.venues), *also)}
    topics |= {f"venue:{venue_id}" for venue_id in queries.venues_left_by([booking.id for booking, _ in noted])}
    bump("bookings", *topics, *{f"space:{booking.space_id}" for booking, _ in noted if booking.space_id})
