"""Sixty titles made to break readers come out of every one as a person would have them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.ical import Entry, Feed, Status, entry_uid, feed_bytes
from tests.readers.clients import PARSERS, Seen, instant, served, unkeyed, vdirsyncer_khal
from tests.readers.strict import faults

START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)

SAME = [
    "Không gian Sáng tạo – Xưởng gốm “Bát Tràng”; số 5, ngõ 3\\2",
    "a;b,c\\d",
    ";",
    ",",
    "\\",
    "\\\\",
    "\\n",
    "\\N",
    "C:\\New\\nam\\,\\;",
    "kết bằng gạch chéo\\",
    ";;;,,,\\\\\\",
    '"trong ngoặc kép"',
    "'ngoặc đơn' “cong” ‘cong’ «góc»",
    'dở dang "',
    "a:b:c",
    "SUMMARY:lừa",
    "END:VEVENT",
    "BEGIN:VCALENDAR",
    "DTSTART;TZID=Europe/Paris:20200101T000000",
    "X=1;Y=2:Z",
    "^n ^' ^^",
    "%0A %2C %5C %25",
    "&lt;b&gt; &amp; &#10;",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {title} {0} %s %d $HOME",
    "=1+1",
    "-- DROP TABLE bookings; --",
    "hai  khoảng   trắng",
    "🎨 Vẽ 👩🏽‍🎨 cùng 🏳️‍🌈 và 👨‍👩‍👧‍👦",
    "🇻🇳 Quốc khánh",
    "漢字と仮名、ハノイ",
    "مساحة إبداعية",
    "מרחב יצירה \u200fימין",
    "\u200eTrái \u061csang",
    "Zwnj\u200cvà\u200bkhông rộng",
    "𝔊𝔬𝔱𝔥𝔦𝔠 𐍈",
    "Ghềnh Ráng ỗ ữ ợ ẵ ẫ Đ đ",
    "Ẩm thực & nghệ thuật / số 1 @ cầu #1 ~ 100% *",
    "à" * 300,
    "ỗ" * 300,
    "👩🏽‍🎨" * 60,
    "\\" * 300,
    ";," * 150,
    "x" * 300,
    ("Không gian " * 30)[:300].strip(),
    "N",
]
CHANGED = [
    ("Go\u0302\u0301m", "Gốm"),
    ("D\u031b\u0309 o\u031b\u0323 a\u0323\u0306", "D̛̉ ợ ặ"),
    ("a\u0323\u0302" * 300, "ậ" * 300),
    ("hai\ndòng", "hai\ndòng"),
    ("hai\r\ndòng", "hai\ndòng"),
    ("hai\rdòng", "hai\ndòng"),
    ("hai\u2028dòng\u2029và\x85nữa", "hai\ndòng\nvà\nnữa"),
    ("x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:ma", "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:ma"),
    ("nul\x00 vt\x0b ff\x0c esc\x1b[31m del\x7f c1\x9b", "nul vt ff esc[31m del c1"),
    ("fs\x1c gs\x1d rs\x1e us\x1f", "fs gs rs us"),
    ("cột\tcột", "cột cột"),
    ("\ufeffdấu đầu tệp", "dấu đầu tệp"),
    ("lật \u202egnort\u202c \u2066riêng\u2069", "lật gnort riêng"),
    ("  thừa hai đầu  ", "thừa hai đầu"),
]
TITLES = [(title, title) for title in SAME] + CHANGED


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


def test_there_are_sixty_titles() -> None:
    assert len(TITLES) == 60


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
    assert [read(body) for read in PARSERS.values()] == [[], [], []]


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
