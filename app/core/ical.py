"""Plain entries in, iCalendar bytes out. RFC 5545, 7986 (feeds), 5546 (mails).

The same entries always give the same bytes: nothing here reads a clock, and the order is start, then UID.
Everything rendered is normalised here too, so a title that got past a form still cannot break a line.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import NamedTuple, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar.parser import Parameters
from icalendar.prop import vDate, vDatetime, vDuration, vGeo, vText

from app.core.timespan import Timespan

HOUSE_ZONE = "Asia/Ho_Chi_Minh"
HOUSE_OFFSET = timedelta(hours=7)

# One part, written by hand: Outlook refuses the zone's full history (+08 until 1975) and ignores RDATE lists.
VTIMEZONE = (
    b"BEGIN:VTIMEZONE\r\n"
    b"TZID:Asia/Ho_Chi_Minh\r\n"
    b"X-LIC-LOCATION:Asia/Ho_Chi_Minh\r\n"
    b"BEGIN:STANDARD\r\n"
    b"DTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0700\r\n"
    b"TZOFFSETTO:+0700\r\n"
    b"TZNAME:+07\r\n"
    b"END:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)

# Google silently drops feeds of about a megabyte, so details give way before events do: descriptions are cut
# shorter, then only what tells when, where and whether remains.
FEED_LIMIT = 1_000_000
DESCRIPTION_LIMIT = 2_000
SHORT_DESCRIPTION_LIMIT = 300

LINE_OCTETS = 75
_OPENING, _CLOSING = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"

_INVITED = {
    "CUTYPE": "INDIVIDUAL",
    "ROLE": "REQ-PARTICIPANT",
    "PARTSTAT": "NEEDS-ACTION",
    "RSVP": "FALSE",
}

_PREFIXES = {
    "cancelled": {"vi": "[ĐÃ HUỶ] ", "en": "[CANCELLED] "},
    "tentative": {"vi": "[CHỜ DUYỆT] ", "en": "[PENDING] "},
    "moved": {"vi": "[ĐÃ CHUYỂN CHỖ] ", "en": "[MOVED] "},
}
_UNTITLED = {"vi": "Chưa đặt tên", "en": "Untitled"}
_BUSY = {"confirmed": "BUSY", "tentative": "TENTATIVE", "cancelled": "FREE"}

# What readers take for the end of a line besides CRLF; vdirsyncer splits a body at every one of these.
_NEWLINES = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
# C0 but newline, DEL, C1, halves of surrogate pairs, the byte-order mark, and the directional embeddings,
# overrides and isolates: one that stays open reorders whatever the client writes after the title. The plain
# marks (LRM, RLM, ALM) act on their place alone and stay.
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
_ZWJ = "\u200d"
_SKIN_TONES = "🏻🏼🏽🏾🏿"
_URI_SAFE = "!#$%&'()*+,-./:;=?@[]_~"
_UID = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")


class Status(StrEnum):
    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One occurrence as a subscriber sees it.

    `all_day` is the caller's decision; the days shown are those the span touches in `zone`.
    `sequence` counts changes of time, place and status and never goes back. `revised_at` is the last change
    of anything rendered, the venue's name included; it becomes both DTSTAMP and LAST-MODIFIED. `moved` says of a
    cancelled entry that it goes on elsewhere. `transparent` takes nobody's time.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    created_at: datetime
    revised_at: datetime
    status: Status = Status.CONFIRMED
    moved: bool = False
    all_day: bool = False
    transparent: bool = False
    zone: str = HOUSE_ZONE
    location: str = ""
    description: str = ""
    geo: tuple[float, float] | None = None
    url: str = ""
    categories: tuple[str, ...] = ()
    language: str = "vi"

    def __post_init__(self) -> None:
        if not _UID.fullmatch(self.uid):
            raise ValueError(f"not a UID every client keeps: {self.uid!r}")
        if self.sequence < 0:
            raise ValueError("SEQUENCE starts at 0")
        if any(at.tzinfo is None for at in (self.starts_at, self.ends_at, self.created_at, self.revised_at)):
            raise ValueError("an entry needs aware instants")
        if _to_second(self.ends_at) <= _to_second(self.starts_at):
            raise ValueError("an entry ends after it starts")

    @property
    def first_on(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_on(self) -> date:
        return Timespan(self.starts_at, self.ends_at).days(ZoneInfo(self.zone))[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What stands above the entries. `color` is `#RRGGBB` for Apple, `color_name` a CSS colour (RFC 7986)."""

    name: str
    prodid: str
    description: str = ""
    zone: str = HOUSE_ZONE
    refresh: timedelta = timedelta(hours=1)
    color: str = ""
    color_name: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    email: str
    name: str = ""


