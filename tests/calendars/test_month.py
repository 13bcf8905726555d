"""The month on paper: an address anybody may open, print and send on."""

import io
import re
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import event

from app.bookings.models import Booking
from app.calendars import month_sheet
from app.core import clock
from app.core.ical import Entry, Status
from app.core.timespan import Timespan
from app.papers.at_once import BusyError, Press
from app.papers.service import month_pdf
from app.web.times import month_name
from tests.calendars.factories import HANOI, cancel, confirmed_event, evening

NOVEMBER = date(2026, 11, 1)
TODAY = date(2026, 11, 23)


def sheets(pdf: bytes) -> list[str]:
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(pdf)).pages]


def at(day: int, hour: int = 19, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HANOI)


def entry(title: str, start: datetime, end: datetime | None = None, **changes: Any) -> Entry:
    end = end or start + timedelta(hours=2)
    given = {
        "uid": f"bk-{abs(hash((title, start)))}@cau-kinh.example", "sequence": 0, "summary": title,
        "starts_at": start, "ends_at": end, "all_day": Timespan(start, end).length > timedelta(days=1),
        "location": "Cầu Kính, Bảo tàng Hà Nội", "categories": ("Cầu Kính",), "created_at": start, "revised_at": start,
    } | changes  # fmt: skip
    return Entry(**given)


def said(app: Flask, *entries: Entry, first: date = NOVEMBER, **changes: Any) -> dict[str, Any]:
    given = {"language": "vi", "place": "Mạng lưới", "issuer": "Trung tâm", "address": "https://a.example/events"}
    with app.test_request_context():
        return month_sheet.sheet(
            sorted(entries, key=lambda one: one.starts_at), first, today=TODAY, **(given | changes)
        )


@pytest.fixture
def pages(client: FlaskClient) -> Flask:
    """No words of these depend on the database, so one is enough."""
    return client.application


@pytest.fixture
def evenings(pages: Flask) -> dict[str, Any]:
    return said(
        pages,
        entry("Đêm ca trù", at(1)),
        entry("Qua nửa đêm", at(7, 23, 30), at(8, 1)),
        entry("Triển lãm gốm", at(30, 0, month=10), at(4, 0)),
        entry("Cuối tháng", at(30, 20), at(1, 1, month=12)),
    )


def test_weeks_begin_on_monday_and_hold_every_day_once(evenings: dict[str, Any]) -> None:
    weeks = evenings["weeks"]
    assert {len(week) for week in weeks} == {7}
    assert [day["number"] for week in weeks for day in week if day] == [str(n) for n in range(1, 31)]
    assert weeks[0][:6] == [None] * 6  # 1 November 2026 is a Sunday
    assert [day["number"] for week in weeks if (day := week[6])] == ["1", "8", "15", "22", "29"]


def test_an_event_stands_on_its_first_day_and_long_ones_above(evenings: dict[str, Any]) -> None:
    told = {
        day["number"]: [one["short"] for one in day["events"]] for week in evenings["weeks"] for day in week if day
    }
    assert {number: titles for number, titles in told.items() if titles} == {
        "1": ["Đêm ca trù"], "7": ["Qua nửa đêm"], "30": ["Cuối tháng"],
    }  # fmt: skip
    assert evenings["long"] == [{"days": "30/10–03/11", "title": "Triển lãm gốm", "place": "Cầu Kính"}]
    assert [line[1] for line in evenings["list"]["lines"]] == ["Cả ngày", "19:00–21:00", "23:30–01:00", "20:00–01:00"]


def test_the_place_of_the_sheet_is_not_said_again(pages: Flask) -> None:
    words = said(pages, entry("Đêm ca trù", at(1)), place="Cầu Kính")
    assert [one["place"] for week in words["weeks"] for day in week if day for one in day["events"]] == [""]


def test_a_quiet_month_is_one_sheet(pages: Flask, evenings: dict[str, Any]) -> None:
    (words,) = sheets(month_pdf(evenings, dated=TODAY))
    for part in (
        "Tháng 11/2026",
        "Thứ Hai",
        "Chủ Nhật",
        "19:00 Đêm ca trù",
        "Triển lãm gốm",
        "In từ lịch ngày 23/11/2026",
    ):
        assert part in words, part
    assert month_pdf(evenings, dated=TODAY) == month_pdf(evenings, dated=TODAY)


def test_an_empty_month_says_so(pages: Flask) -> None:
    (words,) = sheets(month_pdf(said(pages), dated=TODAY))
    assert "Chưa có sự kiện nào được công bố cho tháng này." in words
    with pages.test_request_context(headers={"Cookie": "lang=en"}):
        english = month_name(NOVEMBER, "en")
    assert english == "November 2026"


