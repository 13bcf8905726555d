"""A file of somebody else's calendar: shown first, taken over by UID, and never more than was shown."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings import queries, service
from app.bookings.models import Closure
from app.core import clock
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.core.test_ical_reading import file
from tests.web.browserless import forms_of

PAGE = "/desk/closures/import"
MONDAY = "DTSTART:20261207T080000\nDTEND:20261207T230000"
TUESDAY = "DTSTART;VALUE=DATE:20261208\nDTEND;VALUE=DATE:20261209"
BROKEN = "UID:c\nSUMMARY:Hằng tuần\nRRULE:FREQ=WEEKLY\nDTSTART:20261207T080000\nDTEND:20261207T090000"


@pytest.fixture
def tuan(town: Town) -> FlaskClient:
    return town.cast.client("tuan")


def sent(tuan: FlaskClient, *events: str, data: bytes | None = None, **values: Any) -> Any:
    body = {
        "file": (io.BytesIO(data if data is not None else file(*events)), "lich.ics"),
        "source": "Lịch trưng bày", "venues": ["lang-nghe"], "becomes": "closed",
    } | values  # fmt: skip
    return tuan.submit(PAGE, body, content_type="multipart/form-data") if data is None else _plain(tuan, body)


def _plain(tuan: FlaskClient, body: dict[str, Any]) -> Any:
    token = next(f.fields["csrf_token"] for f in forms_of(tuan.get(PAGE).text) if f.action == PAGE)
    return tuan.post(PAGE, data=body | {"csrf_token": token}, content_type="multipart/form-data")


def taken(tuan: FlaskClient, answer: Any, **changes: Any) -> Any:
    data = next(f.fields for f in forms_of(answer.text) if "events" in f.fields)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return tuan.post(PAGE, data=data)


def closures(town: Town) -> list[tuple[Any, ...]]:
    def look() -> list[tuple[Any, ...]]:
        return [(c.source_uid, c.title_vi, c.soft, c.sequence) for c in queries.standing_closures(clock.now())]

    return list(town.do(look))


@pytest.mark.both_engines
def test_shown_first_then_taken_then_known_again(town: Town, tuan: FlaskClient) -> None:
    hit = town.book("lan", "lang-nghe", title_vi="Đêm nhạc")
    first = sent(tuan, f"UID:a\nSUMMARY:Trưng bày gốm\n{MONDAY}", f"UID:b\nSUMMARY:Sửa mái\n{TUESDAY}", BROKEN)
    assert first.status_code == 200
    assert "“Đêm nhạc”, Xưởng Mây" in first.text
    assert "sự kiện lặp lại: chưa lấy được" in first.text
    assert closures(town) == []
    assert taken(tuan, first).status_code == 302
    assert closures(town) == [("a", "Trưng bày gốm", False, 0), ("b", "Sửa mái", False, 0)]
    assert town.status(hit) == "displaced"

    newer = sent(tuan, f"UID:a\nSUMMARY:Trưng bày gốm Bát Tràng\n{MONDAY}")
    assert "Gỡ: Sửa mái" in newer.text
    assert taken(tuan, newer).status_code == 302
    assert closures(town) == [("a", "Trưng bày gốm Bát Tràng", False, 1), ("b", "Sửa mái", False, 0)]

    again = sent(tuan, f"UID:a\nSUMMARY:Trưng bày gốm Bát Tràng\n{MONDAY}")
    gone = next(f.fields for f in forms_of(again.text) if "events" in f.fields)
    assert "take" not in gone
    key = again.text.partition('name="take" value="')[2].partition('"')[0]
    shown = taken(tuan, again, take=key)
    assert shown.status_code == 200
    assert taken(tuan, shown).status_code == 302
    assert [uid for uid, *_rest in closures(town)] == ["a"]


def test_a_soft_calendar_displaces_nobody(town: Town, tuan: FlaskClient) -> None:
    kept = town.book("lan", "lang-nghe")
    taken(tuan, sent(tuan, f"UID:a\nSUMMARY:Trưng bày\n{MONDAY}", becomes="soft"))
    assert closures(town) == [("a", "Trưng bày", True, 0)]
    assert town.status(kept) == "confirmed"


def test_what_a_person_closed_is_in_the_way_and_said(town: Town, tuan: FlaskClient) -> None:
    def close() -> Closure:
        span = make.span("08:00", "20:00")
        venues = [make.the_venue("lang-nghe").id]
        return service.close_venues(actor=town.cast.user("tuan"), venue_ids=venues, span=span, title_vi="Bão")

    town.do(close)
    answer = sent(tuan, f"UID:a\nSUMMARY:Trưng bày\n{MONDAY}", f"UID:b\nSUMMARY:Sửa mái\n{TUESDAY}")
    assert "tạm đóng cửa (Bão)" in answer.text
    assert taken(tuan, answer).status_code == 302
    assert [uid for uid, *_rest in closures(town)] == [None, "b"]


def test_what_was_lifted_here_does_not_come_back_by_itself(town: Town, tuan: FlaskClient) -> None:
    event = f"UID:a\nSUMMARY:Trưng bày\n{MONDAY}"
    taken(tuan, sent(tuan, event))
    town.do(lambda: service.lift_closure(queries.standing_closures(clock.now())[0], actor=town.cast.user("tuan")))
    answer = sent(tuan, event)
    assert "bạn đã mở cửa lại trước đây" in answer.text
    taken(tuan, answer)
    assert closures(town) == []


def test_a_booking_made_meanwhile_is_shown_first(town: Town, tuan: FlaskClient) -> None:
    first = sent(tuan, f"UID:a\nSUMMARY:Trưng bày\n{MONDAY}")
    town.book("hoa", "lang-nghe", title_vi="Vừa đặt")
    answer = taken(tuan, first)
    assert "Vừa đặt" in answer.text
    assert closures(town) == []


@pytest.mark.parametrize("data", [b"", b"khong phai lich", b"BEGIN:VCALENDAR\nEND:VCALENDAR"])
def test_no_calendar_is_said_at_the_field(town: Town, tuan: FlaskClient, data: bytes) -> None:
    answer = sent(tuan, data=data)
    assert answer.status_code == 422
    assert "Lịch trưng bày" in answer.text


@pytest.mark.parametrize(
    "events",
    ["", "{", "[]", "null", "[1]", '[["a"]]', '[["a","b","x","y",""]]', "[" * 5000,
     '[["a","b","2026-12-07T08:00","2026-12-07T09:00",""]]', '[["a","b","0001-01-01T00:00:00+14:00","2026-12-07T09:00:00Z",""]]'],
)  # fmt: skip
def test_what_comes_back_is_not_believed(town: Town, tuan: FlaskClient, events: str) -> None:
    first = sent(tuan, f"UID:a\nSUMMARY:Trưng bày\n{MONDAY}")
    answer = taken(tuan, first, events=events)
    assert answer.status_code == 422
    assert "Bạn tải tệp lên lại." in answer.text
    assert closures(town) == []