def entry_uid(kind: str, uuid: str, domain: str, part: str = "") -> str:
    """`bk-<uuid>@<domain>`; `part` tells a booking's set-up and strike from its public phase."""
    return f"{kind}-{uuid}{part and '-' + part}@{domain}"


class Lines(NamedTuple):
    """An entry written down: what every feed says of it, what gives way first, and its description at two lengths."""

    essentials: bytes
    extras: bytes
    description: bytes
    short: bytes


def event_lines(entry: Entry) -> Lines:
    text = plain(entry.description)
    description = _description(text, entry.url, DESCRIPTION_LIMIT)
    short = (
        _description(text, entry.url, SHORT_DESCRIPTION_LIMIT) if len(text) > SHORT_DESCRIPTION_LIMIT else description
    )
    return Lines(_essentials(entry), _extras(entry), description, short)


def feed_bytes(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The body of a feed. Raises ValueError when two entries share a UID: clients would hide one of them."""
    ordered = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    if len({entry.uid for entry in ordered}) < len(ordered):
        raise ValueError("two entries of one feed share a UID")
    return feed_of_lines(feed, [event_lines(entry) for entry in ordered])


def feed_of_lines(feed: Feed, events: Sequence[Lines]) -> bytes:
    """The same of entries that are written and in order."""
    around = len(_calendar(feed.prodid, _feed_lines(feed), VTIMEZONE))
    heads = sum(len(one.essentials) + len(one.extras) + len(_OPENING) + len(_CLOSING) for one in events)
    blocks: Iterable[Sequence[bytes]]
    if around + heads + sum(len(one.description) for one in events) <= FEED_LIMIT:
        blocks = ((_OPENING, one.essentials, one.extras, one.description, _CLOSING) for one in events)
    elif around + heads + sum(len(one.short) for one in events) <= FEED_LIMIT:
        blocks = ((_OPENING, one.essentials, one.extras, one.short, _CLOSING) for one in events)
    else:
        blocks = ((_OPENING, one.essentials, _CLOSING) for one in events)
    return _calendar(feed.prodid, _feed_lines(feed), VTIMEZONE, *chain.from_iterable(blocks))


def itip_bytes(method: Method, entry: Entry, organizer: Party, attendee: Party, *, prodid: str) -> bytes:
    """The `text/calendar; method=…` part of a mail, whose MIME parameter must name the same method.

    `organizer` is the address the mail comes from; some servers drop a mail when it is also the receiver's.
    """
    if organizer.email.casefold() == attendee.email.casefold():
        raise ValueError("the organizer cannot invite itself")
    if method is Method.PUBLISH:
        raise ValueError("what is published invites nobody: see published_bytes")
    if method is Method.CANCEL:
        entry = replace(entry, status=Status.CANCELLED)
    elif entry.status is Status.CANCELLED:
        raise ValueError("a cancelled entry is sent with CANCEL")
    people = _address("ORGANIZER", organizer) + _address("ATTENDEE", attendee, **_INVITED)
    return _calendar(prodid, _line("METHOD", method), VTIMEZONE, _whole_event(entry, people))


def published_bytes(entries: Iterable[Entry], organizer: Party, *, prodid: str) -> bytes:
    """Several events in one file to open. An invitation may hold one event only (RFC 5546 §3.2.2), this any number."""
    ordered = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    events = [_whole_event(entry, _address("ORGANIZER", organizer)) for entry in ordered]
    return _calendar(prodid, _line("METHOD", Method.PUBLISH), VTIMEZONE, *events)


def event_bytes(entry: Entry, *, prodid: str) -> bytes:
    """One event as a file to open. It names no method: it is added, and nobody is asked for an answer."""
    return _calendar(prodid, VTIMEZONE, _whole_event(entry))


def _whole_event(entry: Entry, people: bytes = b"") -> bytes:
    description = _description(plain(entry.description), entry.url, DESCRIPTION_LIMIT)
    return _event(_essentials(entry), _extras(entry), description, people)


def etag(body: bytes) -> str:
    """The opaque tag without its quotes; `Response.set_etag` adds them."""
    return hashlib.sha256(body).hexdigest()[:32]


def plain(text: str) -> str:
    """What a feed may say: NFC, newlines as \\n, a tab as a space, no other control character, trimmed."""
    text = _UNWANTED.sub("", _NEWLINES.sub("\n", text.replace("\t", " ")))
    return unicodedata.normalize("NFC", text).strip()


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def title(entry: Entry) -> str:
    """The summary with its mark: Google hides cancelled events, others show them like any other."""
    language = "en" if entry.language == "en" else "vi"
    mark = "moved" if entry.moved else entry.status
    prefix = _PREFIXES[mark][language] if mark in _PREFIXES else ""
    return prefix + (plain(entry.summary) or _UNTITLED[language])


def _calendar(prodid: str, *blocks: bytes) -> bytes:
    opening = _line("BEGIN", "VCALENDAR") + _line("VERSION", "2.0") + _text("PRODID", _one_line(prodid))
    return opening + _line("CALSCALE", "GREGORIAN") + b"".join(blocks) + _line("END", "VCALENDAR")


def _feed_lines(feed: Feed) -> bytes:
    refresh = _ical(vDuration(feed.refresh))
    lines = [
        _text("NAME", _one_line(feed.name)),
        _text("X-WR-CALNAME", _one_line(feed.name)),
        _text("DESCRIPTION", feed.description),
        _text("X-WR-CALDESC", feed.description),
        _text("X-WR-TIMEZONE", feed.zone),
        _line("REFRESH-INTERVAL;VALUE=DURATION", refresh),
        _line("X-PUBLISHED-TTL", refresh),
        _text("COLOR", feed.color_name),
        _text("X-APPLE-CALENDAR-COLOR", feed.color),
    ]
    return b"".join(lines)


def _event(*blocks: bytes) -> bytes:
    return b"".join((_OPENING, *blocks, _CLOSING))


def _essentials(entry: Entry) -> bytes:
    revised = _utc(entry.revised_at)
    lines = [
        _line("UID", entry.uid),
        _line("DTSTAMP", revised),
        _line("LAST-MODIFIED", revised),
        _line("SEQUENCE", str(entry.sequence)),
        *_when(entry),
        _line("STATUS", entry.status.upper()),
        _line("TRANSP", "TRANSPARENT" if _is_free(entry) else "OPAQUE"),
        _text("SUMMARY", title(entry)),
        _text("LOCATION", entry.location),
        _line("URL", _uri(entry.url)) if entry.url else b"",
    ]
    return b"".join(lines)


def _description(text: str, url: str, limit: int) -> bytes:
    """Takes cleaned text: a large feed is tried at several limits, and cleaning is what takes the time."""
    return _line("DESCRIPTION", _ical(_Text(_shortened(text, url, limit)))) if text else b""


def _extras(entry: Entry) -> bytes:
    lines = [
        _geo(entry),
        _categories(entry.categories),
        _line("CREATED", _utc(entry.created_at)),
        _line("X-MICROSOFT-CDO-BUSYSTATUS", "FREE" if _is_free(entry) else _BUSY[entry.status]),
    ]
    return b"".join(lines)


def _when(entry: Entry) -> tuple[bytes, bytes]:
    if entry.all_day:
        after = entry.last_on + timedelta(days=1)
        return (
            _line("DTSTART;VALUE=DATE", _ical(vDate(entry.first_on))),
            _line("DTEND;VALUE=DATE", _ical(vDate(after))),
        )
    return _instant("DTSTART", entry.starts_at, entry.zone), _instant("DTEND", entry.ends_at, entry.zone)


def _instant(name: str, at: datetime, zone: str) -> bytes:
    """House time where the one-part zone block is true; UTC for other zones and for Hanoi before 1975."""
    if zone == HOUSE_ZONE:
        local = at.astimezone(ZoneInfo(HOUSE_ZONE))
        if local.utcoffset() == HOUSE_OFFSET:
            return _line(f"{name};TZID={HOUSE_ZONE}", _ical(vDatetime(local.replace(tzinfo=None))))
    return _line(name, _utc(at))


def _utc(at: datetime) -> str:
    return _ical(vDatetime(at.astimezone(UTC)))


def _to_second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _shortened(text: str, url: str, limit: int) -> str:
    """The text, or its beginning and the address where the rest stands."""
    if len(text) <= limit:
        return text
    start = text[: limit - 1]
    # At the end of a word where one is near: half a Vietnamese syllable is another word.
    start = start[: max(start.rfind(" "), start.rfind("\n"), len(start) - 30)].rstrip()
    return "\n\n".join(part for part in (f"{start}…", _uri(url)) if part)


def _is_free(entry: Entry) -> bool:
    return entry.transparent or entry.status is Status.CANCELLED


def _geo(entry: Entry) -> bytes:
    if entry.geo is None:
        return b""
    # Six decimals are a hand's breadth; more only make the bytes depend on arithmetic.
    latitude, longitude = round(entry.geo[0], 6), round(entry.geo[1], 6)
    # Apple's maps take the place from here and leave the words alone, where they would else look the words up.
    name = _one_line(entry.location).replace('"', "'")
    params = Parameters({"VALUE": "URI", "X-APPLE-RADIUS": "70", "X-TITLE": name}).to_ical().decode()
    place = _line(f"X-APPLE-STRUCTURED-LOCATION;{params}", f"geo:{latitude},{longitude}") if name else b""
    return _line("GEO", _ical(vGeo((latitude, longitude)))) + place


def _categories(names: tuple[str, ...]) -> bytes:
    escaped = [_ical(_Text(name)) for name in map(_one_line, names) if name]
    return _line("CATEGORIES", ",".join(escaped)) if escaped else b""


def _address(name: str, party: Party, **params: str) -> bytes:
    # RFC 5545 has no escape for a double quote in a parameter.
    common_name = _one_line(party.name).replace('"', "'")
    named = Parameters({"CN": common_name, **params} if common_name else params)
    value = f"mailto:{quote(plain(party.email), safe=_URI_SAFE)}"
    return _line(f"{name};{named.to_ical().decode()}" if named else name, value)


def _uri(address: str) -> str:
    """URIs are written without escapes, so nothing but printable ASCII may stand in one."""
    return quote(plain(address), safe=_URI_SAFE)


class _Text(vText):
    r"""The library turns a written \N, as in "C:\New", into a line break before it escapes; this does not."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")
        return escaped.encode()


