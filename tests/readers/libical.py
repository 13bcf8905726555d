"""Prints the events of the feed on stdin as libical sees them: the parser of Evolution, KOrganizer and many others.

A process of its own, since a parser in C that stumbles takes its process with it."""

import ctypes
import json
import sys
from datetime import UTC, datetime
from typing import Any

LIBRARY = "libical.so.3"


class Time(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


def load() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError:
        sys.exit("libical is not installed: apt-get install -y libical3")
    pointer, words, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, gives, *takes in (
        ("icalparser_parse_string", pointer, words),
        ("icalcomponent_string_to_kind", number, words),
        ("icalcomponent_count_errors", number, pointer),
        ("icalcomponent_get_first_component", pointer, pointer, number),
        ("icalcomponent_get_next_component", pointer, pointer, number),
        ("icalcomponent_get_uid", words, pointer),
        ("icalcomponent_get_summary", words, pointer),
        ("icalcomponent_get_location", words, pointer),
        ("icalcomponent_get_description", words, pointer),
        ("icalcomponent_get_sequence", number, pointer),
        ("icalcomponent_get_status", number, pointer),
        ("icalproperty_status_to_string", words, number),
        ("icalcomponent_get_dtstart", Time, pointer),
        ("icalcomponent_get_dtend", Time, pointer),
        ("icaltime_as_timet_with_zone", ctypes.c_long, Time, pointer),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = gives, takes
    return library


def read(library: ctypes.CDLL, body: bytes) -> list[dict[str, Any]]:
    calendar = library.icalparser_parse_string(body)
    if not calendar:
        sys.exit("libical found no calendar")
    if errors := library.icalcomponent_count_errors(calendar):
        sys.exit(f"libical found {errors} errors")
    kind = library.icalcomponent_string_to_kind(b"VEVENT")
    found = []
    event = library.icalcomponent_get_first_component(calendar, kind)
    while event:
        found.append(_event(library, event))
        event = library.icalcomponent_get_next_component(calendar, kind)
    return found


def _event(library: ctypes.CDLL, event: int) -> dict[str, Any]:
    return {
        "uid": _text(library.icalcomponent_get_uid(event)),
        "summary": _text(library.icalcomponent_get_summary(event)),
        "location": _text(library.icalcomponent_get_location(event)),
        "description": _text(library.icalcomponent_get_description(event)),
        "sequence": library.icalcomponent_get_sequence(event),
        "status": _text(library.icalproperty_status_to_string(library.icalcomponent_get_status(event))),
        "starts": _moment(library, library.icalcomponent_get_dtstart(event)),
        "ends": _moment(library, library.icalcomponent_get_dtend(event)),
    }


def _text(value: bytes | None) -> str:
    return (value or b"").decode()


def _moment(library: ctypes.CDLL, at: Time) -> str:
    if at.is_date:
        return f"{at.year:04}-{at.month:02}-{at.day:02}"
    # An hour with no zone is read as UTC, and so would stand out.
    seconds = library.icaltime_as_timet_with_zone(at, at.zone)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    print(json.dumps(read(load(), sys.stdin.buffer.read())))
