"""Reads the events of a calendar file that somebody was sent. Nothing in it is believed, fetched or run: of each event
we take its UID, when it is, and its title.

The library splits and unescapes lines; components are told apart here, one line at a time, so that a file nested a
thousand levels deep is only a file without events.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.parser import Contentline
from icalendar.prop import vDDDTypes
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from app.core.errors import DomainError
from app.core.text import one_line
from app.core.timespan import Timespan, day_span

MAX_BYTES, MAX_EVENTS, MAX_LINE = 1_000_000, 500, 20_000
UID_MAX, TITLE_MAX = 255, 200
LONGEST = timedelta(days=366)
WANTED = {"UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "STATUS", "RECURRENCE-ID", "RRULE", "RDATE"}


@dataclass(frozen=True)
class OutsideEvent:
    """`why` says why it cannot be taken: repeats, no_uid, twice, no_time, bad_time, zone, too_long, called_off. It has
    no `span` then."""

    uid: str
    title: str
    span: Timespan | None
    why: str = ""


def read_events(data: bytes, zone: ZoneInfo, *, field: str | None = None) -> list[OutsideEvent]:
    """In the order of the file. Times without a zone are wall-clock times of `zone`.

    Raises `calendar_file.…` at `field` for what is no calendar or too much of one.
    """
    if len(data) > MAX_BYTES:
        raise DomainError("calendar_file.too_large", field=field, megabytes=MAX_BYTES // 1_000_000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DomainError("calendar_file.wrong_kind", field=field) from None
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR") or "\0" in text:
        raise DomainError("calendar_file.wrong_kind", field=field)
    if text.upper().count("BEGIN:VEVENT") > MAX_EVENTS:
        raise DomainError("calendar_file.too_many", field=field, events=MAX_EVENTS)
    seen: set[str] = set()
    events = []
    for values in _events(text):
        event = _event(values, zone)
        if event.uid and event.uid in seen and not event.why:
            event = OutsideEvent(event.uid, event.title, None, "twice")
        seen.add(event.uid)
        events.append(event)
    return events


def _events(text: str) -> Iterator[dict[str, Any]]:
    """The wanted properties of each event, with their parameters; what stands in components inside it is left out."""
    inside: dict[str, Any] | None = None
    depth = 0
    for line in _lines(text):
        try:
            name, parameters, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]
        except ValueError:
            continue
        name = str(name).upper()
        kind = value.strip().upper()
        if name == "BEGIN" and kind == "VEVENT" and inside is None:
            inside, depth = {}, 0
        elif inside is not None and name == "BEGIN":
            depth += 1
        elif inside is not None and name == "END":
            if depth == 0:
                yield inside
                inside = None
            depth = max(depth - 1, 0)
        elif inside is not None and depth == 0 and name in WANTED:
            inside.setdefault(name, (parameters, value, line))


def _lines(text: str) -> Iterator[str]:
    """Unfolded; a line too long for anything we want is cut."""
    parts: list[str] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if raw[:1] in (" ", "\t"):
            parts.append(raw[1:])
            continue
        if parts:
            yield "".join(parts)[:MAX_LINE]
        parts = [raw] if raw else []
    if parts:
        yield "".join(parts)[:MAX_LINE]


def _event(values: dict[str, Any], zone: ZoneInfo) -> OutsideEvent:
    uid = one_line(values["UID"][1]) if "UID" in values else ""
    title = one_line(Contentline(values["SUMMARY"][2]).parts()[2])[:TITLE_MAX].rstrip() if "SUMMARY" in values else ""  # type: ignore[no-untyped-call]
    if not uid or len(uid) > UID_MAX:
        return OutsideEvent("", title, None, "no_uid")
    if values.keys() & {"RRULE", "RDATE", "RECURRENCE-ID"}:
        return OutsideEvent(uid, title, None, "repeats")
    if "STATUS" in values and values["STATUS"][1].strip().upper() == "CANCELLED":
        return OutsideEvent(uid, title, None, "called_off")
    span, why = _span(values, zone)
    return OutsideEvent(uid, title, span, why)


def _span(values: dict[str, Any], zone: ZoneInfo) -> tuple[Timespan | None, str]:
    if "DTSTART" not in values:
        return None, "no_time"
    try:
        start = _moment(values["DTSTART"], zone)
        end = _end(values, start, zone)
        if not isinstance(start, datetime) and not isinstance(end, datetime):
            span = Timespan(day_span(start, zone).start, day_span(end, zone).start)
        elif isinstance(start, datetime) and isinstance(end, datetime):
            span = Timespan(start, end)
        else:
            return None, "bad_time"
        if not 2000 <= start.year <= 2100 or not 2000 <= end.year <= 2100:
            return None, "bad_time"
    except _UnknownZone:
        return None, "zone"
    except (ValueError, OverflowError, TypeError, KeyError, AttributeError):
        return None, "bad_time"
    return (span, "") if span.length <= LONGEST else (None, "too_long")


def _end(values: dict[str, Any], start: date | datetime, zone: ZoneInfo) -> date | datetime:
    if "DTEND" in values:
        return _moment(values["DTEND"], zone)
    if "DURATION" in values:
        lasts = vDDDTypes.from_ical(values["DURATION"][1].strip())  # type: ignore[no-untyped-call]
        if not isinstance(lasts, timedelta):
            raise ValueError("not a duration")
        return start + lasts
    if isinstance(start, datetime):
        raise ValueError("an event at a moment closes nothing")
    return start + timedelta(days=1)


class _UnknownZone(Exception):
    pass


def _moment(value: tuple[Any, str, str], zone: ZoneInfo) -> date | datetime:
    parameters, text, _line = value
    read = vDDDTypes.from_ical(text.strip())  # type: ignore[no-untyped-call]
    if not isinstance(read, date):
        raise ValueError("neither a day nor a moment")
    if not isinstance(read, datetime):
        return read
    if read.tzinfo is not None:
        return read
    named = parameters.get("TZID")
    return read.replace(tzinfo=_zone(str(named)) if named else zone)


def _zone(name: str) -> ZoneInfo:
    """Of the world's list or of the names that Outlook writes; what the file itself says of a zone is not believed."""
    name = name.strip().strip("/")
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (OSError, ValueError, KeyError):
        raise _UnknownZone from None
