"""Bookings in feeds.

A piece is one entry before it is written. Most of a feed has not changed since it was last read, so a piece knows
without its booking whether its lines are still those: its stamp is another one whenever they may be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.bookings import calendar_entry
from app.bookings.calendar_entry import A_DAY, Surroundings
from app.bookings.models import Booking, BookingStatus, Departure
from app.bookings.queries import bookings_as_they_are, departures_as_they_are, venues_taken
from app.bookings.queries.shown import Gone, Standing
from app.calendars.definition import Depth, Site
from app.core.ical import FORMAT, Entry, Status, entry_uid
from app.core.ids import digest
from app.core.text import pick
from app.core.timespan import Timespan
from app.revisions import queries as revisions

PHASE_WORDS = {"setup": {"vi": "Lắp đặt", "en": "Set-up"}, "strike": {"vi": "Tháo dỡ", "en": "Strike"}}
MOVED_WORD = {"vi": "Chuyển đến", "en": "Moved to"}
BUSY_WORD = {"vi": "Bận", "en": "Busy"}
NO_TIME = timedelta()
NEVER_BUSY = frozenset(BookingStatus) - {BookingStatus.CONFIRMED, BookingStatus.CANCELLED, BookingStatus.DISPLACED}


class Phase(StrEnum):
    PUBLIC = "booking"
    SETUP = "setup"
    STRIKE = "strike"
    LEFT = "left"  # at a venue that it left for another


class Piece(NamedTuple):
    phase: Phase
    booking_id: int
    venue_id: int  # that was left, or 0
    depth: Depth
    stamp: str

    @property
    def thing(self) -> str:
        return f"{self.phase}:{self.booking_id}" + (f":{self.venue_id}" if self.venue_id else "")


class Words(NamedTuple):
    """Names that entries show: how often and when each was last changed, by topic."""

    numbers: Mapping[str, int]
    changed_at: Mapping[str, datetime]


def words_now() -> Words:
    known = revisions.under("words:")
    return Words({one.topic: one.number for one in known}, {one.topic: one.changed_at for one in known})


def depth_of(row: Standing, *, may_see: Depth, at_most: Depth) -> Depth | None:
    """How deep a booking is told to who may see so much of it; None where not at all. What the public was never told
    of is no more than an hour taken to those who are told what the public is."""
    depth = min(may_see, at_most)
    if depth == Depth.PUBLIC and not row.shown:
        depth = Depth.BUSY
    return None if depth == Depth.BUSY and row.status in NEVER_BUSY else depth


def phases_of(row: Standing, depth: Depth, *, may_see: Depth) -> list[Phase]:
    """Set-up and strike are the house's to know, and bind the team as well."""
    whole = depth == Depth.STAFF or (depth == Depth.BUSY and may_see >= Depth.OWN)
    parts = ((Phase.SETUP, row.setup), (Phase.STRIKE, row.strike))
    return [Phase.PUBLIC, *(phase for phase, there in parts if whole and there)]


def stamped(
    told: Iterable[tuple[Standing, Depth, Sequence[Phase]]], left: Sequence[tuple[Gone, Depth]], site: Site
) -> list[Piece]:
    told = list(told)
    words, venues = words_now(), venues_taken({row.id for row, *_ in told} | {one.booking_id for one, _depth in left})
    here = f"{FORMAT}.{digest(f'{site.url} {site.uid_domain}')[:8]}"

    def counted(topics: Iterable[str]) -> int:
        return sum(words.numbers.get(topic, 0) for topic in topics)

    pieces = []
    for row, depth, phases in told:
        number = counted(calendar_entry.topics_of(venues.get(row.id, ()), row.space_id))
        pieces += [Piece(phase, row.id, 0, depth, f"{here}.{row.version}.{number}") for phase in phases]
    everything = sum(words.numbers.values()) if left else 0
    for one, depth in left:
        stamp = f"{here}.{one.version}.{everything}.{one.left_at.timestamp()}"
        pieces.append(Piece(Phase.LEFT, one.booking_id, one.venue_id, depth, stamp))
    return pieces


