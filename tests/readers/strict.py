"""What RFC 5545 and the quirks of clients forbid in the bytes of a feed."""

import re
import unicodedata

ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "LAST-MODIFIED", "TRANSP")
NEVER = ("METHOD", "ATTENDEE", "ORGANIZER", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "ATTACH", "CONTACT")
COMPONENTS = {"VCALENDAR", "VTIMEZONE", "STANDARD", "VEVENT"}


def faults(body: bytes) -> list[str]:
    """Every fault in words; a good feed has none."""
    return [*_line_faults(body), *_content_faults(_unfolded(body))]


def _line_faults(body: bytes) -> list[str]:
    found: list[str] = []
    before = ""
    if not body.startswith(b"BEGIN:VCALENDAR\r\n") or not body.endswith(b"END:VCALENDAR\r\n"):
        found.append("does not begin and end as a calendar")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", body):
        found.append("a line end that is not CRLF")
    for line in body.removesuffix(b"\r\n").split(b"\r\n"):
        if not line.strip():
            found.append("a blank line")
        if len(line) > 75:
            found.append(f"{len(line)} octets: {line!r}")
        try:
            text = line.decode()
        except UnicodeDecodeError:
            found.append(f"a cut character: {line!r}")
            continue
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff]", text):
            found.append(f"a control character: {line!r}")
        # A heap of marks longer than a line has to be split somewhere.
        if text[:1] == " " and _is_mark(text[1:2]) and not all(map(_is_mark, before[2:])):
            found.append(f"a fold before a combining mark: {line!r}")
        before = text
        if not unicodedata.is_normalized("NFC", text):
            found.append(f"not NFC: {line!r}")
    return found


def _is_mark(char: str) -> bool:
    return bool(char) and unicodedata.category(char).startswith("M")


def _unfolded(body: bytes) -> list[str]:
    return body.replace(b"\r\n ", b"").decode(errors="replace").removesuffix("\r\n").split("\r\n")


def _content_faults(lines: list[str]) -> list[str]:
    found, open_parts, events, uids = [], [], [], []
    for line in lines:
        name, _, value = line.partition(":")
        bare = name.split(";")[0]
        if not re.fullmatch(r"[A-Z-]+", bare):
            found.append(f"not a content line: {line!r}")
        elif bare == "BEGIN":
            open_parts.append(value)
            if value not in COMPONENTS:
                found.append(f"an unknown component: {value}")
            if value == "VEVENT":
                events.append([])
        elif bare == "END":
            if not open_parts or open_parts.pop() != value:
                found.append(f"{value} ends where it did not begin")
        elif bare in NEVER:
            found.append(f"{bare} does not belong in a feed")
        elif open_parts and open_parts[-1] == "VEVENT":
            events[-1].append(bare)
            if bare == "UID":
                uids.append(value)
        if "TZID=" in name and not name.endswith(";TZID=Asia/Ho_Chi_Minh"):
            found.append(f"a zone nobody declared: {line!r}")
    for names in events:
        found += [f"{name} {names.count(name)} times" for name in ONCE if names.count(name) != 1]
    if len(set(uids)) != len(uids):
        found.append("two events share a UID")
    if any("/" in uid for uid in uids):
        found.append("a slash in a UID")
    return found
