"""What holds for every feed, whatever stands in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.core.ical import (
    FEED_LIMIT,
    VTIMEZONE,
    Entry,
    Feed,
    Method,
    Party,
    Status,
    entry_uid,
    etag,
    feed_bytes,
    itip_bytes,
    plain,
)
from tests.readers.strict import faults

START = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)
FEED = Feed(name="Lịch", prodid="-//Lịch//VI")
# Characters that fold, escape or join badly, beside everything else.
NASTY = st.sampled_from('\\;,:"nN\n\r\t\x00\x85\u2028\u202e\u0301\u0323\u200d\ufe0f👩🏽🎨ỗđe ')
TEXTS = st.text(st.one_of(NASTY, st.characters()), max_size=200)


def entry(number: int = 1, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "uid": entry_uid("bk", f"00000000-0000-4000-8000-{number:012d}", "caukinh.example"),
        "sequence": 0,
        "starts_at": START + timedelta(hours=number),
        "ends_at": START + timedelta(hours=number + 2),
        "summary": "Xưởng gốm",
        "created_at": START - timedelta(days=9),
        "revised_at": START - timedelta(days=2),
    }
    return Entry(**{**values, **changes})


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_any_text_comes_back_as_it_was_cleaned(summary: str, location: str, description: str) -> None:
    body = feed_bytes(
        FEED, [entry(summary=summary, location=location, description=description, categories=(location,))]
    )
    assert faults(body) == []
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert str(event.get("SUMMARY", "")) == (plain(summary) or "Chưa đặt tên")
    assert str(event.get("LOCATION", "")) == plain(location)
    assert str(event.get("DESCRIPTION", "")) == plain(description)
    assert list(event.categories) == [c for c in [" ".join(plain(location).split())] if c]


@pytest.mark.parametrize("shift", range(80))
def test_no_fold_splits_an_escape_or_a_joined_character(shift: int) -> None:
    body = feed_bytes(
        FEED, [entry(summary="x" * shift + "\\;,\\;,\\;," + "👩🏽\u200d🎨" * 3 + "q\u0323\u0307क्षि" * 3)]
    )
    assert faults(body) == []
    for line in body.decode().split("\r\n"):
        assert (len(line) - len(line.rstrip("\\"))) % 2 == 0
        assert not line.endswith("\u200d")
        assert line[1:2] not in {"\u200d", "\ufe0f", "🏽"}


@pytest.mark.parametrize("mark", ["\u0301\u0323", "\u094d", "\ufe0f", "\u200d", "🏽"])
def test_a_heap_of_marks_still_folds(mark: str) -> None:
    body = feed_bytes(FEED, [entry(summary="e" + mark * 300 + "\\" + mark * 300)])
    assert [fault for fault in faults(body) if "octets" in fault] == []
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert str(event["SUMMARY"]) == plain("e" + mark * 300 + "\\" + mark * 300)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Go\u0302\u0301m", "Gốm"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d", "a\nb\nc\nd"),
        ("a\x00\x07\x0b\x0c\x1b\x7f\x9fb", "ab"),
        ("cột\tcột", "cột cột"),
        ("\ufeffa\ud800b", "ab"),
        ("a\u202eb\u2067c\u2069d", "abcd"),
        ("a\u200eb\u200fc", "a\u200eb\u200fc"),
        ("👩🏽\u200d🎨", "👩🏽\u200d🎨"),
        ("  hai  đầu \n", "hai  đầu"),
    ],
)
def test_plain_text(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_order_is_by_start_then_uid_and_bytes_never_differ() -> None:
    same_start = replace(entry(3), starts_at=entry(2).starts_at)
    bodies = {feed_bytes(FEED, order) for order in permutations([entry(1), entry(2), same_start])}
    assert len(bodies) == 1
    events = Calendar.from_ical(bodies.pop()).walk("VEVENT")
    assert [event["UID"].split("@")[0][-1] for event in events] == ["1", "2", "3"]


def test_etag_follows_the_bytes() -> None:
    body = feed_bytes(FEED, [entry()])
    assert etag(body) == etag(feed_bytes(FEED, [entry()]))
    assert etag(body) != etag(feed_bytes(FEED, [entry(sequence=1)]))
    assert '"' not in etag(body)


def test_equal_uids_are_refused_because_clients_would_hide_one() -> None:
    with pytest.raises(ValueError, match="share a UID"):
        feed_bytes(FEED, [entry(1), replace(entry(2), uid=entry(1).uid)])


@pytest.mark.parametrize(
    "wrong",
    [
        {"uid": "bk-1"},
        {"uid": "bk/1@caukinh.example"},
        {"uid": "bk-1@caukinh.example\r\nX:1"},
        {"uid": ""},
        {"sequence": -1},
        {"starts_at": datetime(2026, 3, 7, 9, 0)},
        {"revised_at": datetime(2026, 3, 7, 9, 0)},
        {"ends_at": START + timedelta(hours=1)},
        {"ends_at": START + timedelta(hours=1, milliseconds=900)},
    ],
    ids=str,
)
def test_an_entry_no_client_could_show_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        entry(**wrong)


def test_an_empty_feed_still_has_a_name_and_a_component() -> None:
    body = feed_bytes(FEED, [])
    assert b"X-WR-CALNAME:L\xe1\xbb\x8bch\r\n" in body
    assert VTIMEZONE in body
    assert faults(body) == []


def test_all_day_shows_the_days_the_span_touches_in_its_zone() -> None:
    """22:00 UTC is already tomorrow in Hanoi, and an end at midnight does not touch the day it begins."""
    late = datetime(2026, 3, 6, 22, tzinfo=UTC)
    span = entry(starts_at=late, ends_at=datetime(2026, 3, 9, 17, tzinfo=UTC), all_day=True)
    body = feed_bytes(FEED, [span])
    assert b"DTSTART;VALUE=DATE:20260307\r\nDTEND;VALUE=DATE:20260310\r\n" in body


def test_two_thousand_events_stay_under_a_megabyte() -> None:
    """Descriptions give way, events never do."""
    many = [
        entry(
            n,
            summary="Triển lãm “Gốm Bát Tràng và những người giữ lửa”",
            location="Cầu Kính, Bảo tàng Hà Nội, đường Phạm Hùng, Hà Nội",
            description="Buổi giới thiệu nghề gốm với nghệ nhân làng Bát Tràng. " * 20,
            url=f"https://caukinh.example/su-kien/{n}",
            geo=(21.0106, 105.7866),
            categories=("Triển lãm",),
        )
        for n in range(2_000)
    ]
    body = feed_bytes(FEED, many)
    assert len(body) <= FEED_LIMIT
    assert body.count(b"BEGIN:VEVENT\r\n") == 2_000
    assert body.count(b"\r\nURL:https://caukinh.example/su-kien/") == 2_000
    assert faults(body) == []
    assert b"DESCRIPTION" in feed_bytes(FEED, many[:20])


def test_a_mail_names_its_method_and_both_parties_once() -> None:
    body = itip_bytes(
        Method.CANCEL, entry(sequence=4), Party("lich@caukinh.example"), Party("lan@x.example"), prodid="-//L"
    )
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert body.count(b"\r\nMETHOD:CANCEL\r\n") == 1
    assert body.index(b"METHOD") < body.index(b"BEGIN:VEVENT")
    assert event["ORGANIZER"] == "mailto:lich@caukinh.example"
    assert event["ATTENDEE"] == "mailto:lan@x.example"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 4)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_no_name_or_address_breaks_out_of_its_line(email: str, name: str) -> None:
    party = Party(email, name)
    body = itip_bytes(Method.REQUEST, entry(), Party("lich@caukinh.example", "Lịch"), party, prodid="-//L")
    assert [f for f in faults(body) if "does not belong" not in f] == []
    assert body.count(b"\r\nATTENDEE") == 1
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1


def test_a_mail_that_clients_would_drop_is_refused() -> None:
    house = Party("lich@caukinh.example")
    with pytest.raises(ValueError, match="organizer"):
        itip_bytes(Method.REQUEST, entry(), house, Party("LICH@caukinh.example"), prodid="-//L")
    with pytest.raises(ValueError, match="CANCEL"):
        itip_bytes(Method.REQUEST, entry(status=Status.CANCELLED), house, Party("lan@x.example"), prodid="-//L")