def test_two_hundred_events_are_all_told(pages: Flask) -> None:
    titles = [f"Buổi số {n} của mùa lễ hội thiết kế sáng tạo" for n in range(200)]
    words = said(pages, *(entry(title, at(1 + n % 30, 8 + n // 30)) for n, title in enumerate(titles)))
    first, *rest = sheets(month_pdf(words, dated=TODAY))
    assert "sự kiện nữa ở trang sau" in first
    assert "Tất cả sự kiện của tháng" in rest[0]
    assert [title for title in titles if title not in " ".join(rest)] == []


def test_long_titles_wrap_and_are_whole_in_the_list(pages: Flask) -> None:
    endless, long = "Ễ" * 300, "Gặp gỡ " * 40 + "hết"
    first, *rest = sheets(month_pdf(said(pages, entry(endless, at(3)), entry(long, at(4))), dated=TODAY))
    assert "…" in first
    assert endless in "".join(rest).replace(" ", "") and long in " ".join(rest)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("🎵 Đêm nhạc", "Đêm nhạc"),
        ("Phim 서울 hay", "Phim □□ hay"),
        ("👨‍👩‍👧", "□"),
        ("a\u20dd b\u0301\u0301\u0301 ★ Ω", "Ω"),
        ("\u200d\u2060x", "x"),
    ],
)
def test_signs_that_no_typeface_has_give_way(pages: Flask, title: str, shown: str) -> None:
    words = said(pages, entry(title, at(3)), entry("Đêm ca trù “Xưa”", at(4)))
    (told,) = sheets(month_pdf(words, dated=TODAY))
    assert shown in told and "Đêm ca trù “Xưa”" in told


def test_what_was_called_off_is_marked_where_it_is_shown(pages: Flask) -> None:
    words = said(pages, entry("Đêm nhạc", at(3), status=Status.CANCELLED))
    assert words["list"]["lines"][0][2] == "[ĐÃ HUỶ] Đêm nhạc"


def _month(day: date) -> str:
    return f"/calendars/month/{day:%Y-%m}.pdf"


def test_it_holds_the_public_events_of_the_month(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        shown = confirmed_event(title="Đêm ca trù", days=8)
        gone = confirmed_event(title="Bị huỷ", days=8, span=evening(8, at=time(9)))
        cancel(gone)
        confirmed_event(title="Họp kín", days=9, open_to_public=False)
        day = evening(8).start.date()
    answer = client.get(_month(day))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{day:%Y-%m}.pdf"'
    assert "Set-Cookie" not in answer.headers
    (words,) = sheets(answer.data)
    assert shown and "Đêm ca trù" in words
    assert "Bị huỷ" not in words and "Họp kín" not in words
    again = client.get(_month(day))
    assert again.data == answer.data
    assert client.get(_month(day), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.head(_month(day)).headers["ETag"] == answer.headers["ETag"]
    (english,) = sheets(client.get(_month(day) + "?lang=en").data)
    assert "Monday" in english and "Đêm ca trù" in english


def test_it_can_be_that_of_one_venue(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        confirmed_event(title="Ở Cầu Kính", days=8)
        confirmed_event(title="Ở sân vườn", days=8, venue="san-vuon")
        day = evening(8).start.date()
    (words,) = sheets(client.get(_month(day) + "?venue=cau-kinh").data)
    assert "Ở Cầu Kính" in words and "Ở sân vườn" not in words
    assert client.get(_month(day) + "?venue=khong-co").status_code == 404


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "26-11", "2026-1", "0000-01", "9999-12", "٢٠٢٦-١١", "x"])
def test_what_is_no_month_near_is_not_found(client: FlaskClient, month: str) -> None:
    assert client.get(f"/calendars/month/{month}.pdf").status_code == 404


def test_two_years_to_both_sides_and_no_further(client: FlaskClient) -> None:
    this = clock.today().replace(day=1)
    for years, known in ((-2, 200), (2, 200), (-3, 404), (3, 404)):
        assert client.get(_month(this.replace(year=this.year + years))).status_code == known


def test_who_asks_for_too_many_waits(client: FlaskClient) -> None:
    this = clock.today().replace(day=1)
    months = [(this - timedelta(days=31 * n)).replace(day=1) for n in range(12)]
    answers = [client.get(_month(month)) for month in months]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert client.get(_month(months[0])).status_code == 200  # what was printed already costs nothing
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert client.get(_month(months[11])).status_code == 200


def test_pages_lead_to_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        confirmed_event(title="Đêm ca trù", days=8)
        day = evening(8).start.date()
    assert f'href="{_month(day)}"' in client.get("/events").text
    assert f'href="{_month(day)}?venue=cau-kinh"' in client.get("/events?venue=cau-kinh").text
    assert f'href="{_month(clock.today())}?venue=cau-kinh"' in client.get("/venues/cau-kinh").text
    client.set_cookie("lang", "en")
    assert re.search(rf'href="{_month(day)}\?lang=en"', client.get("/events").text)


def test_the_press_takes_one_at_a_time_and_keeps_few() -> None:
    press, drawn = Press(), list[str]()

    def draw(key: str) -> bytes:
        drawn.append(key)
        with pytest.raises(BusyError):
            press.print("another", lambda: b"", patience=0)
        return key.encode()

    for key in ("a", "a", *map(str, range(24)), "a"):
        assert press.print(key, lambda key=key: draw(key)) == key.encode()  # type: ignore[misc]
    assert drawn.count("a") == 2
    assert press.kept("0") is None and press.kept("23") == b"23"


@pytest.mark.both_engines
@pytest.mark.parametrize("value", ["\x00", "'--", "🎵", "a" * 5000, "../x", "\ud7ff"])
def test_hostile_names_of_venues_and_events_are_not_found(client: FlaskClient, value: str) -> None:
    assert client.get(_month(clock.today()), query_string={"venue": value}).status_code in {400, 404}
    assert client.get(f"/calendars/events/{quote(value, safe='')}.ics").status_code in {400, 404}


def test_a_month_looks_up_no_other(app: Flask, client: FlaskClient) -> None:
    """Anybody may ask for the farthest one as often as they like."""
    with app.app_context():
        confirmed_event(title="Tuần này", days=2)
        confirmed_event(title="Ba tháng nữa", days=92)
        then = evening(92).start.date()
    read: list[str] = []
    event.listen(Booking, "load", note := lambda one, _how: read.append(one.title_vi))
    try:
        answer = client.get(f"/calendars/month/{then:%Y-%m}.pdf")
    finally:
        event.remove(Booking, "load", note)
    assert "Ba tháng nữa" in " ".join(sheets(answer.data))
    assert set(read) == {"Ba tháng nữa"}
