"""Lines of a feed that are kept between changes.

An entry is written once for everybody who is told as much of it in one language. Kept lines are used while their
stamp is that of the piece (`pieces.bookings`); all others are written anew, and handed back to be kept.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.calendars import queries
from app.calendars.definition import Depth, Site
from app.calendars.pieces import bookings
from app.calendars.pieces.bookings import Piece
from app.core.db import db
from app.core.ical import Entry, Lines, Status, event_lines

SEPARATOR = b"\0"  # which no line holds
INSTANT = "%Y%m%d%H%M%S.%f"  # in UTC, as wide for every one, so that their order is that of time
NONE = ("", b"")
NOTHING = ("", None)
ROOM = 16_384  # some twenty megabytes
_AT_HAND: WeakKeyDictionary[Engine, dict[tuple[Depth, str], dict[str, tuple[str, "Written | None"]]]] = (
    WeakKeyDictionary()
)


class Written(NamedTuple):
    """`order` is the start, then the UID: the order of feeds."""

    order: bytes
    revised_at: bytes
    cancelled: bytes
    essentials: bytes
    extras: bytes
    description: bytes
    short: bytes

    @property
    def lines(self) -> Lines:
        return Lines(self.essentials, self.extras, self.description, self.short)


class Fragment(NamedTuple):
    """As it is kept. What is needed of it at every reading is in one field."""

    piece: Piece
    language: str
    entry: Entry
    written: Written

    @property
    def row(self) -> dict[str, Any]:
        return {
            "thing": self.piece.thing,
            "depth": name_of(self.piece.depth),
            "language": self.language,
            "stamp": self.piece.stamp,
            "uid": self.entry.uid,
            "starts_at": self.entry.starts_at,
            "cancelled": self.entry.status is Status.CANCELLED,
            "revised_at": self.entry.revised_at,
            "lines": SEPARATOR.join(self.written),
            "last_day": self.entry.last_on,
        }


def written_of(pieces: Sequence[Piece], language: str, site: Site) -> tuple[list[Written], list[Fragment]]:
    """In no order, and which of them were written just now."""
    told: list[Written] = []
    missing: list[Piece] = []
    for depth in sorted({piece.depth for piece in pieces}):
        at_hand = _at_hand(depth, language)
        asked = []
        for piece in pieces:
            if piece.depth == depth:
                stamp, written = at_hand.get(piece.thing, NOTHING)
                if written is not None and stamp == piece.stamp:
                    told.append(written)
                else:
                    asked.append(piece)
        kept = queries.fragments_of([piece.thing for piece in asked], depth=name_of(depth), language=language)
        for piece in asked:
            stamp, lines = kept.get(piece.thing, NONE)
            if stamp == piece.stamp:
                written = Written._make(lines.split(SEPARATOR))
                at_hand[piece.thing] = stamp, written
                told.append(written)
            else:
                missing.append(piece)
    made = [
        Fragment(piece, language, entry, write(entry))
        for piece, entry in bookings.entries_of(missing, language, site)
    ]
    return told + [one.written for one in made], made


def _at_hand(depth: Depth, language: str) -> dict[str, tuple[str, Written | None]]:
    """Copies of what this database keeps, in the memory of this process: only what was read there, so nothing of a
    transaction that came to nothing. When there are too many of them, all go."""
    of_database = _AT_HAND.setdefault(db.engine, {})
    if sum(map(len, of_database.values())) > ROOM:
        of_database.clear()
    return of_database.setdefault((depth, language), {})


def write(entry: Entry) -> Written:
    order = f"{entry.starts_at.astimezone(UTC):{INSTANT}} {entry.uid}"
    revised_at = f"{entry.revised_at.astimezone(UTC):{INSTANT}}"
    cancelled = b"1" if entry.status is Status.CANCELLED else b""
    return Written(order.encode(), revised_at.encode(), cancelled, *event_lines(entry))


def latest_of(written: Sequence[Written]) -> datetime | None:
    latest = max((one.revised_at for one in written), default=None)
    return None if latest is None else datetime.strptime(latest.decode(), INSTANT).replace(tzinfo=UTC)


def name_of(depth: Depth) -> str:
    return depth.name.lower()
