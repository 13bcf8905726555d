"""Bookings in feeds.

A piece is one entry before it is written. Most of a feed has not changed since it was last read, so a piece knows
without its booking whether its lines are still those: its stamp is another one whenever they may be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from app.bookings import calendar_entry
from app.bookings.calendar_entry import A_DAY, Surroundings, host_of
from app.bookings.models import Booking, BookingStatus, Departure
from app.bookings.queries import bookings_as_they_are, departures_as_they_are
from app.bookings.queries.shown import Gone, Standing
from app.calendars.definition import Depth, Site
from app.calendars.epoch import epoch_of
from app.calendars.pieces.events import with_page
from app.core.ical import Entry, Status, entry_uid
from app.core.text import pick
from app.core.timespan import Timespan
from app.events.queries import pages_of
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


ONLY_PUBLIC = (Phase.PUBLIC,)


class Piece(NamedTuple):
    thing: str  # "booking:12", "setup:12", "left:12:4" of the venue that it left
    phase: Phase
    booking_id: int
    venue_id: int
    depth: Depth
    stamp: str


class Words(NamedTuple):
    """Names that entries show: how often and when each was last changed, by topic."""

    numbers: Mapping[str, int]
    changed_at: Mapping[str, datetime]


def words_now() -> Words:
    known = revisions.under("words:")
    return Words(
        {topic: number for topic, number, _at in known}, {topic: changed_at for topic, _number, changed_at in known}
    )


@cache
def told_as(
    shown: bool, status: str, setup: bool, strike: bool, may_see: Depth, at_most: Depth
) -> tuple[Depth, Sequence[Phase]] | None:
    """How deep, and in which entries, a booking is told; None where not at all."""
    depth = depth_of(shown, status, may_see=may_see, at_most=at_most)
    return None if depth is None else (depth, phases_of(setup, strike, depth, may_see=may_see))


def depth_of(shown: bool, status: str, *, may_see: Depth, at_most: Depth) -> Depth | None:
    """To who may see so much of it. What the public was never told of is no more than an hour taken to those who are
    told what the public is."""
    depth = min(may_see, at_most)
    if depth == Depth.PUBLIC and not shown:
        depth = Depth.BUSY
    return None if depth == Depth.BUSY and status in NEVER_BUSY else depth


def phases_of(setup: bool, strike: bool, depth: Depth, *, may_see: Depth) -> Sequence[Phase]:
    """Set-up and strike are the house's to know, and bind the team as well."""
    if depth != Depth.STAFF and (depth != Depth.BUSY or may_see < Depth.OWN):
        return ONLY_PUBLIC
    parts = ((Phase.SETUP, setup), (Phase.STRIKE, strike))
    return [Phase.PUBLIC, *(phase for phase, there in parts if there)]


def stamped(
    chosen: Iterable[tuple[Standing, Depth]], at_most: Depth, left: Iterable[Gone], site: Site, words: Words
) -> list[Piece]:
    epoch = epoch_of(site)

    @cache  # many share their venues and their host
    def counted(venues: str, space_id: int | None) -> str:
        venue_ids = [int(one) for one in venues.split(",")] if venues else []
        return f"{epoch}.{sum(words.numbers.get(one, 0) for one in calendar_entry.topics_of(venue_ids, space_id))}"

    pieces = []
    for row, may_see in chosen:
        told = told_as(row.shown, row.status, row.setup, row.strike, may_see, at_most)
        if told is None:
            continue
        depth, phases = told
        stamp = f"{counted(row.venues, row.space_id)}.{row.version}"
        pieces += [Piece(f"{phase}:{row.id}", phase, row.id, 0, depth, stamp) for phase in phases]
    for gone in left:
        here = words.numbers.get(f"words:venue:{gone.venue_id}", 0)
        stamp = f"{counted(gone.venues, gone.space_id)}.{gone.version}.{here}.{gone.left_at.timestamp()}"
        thing = f"{Phase.LEFT}:{gone.booking_id}:{gone.venue_id}"
        pieces.append(Piece(thing, Phase.LEFT, gone.booking_id, gone.venue_id, min(Depth.PUBLIC, at_most), stamp))
    return pieces


def entries_of(pieces: Sequence[Piece], language: str, site: Site) -> list[tuple[Piece, Entry]]:
    """In their order. Reads the bookings anew, later than their stamps: an entry is never older than its stamp, and
    what is gone since then is left out."""
    if not pieces:
        return []
    bookings = bookings_as_they_are(piece.booking_id for piece in pieces)
    departures = departures_as_they_are((p.booking_id, p.venue_id) for p in pieces if p.phase == Phase.LEFT)
    changed = words_now().changed_at
    events_of = pages_of({piece.booking_id for piece in pieces if piece.depth == Depth.PUBLIC})
    pages = {
        page: calendar_entry.surroundings(language, site_url=site.url, uid_domain=site.uid_domain, page=page)
        for page in ("events", "bookings")
    }
    found = []
    for piece in pieces:
        booking, around = bookings.get(piece.booking_id), pages[_page(piece.depth)]
        departure = departures.get((piece.booking_id, piece.venue_id))
        if booking is not None and _is_there(piece, booking, departure):
            told = calendar_entry.entry(booking, around, changed)
            if piece.depth == Depth.PUBLIC and booking.id in events_of:
                told = with_page(told, events_of[booking.id], around, host_of(booking, around))
            found.append((piece, _entry(piece, booking, told, departure, around, changed)))
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
    told: Entry,
    departure: Departure | None,
    around: Surroundings,
    changed: Mapping[str, datetime],
) -> Entry:
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
