"""Files of other people's calendars: what they say is read, what they try is not done."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import DomainError
from app.core.ical_reading import MAX_BYTES, MAX_EVENTS, OutsideEvent, read_events

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def file(*events: str) -> bytes:
    blocks = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{blocks}END:VCALENDAR\r\n".encode()


def one(event: str) -> OutsideEvent:
    (found,) = read_events(file(event), HANOI)
    return found


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        ("DTSTART:20261207T080000\nDTEND:20261207T100000", "2026-12-07T01:00", "2026-12-07T03:00"),
        ("DTSTART:20261207T080000Z\nDURATION:PT2H", "2026-12-07T08:00", "2026-12-07T10:00"),
        (
            "DTSTART;TZID=SE Asia Standard Time:20261207T080000\nDTEND;TZID=Asia/Tokyo:20261207T110000",
            "2026-12-07T01:00", "2026-12-07T02:00",
        ),
        ("DTSTART;VALUE=DATE:20261207\nDTEND;VALUE=DATE:20261209", "2026-12-06T17:00", "2026-12-08T17:00"),
        ("DTSTART;VALUE=DATE:20261207", "2026-12-06T17:00", "2026-12-07T17:00"),
    ],
)  # fmt: skip
def test_every_way_to_write_a_time(lines: str, start: str, end: str) -> None:
    span = one(f"UID:a\nSUMMARY:Trưng bày\\, tầng 2\n{lines}").span
    assert span is not None
    assert (span.start.astimezone(UTC), span.end.astimezone(UTC)) == (_utc(start), _utc(end))


def _utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


WHEN = "DTSTART:20261207T080000Z\nDTEND:20261207T100000Z"


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (f"SUMMARY:x\n{WHEN}", "no_uid"),
        (f"UID:{'u' * 300}\n{WHEN}", "no_uid"),
        (f"UID:a\nRRULE:FREQ=SECONDLY\n{WHEN}", "repeats"),
        (f"UID:a\nRECURRENCE-ID:20261207T080000Z\n{WHEN}", "repeats"),
        (f"UID:a\nSTATUS:cancelled\n{WHEN}", "called_off"),
        ("UID:a", "no_time"),
        ("UID:a\nDTSTART:20261207T080000Z", "bad_time"),
        ("UID:a\nDTSTART:hôm qua\nDTEND:mai", "bad_time"),
        ("UID:a\nDTSTART:20261207T100000Z\nDTEND:20261207T080000Z", "bad_time"),
        ("UID:a\nDTSTART;VALUE=DATE:20261207\nDTEND:20261208T080000Z", "bad_time"),
        ("UID:a\nDTSTART:00010101T000000Z\nDTEND:00010101T100000Z", "bad_time"),
        ("UID:a\nDTSTART;VALUE=DATE:99991231", "bad_time"),
        ("UID:a\nDTSTART:20261207T080000Z\nDURATION:P99999999999D", "bad_time"),
        ("UID:a\nDTSTART;TZID=../../etc/passwd:20261207T080000\nDTEND:20261207T100000Z", "zone"),
        ("UID:a\nDTSTART;TZID=Asia:20261207T080000\nDTEND:20261207T100000Z", "zone"),
        ("UID:a\nDTSTART:20261207T080000Z\nDTEND:20281207T100000Z", "too_long"),
    ],
)
def test_what_cannot_be_taken_says_why(event: str, why: str) -> None:
    found = one(event)
    assert (found.span, found.why) == (None, why)


def test_titles_are_plain_and_short() -> None:
    found = one(f"UID:a\nSUMMARY:<script>\\n\x07{'dài ' * 200}\n{WHEN}")
    assert found.title.startswith("<script> dài")
    assert len(found.title) <= 200
    assert one(f"UID:a\nSUMMARY:Trưng\r\n  bày\n{WHEN}").title == "Trưng bày"


def test_an_alarm_inside_says_nothing_of_the_event() -> None:
    inner = "BEGIN:VALARM\nSUMMARY:Chuông\nDTSTART:20200101T000000Z\nEND:VALARM"
    assert one(f"UID:a\n{inner}\nSUMMARY:Thật\n{WHEN}").title == "Thật"


def test_a_uid_counts_once() -> None:
    events = read_events(file(f"UID:a\n{WHEN}", f"UID:a\n{WHEN}"), HANOI)
    assert [event.why for event in events] == ["", "twice"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "wrong_kind"),
        (b"%PDF-1.7", "wrong_kind"),
        (b"BEGIN:VCALENDAR\0", "wrong_kind"),
        ("BEGIN:VCALENDAR\nSUMMARY:ă".encode("utf-16"), "wrong_kind"),
        (b"BEGIN:VCALENDAR" + b"x" * MAX_BYTES, "too_large"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * (MAX_EVENTS + 1), "too_many"),
    ],
)
def test_what_is_no_calendar_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DomainError, match=rf"calendar_file\.{code}"):
        read_events(data, HANOI, field="file")


@pytest.mark.parametrize(
    "filling", [b"BEGIN:X\n", b"A;B=\"", b"SUMMARY:" + b"\\" * 300 + b"\n", b" \n", b"\r", b"X;Y=Z:;;;\n"]
)  # fmt: skip
def test_a_hostile_file_takes_no_time(filling: bytes) -> None:
    data = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n"
    data += filling * ((MAX_BYTES - len(data)) // len(filling))
    started = time.perf_counter()
    read_events(data, HANOI)
    assert time.perf_counter() - started < 20
