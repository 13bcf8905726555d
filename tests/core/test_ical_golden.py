"""Whole bodies, byte by byte. `UPDATE_GOLDEN=1` rewrites them; look at the difference before you keep it."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.ical import Entry, Feed, Method, Party, Status, entry_uid, feed_bytes, itip_bytes, published_bytes
from tests.readers.strict import faults

GOLDEN = Path(__file__).with_name("golden")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FEED = Feed(
    name="Cầu Kính: lịch công khai",
    description="Sự kiện tại các không gian sáng tạo Hà Nội",
    prodid="-//Cầu Kính//Lịch//VI",
    color="#B3261E",
    color_name="firebrick",
)
ORGANIZER = Party("lich@caukinh.example", 'Trung tâm "Cầu Kính", Hà Nội')
GUEST = Party("lan@xuonggom.example", "Nguyễn Thị Lan")


def uid(number: int, part: str = "") -> str:
    return entry_uid("bk", f"00000000-0000-4000-8000-{number:012d}", "caukinh.example", part)


def entry(number: int = 1, **changes: Any) -> Entry:
    start = changes.pop("start", datetime(2026, 3, 7, 9, 0, tzinfo=HANOI))
    values: dict[str, Any] = {
        "uid": uid(number),
        "sequence": 0,
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "summary": "Xưởng gốm “Bát Tràng” mở cửa",
        "location": "Cầu Kính, Bảo tàng Hà Nội, đường Phạm Hùng, Hà Nội",
        "description": "Vào cửa tự do; đăng ký tại quầy.",
        "geo": (21.010612345, 105.7866),
        "url": f"https://caukinh.example/su-kien/{number}",
        "categories": ("Triển lãm", "Gốm, sứ"),
        "created_at": datetime(2026, 2, 1, 3, 0, tzinfo=UTC),
        "revised_at": datetime(2026, 2, 2, 3, 0, tzinfo=UTC),
    }
    return Entry(**{**values, **changes})


def assert_golden(name: str, body: bytes, *, feed: bool = True) -> None:
    file = GOLDEN / f"{name}.ics"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_bytes(body)
    assert body.decode() == file.read_bytes().decode()
    assert not feed or faults(body) == []


def test_life_of_a_booking() -> None:
    created = entry()
    moved = replace(
        created,
        starts_at=created.starts_at + timedelta(days=1),
        ends_at=created.ends_at + timedelta(days=1),
        sequence=1,
        revised_at=created.revised_at + timedelta(days=1),
    )
    elsewhere = replace(
        moved,
        location="Sân vườn, Bảo tàng Hà Nội",
        sequence=2,
        revised_at=moved.revised_at + timedelta(days=1),
    )
    cancelled = replace(
        elsewhere,
        status=Status.CANCELLED,
        sequence=3,
        revised_at=elsewhere.revised_at + timedelta(days=1),
    )
    assert_golden("life_1_created", feed_bytes(FEED, [created]))
    assert_golden("life_2_moved", feed_bytes(FEED, [moved]))
    assert_golden("life_3_elsewhere", feed_bytes(FEED, [elsewhere]))
    assert_golden("life_4_cancelled", feed_bytes(FEED, [cancelled]))
    assert_golden("life_5_gone", feed_bytes(FEED, []))


def test_series_keeps_its_uids_when_some_change() -> None:
    series = [entry(n, start=datetime(2026, 3, 2, 14, tzinfo=HANOI) + timedelta(weeks=n)) for n in range(10)]
    changed = list(series)
    for n in (2, 5):
        changed[n] = replace(series[n], status=Status.CANCELLED, sequence=1)
    later = timedelta(weeks=20)
    changed[7] = replace(
        series[7], starts_at=series[7].starts_at + later, ends_at=series[7].ends_at + later, sequence=1
    )
    before, after = feed_bytes(FEED, series), feed_bytes(FEED, changed)
    assert_golden("series_before", before)
    assert_golden("series_after", after)
    assert sorted(_lines(before, b"UID")) == sorted(_lines(after, b"UID"))
    assert len(set(_lines(after, b"UID"))) == 10


def test_spans_over_midnight_and_days() -> None:
    night = datetime(2026, 3, 7, 23, 30, tzinfo=HANOI)
    midnight = datetime(2026, 3, 8, tzinfo=HANOI)
    body = feed_bytes(
        FEED,
        [
            entry(1, starts_at=night, ends_at=night + timedelta(minutes=90), summary="Qua nửa đêm"),
            entry(2, start=midnight, ends_at=midnight + timedelta(days=1), all_day=True, summary="Một ngày"),
            entry(3, ends_at=night + timedelta(days=2), all_day=True, summary="Triển lãm ba ngày"),
            entry(4, zone="Europe/Paris", summary="Giờ nơi khác"),
            entry(5, start=datetime(1970, 1, 1, 9, tzinfo=HANOI), summary="Giờ Sài Gòn cũ, +08"),
            entry(6, uid=uid(1, "setup"), starts_at=night, ends_at=midnight, summary="Dựng"),
        ],
    )
    assert_golden("spans", body)


def test_hostile_text() -> None:
    hostile = (
        "Go\u0302\u0301m; số 5, ngõ 3\\2 \\New “Tràng” \"'"
        "\r\nBEGIN:VEVENT\rX\u2028Y\u2029Z\x85W\x00\x0b\x1b\t\u202e👩🏽\u200d🎨"
    )
    body = feed_bytes(
        replace(FEED, name=hostile, description=hostile),
        [
            entry(
                summary=hostile * 5,
                location=hostile,
                description=hostile,
                categories=(hostile, "", "\x00"),
                url="https://caukinh.example/a b\r\nX-EVIL:1?q=ô&r=1",
            )
        ],
    )
    assert_golden("hostile_text", body)


def test_long_description_ends_with_the_address() -> None:
    body = feed_bytes(FEED, [entry(description="Một buổi chiều ở làng gốm.\n" * 200)])
    assert_golden("long_description", body)


def test_pending_and_english_marks() -> None:
    body = feed_bytes(
        FEED,
        [
            entry(1, status=Status.TENTATIVE),
            entry(2, status=Status.TENTATIVE, language="en", summary="Open pottery workshop"),
            entry(3, status=Status.CANCELLED, language="en", summary="Open pottery workshop"),
        ],
    )
    assert_golden("marks", body)


def test_moved_marks() -> None:
    """What a venue's own feed keeps of an event that went elsewhere, and of one that was called off after that."""
    gone = entry(1, sequence=1, status=Status.CANCELLED, moved=True, description="Chuyển đến: Sân vườn, Hà Nội")
    off = entry(2, sequence=2, status=Status.CANCELLED)
    english = entry(3, sequence=1, status=Status.CANCELLED, moved=True, language="en")
    assert_golden("moved", feed_bytes(FEED, [gone, off, english]))


def test_barest_entry() -> None:
    bare = entry(location="", description="", geo=None, url="", categories=())
    assert_golden("barest", feed_bytes(Feed(name="Lịch", prodid="-//Lịch//VI"), [bare]))


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL])
def test_mail(method: Method) -> None:
    body = itip_bytes(method, entry(sequence=2), ORGANIZER, GUEST, prodid=FEED.prodid)
    assert_golden(f"mail_{method.lower()}", body, feed=False)


def test_file_of_a_series() -> None:
    body = published_bytes(
        [entry(2, start=datetime(2026, 3, 14, 9, tzinfo=HANOI)), entry()], ORGANIZER, prodid="-//L"
    )
    assert_golden("mail_publish", body, feed=False)


def test_what_is_published_invites_nobody() -> None:
    with pytest.raises(ValueError, match="invites nobody"):
        itip_bytes(Method.PUBLISH, entry(), ORGANIZER, GUEST, prodid=FEED.prodid)


def _lines(body: bytes, name: bytes) -> list[bytes]:
    return [line for line in body.split(b"\r\n") if line.startswith(name + b":")]
