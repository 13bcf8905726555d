"""Five hundred titles made to break readers come out of every one as a person would have them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.ical import Entry, Feed, Status, entry_uid, feed_bytes
from tests.readers.clients import PARSERS, Seen, instant, served, unkeyed, vdirsyncer_khal
from tests.readers.strict import faults
from tests.readers.titles import BY_HAND, TITLES

START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def hostile_feed() -> tuple[bytes, list[Seen]]:
    entries, expected = [], []
    for number, (written, read) in enumerate(TITLES):
        start = START + timedelta(hours=7 * number)
        end = start + timedelta(minutes=95)
        uid = entry_uid("bk", f"{number:032x}", "caukinh.example")
        entries.append(
            Entry(
                uid=uid,
                sequence=number,
                starts_at=start,
                ends_at=end,
                summary=written,
                location=written,
                description=written,
                created_at=START,
                revised_at=START,
            )
        )
        expected.append(
            Seen(
                starts=instant(start),
                ends=instant(end),
                all_day=False,
                summary=read,
                location=read,
                description=read,
                status="CONFIRMED",
                uid=uid,
                sequence=number,
            )
        )
    return feed_bytes(Feed(name="Thử thách", prodid="-//Cầu Kính//Lịch//VI"), entries), sorted(expected)


def spans_feed() -> tuple[bytes, list[Seen]]:
    """Past midnight, all day, three days, another zone, pending and cancelled."""
    night = datetime(2026, 3, 7, 16, 30, tzinfo=UTC)
    day = datetime(2026, 3, 9, 17, 0, tzinfo=UTC)
    cases = [
        ("đêm", night, night + timedelta(minutes=90), False, "Asia/Ho_Chi_Minh", Status.CONFIRMED),
        ("ngày", day, day + timedelta(days=1), True, "Asia/Ho_Chi_Minh", Status.CONFIRMED),
        (
            "ba ngày",
            day + timedelta(hours=9),
            day + timedelta(days=3),
            True,
            "Asia/Ho_Chi_Minh",
            Status.CONFIRMED,
        ),
        ("Paris", night, night + timedelta(hours=1), False, "Europe/Paris", Status.CONFIRMED),
        ("chờ", night, night + timedelta(hours=2), False, "Asia/Ho_Chi_Minh", Status.TENTATIVE),
        ("huỷ", night, night + timedelta(hours=3), False, "Asia/Ho_Chi_Minh", Status.CANCELLED),
    ]
    entries = [
        Entry(
            uid=entry_uid("bk", str(number), "caukinh.example"),
            sequence=number,
            starts_at=start,
            ends_at=end,
            all_day=all_day,
            zone=zone,
            status=status,
            summary=name,
            created_at=START,
            revised_at=START,
        )
        for number, (name, start, end, all_day, zone, status) in enumerate(cases)
    ]

    def seen(number: int, starts: str, ends: str, summary: str, status: str = "CONFIRMED") -> Seen:
        return Seen(
            starts=starts,
            ends=ends,
            all_day="T" not in starts,
            summary=summary,
            location="",
            description="",
            status=status,
            uid=f"bk-{number}@caukinh.example",
            sequence=number,
        )

    expected = [
        seen(0, "2026-03-07T16:30:00Z", "2026-03-07T18:00:00Z", "đêm"),
        seen(1, "2026-03-10", "2026-03-11", "ngày"),
        seen(2, "2026-03-10", "2026-03-13", "ba ngày"),
        seen(3, "2026-03-07T16:30:00Z", "2026-03-07T17:30:00Z", "Paris"),
        seen(4, "2026-03-07T16:30:00Z", "2026-03-07T18:30:00Z", "[CHỜ DUYỆT] chờ", "TENTATIVE"),
        seen(5, "2026-03-07T16:30:00Z", "2026-03-07T19:30:00Z", "[ĐÃ HUỶ] huỷ", "CANCELLED"),
    ]
    return feed_bytes(Feed(name="Thời gian", prodid="-//Cầu Kính//Lịch//VI"), entries), sorted(expected)


FEEDS = {"titles": hostile_feed, "spans": spans_feed}


def test_there_are_five_hundred_titles() -> None:
    assert (len(BY_HAND), len(TITLES), len(set(TITLES))) == (60, 500, 500)


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("reader", PARSERS)
def test_every_parser_reads_what_was_meant(reader: str, feed: str) -> None:
    body, expected = FEEDS[feed]()
    assert faults(body) == []
    assert PARSERS[reader](body) == expected


@pytest.mark.parametrize("feed", FEEDS)
def test_a_subscription_shows_what_was_meant(feed: str, tmp_path: Path) -> None:
    body, expected = FEEDS[feed]()
    with served(body) as url:
        assert vdirsyncer_khal(url, tmp_path) == unkeyed(expected)


def test_an_empty_feed_is_an_empty_calendar(tmp_path: Path) -> None:
    body = feed_bytes(Feed(name="Trống", prodid="-//Cầu Kính//Lịch//VI"), [])
    with served(body) as url:
        assert vdirsyncer_khal(url, tmp_path) == []
    assert [read(body) for read in PARSERS.values()] == [[]] * len(PARSERS)


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (lambda body: body.replace(b"\r\n", b"\n"), "CRLF"),
        (lambda body: b"\xef\xbb\xbf" + body, "begin"),
        (lambda body: body.replace(b"BEGIN:VEVENT", b"METHOD:PUBLISH\r\nBEGIN:VEVENT", 1), "METHOD"),
        (lambda body: body.replace(b"END:VEVENT", b"ATTENDEE:mailto:a@b\r\nEND:VEVENT", 1), "ATTENDEE"),
        (lambda body: body.replace("đêm".encode(), b"\xc4"), "cut"),
        (lambda body: body.replace("đêm".encode(), b"x" * 80), "octets"),
        (lambda body: body.replace("đêm".encode(), b"x\x0by"), "control"),
        (lambda body: body.replace("đêm".encode(), b"e\xcc\x81"), "NFC"),
        (lambda body: body.replace("đêm".encode(), b"e\r\n \xcc\xa3"), "combining"),
        (lambda body: body.replace("đêm".encode(), b"x\r\ny z"), "content line"),
        (lambda body: body.replace(b"bk-1@", b"bk-0@"), "share a UID"),
        (lambda body: body.replace(b"bk-1@", b"bk/1@"), "slash"),
        (lambda body: body.replace(b"TZID=Asia/Ho_Chi_Minh", b"TZID=Hanoi"), "zone"),
        (lambda body: body.replace(b"SEQUENCE:0\r\n", b""), "SEQUENCE 0 times"),
        (lambda body: body.replace(b"END:VEVENT\r\n", b"", 1), "ends where"),
    ],
)
def test_the_strict_reader_names_each_fault(broken: Callable[[bytes], bytes], fault: str) -> None:
    body, _ = spans_feed()
    assert any(fault in found for found in faults(broken(body)))