def entries_of(pieces: Sequence[Piece], language: str, site: Site) -> list[tuple[Piece, Entry]]:
    """In their order. Reads the bookings anew, later than their stamps: an entry is never older than its stamp, and
    what is gone since then is left out."""
    if not pieces:
        return []
    bookings = bookings_as_they_are(piece.booking_id for piece in pieces)
    departures = departures_as_they_are((p.booking_id, p.venue_id) for p in pieces if p.phase == Phase.LEFT)
    changed = words_now().changed_at
    pages = {
        page: calendar_entry.surroundings(language, site_url=site.url, uid_domain=site.uid_domain, page=page)
        for page in ("events", "bookings")
    }
    found = []
    for piece in pieces:
        booking, around = bookings.get(piece.booking_id), pages[_page(piece.depth)]
        departure = departures.get((piece.booking_id, piece.venue_id))
        if booking is not None and _is_there(piece, booking, departure):
            found.append((piece, _entry(piece, booking, departure, around, changed)))
    return found


def _is_there(piece: Piece, booking: Booking, departure: Departure | None) -> bool:
    if piece.phase == Phase.LEFT:
        return departure is not None
    lengths = {Phase.SETUP: booking.setup, Phase.STRIKE: booking.strike}
    return piece.phase == Phase.PUBLIC or lengths[piece.phase] > NO_TIME


def _page(depth: Depth) -> str:
    return "bookings" if depth >= Depth.OWN else "events"


def _entry(
    piece: Piece,
    booking: Booking,
    departure: Departure | None,
    around: Surroundings,
    changed: Mapping[str, datetime],
) -> Entry:
    told = calendar_entry.entry(booking, around, changed)
    if departure is not None:
        told = left_behind(departure, told, around, changed)
    elif piece.phase != Phase.PUBLIC:
        told = phase_of(booking, told, around, piece.phase)
    return busy(booking, told, around) if piece.depth == Depth.BUSY else told


def left_behind(
    departure: Departure, now_elsewhere: Entry, around: Surroundings, words_changed_at: Mapping[str, datetime]
) -> Entry:
    """A tombstone for the feed of a venue that a booking left: under its own UID, which is why only that feed may
    hold it. Other feeds have the booking itself."""
    language = around.language
    venue, span = departure.venue, Timespan(departure.starts_at, departure.ends_at)
    name = pick(venue, "name", language)
    goes_on = now_elsewhere.status is Status.CONFIRMED
    renamed_at = words_changed_at.get(f"words:venue:{venue.id}", departure.left_at)
    return replace(
        now_elsewhere,
        starts_at=span.start,
        ends_at=span.end,
        all_day=span.length > A_DAY,
        zone=venue.zone_name,
        location=f"{name}, {around.place}",
        geo=calendar_entry.geo_of(venue),
        categories=(name,),
        description=f"{MOVED_WORD[language]}: {now_elsewhere.location}" if goes_on else now_elsewhere.description,
        status=Status.CANCELLED,
        moved=goes_on,
        revised_at=max(departure.left_at, renamed_at, now_elsewhere.revised_at),
    )


def phase_of(booking: Booking, whole: Entry, around: Surroundings, phase: Phase) -> Entry:
    """Set-up or strike, as an entry of its own."""
    span = {
        Phase.SETUP: (booking.starts_at, booking.public_starts_at),
        Phase.STRIKE: (booking.public_ends_at, booking.ends_at),
    }[phase]
    return replace(
        whole,
        uid=entry_uid("bk", booking.uuid, around.uid_domain, phase),
        starts_at=span[0],
        ends_at=span[1],
        all_day=False,
        summary=f"{PHASE_WORDS[phase][around.language]}: {pick(booking, 'title', around.language)}",
    )


def busy(booking: Booking, told: Entry, around: Surroundings) -> Entry:
    """That somebody is bound, and nothing else: the hours and the UID are those of the same entry told in full, so
    that who has both calendars has it once."""
    return replace(
        told,
        summary=BUSY_WORD[around.language],
        location="",
        geo=None,
        description="",
        url="",
        categories=(),
        moved=False,
        status=Status.CONFIRMED if told.status is Status.CONFIRMED else Status.CANCELLED,
        revised_at=booking.revised_at,
    )