def _text(name: str, text: str) -> bytes:
    """A TEXT property, or nothing when there is nothing to say."""
    cleaned = plain(text)
    return _line(name, _ical(_Text(cleaned))) if cleaned else b""


class _Encodable(Protocol):
    def to_ical(self) -> bytes | str: ...


def _ical(value: _Encodable) -> str:
    """The library's values encode to bytes or text, by type."""
    encoded = value.to_ical()
    return encoded.decode() if isinstance(encoded, bytes) else encoded


def _line(name: str, value: str) -> bytes:
    """A content line, folded at 75 octets. The library's folding takes most of the time of a large feed."""
    line = f"{name}:{value}".encode()
    parts, start, room = [], 0, LINE_OCTETS
    while len(line) - start > room:
        end = _fold_point(line, start, start + room)
        parts.append(line[start:end])
        start, room = end, LINE_OCTETS - 1  # a continuation opens with a space
    parts.append(line[start:])
    return b"\r\n ".join(parts) + b"\r\n"


def _fold_point(line: bytes, start: int, limit: int) -> int:
    """The last place up to `limit` that is not inside a character, an escape or a letter with its marks."""
    latest = point = _char_start(line, limit)
    while point > start:
        if not _joined(line, point) and _escapes_closed(line, start, point):
            return point
        point = _char_start(line, point - 1)
    return latest  # a heap of marks longer than a line


def _joined(line: bytes, point: int) -> bool:
    """Whether the character at `point` is drawn as one with the character before it."""
    char = line[point : point + 4].decode(errors="ignore")[0]
    return (
        unicodedata.category(char).startswith("M")
        or char == _ZWJ
        or char in _SKIN_TONES
        or line.endswith(_ZWJ.encode(), 0, point)
    )


def _char_start(line: bytes, point: int) -> int:
    while line[point] & 0xC0 == 0x80:
        point -= 1
    return point


def _escapes_closed(line: bytes, start: int, point: int) -> bool:
    """No fold ever opens inside an escape, so the backslashes before `point` pair up from `start` on."""
    backslashes = 0
    while point - backslashes > start and line[point - backslashes - 1] == 0x5C:
        backslashes += 1
    return backslashes % 2 == 0
