"""One event as a file, and the links that open a filled-in form in somebody's own calendar."""

import unicodedata
from datetime import UTC, datetime, timedelta
from html import unescape
from re import findall
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.calendars.adding import google_link, outlook_link
from app.core import clock
from app.core.ical import Entry, Status
from app.core.timespan import Timespan
from tests.calendars.factories import cancel, confirmed_event, evening
from tests.readers.clients import icalendar_reads
from tests.readers.strict import faults


@pytest.fixture
def event(app: Flask) -> str:
    with app.app_context():
        return confirmed_event(title="Đêm nhạc; ngõ 3\\2, “Bát Tràng”", days=8, about="Mở cửa từ 18:00.")


def _events(body: bytes) -> list[bytes]:
    return [b"BEGIN:VEVENT" + rest.partition(b"END:VEVENT")[0] for rest in body.split(b"BEGIN:VEVENT")[1:]]


@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_the_file_says_what_the_feed_says(client: FlaskClient, event: str, lang: str) -> None:
    one = client.get(f"/calendars/events/{event}.ics{lang}")
    assert one.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert one.headers["Content-Disposition"] == f'attachment; filename="{event}.ics"'
    assert one.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in one.headers and "Cookie" not in one.headers.get("Vary", "")
    assert faults(one.data) == []
    assert b"METHOD" not in one.data
    assert _events(one.data) == _events(client.get(f"/calendars/public.ics{lang}").data)


def test_it_can_be_asked_for_again(client: FlaskClient, event: str) -> None:
    path = f"/calendars/events/{event}.ics"
    first = client.get(path)
    assert client.get(path).data == first.data
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    head = client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


def test_what_was_called_off_says_so(app: Flask, client: FlaskClient, event: str) -> None:
    uid = icalendar_reads(client.get(f"/calendars/events/{event}.ics").data)[0].uid
    with app.app_context():
        cancel(event)
    (seen,) = icalendar_reads(client.get(f"/calendars/events/{event}.ics").data)
    assert (seen.uid, seen.status, seen.summary[:10]) == (uid, "CANCELLED", "[ĐÃ HUỶ] Đ")
    page = client.get(f"/events/{event}").text
    assert f"/calendars/events/{event}.ics" in page
    assert "calendar.google.com" not in page and "outlook.live.com" not in page


def test_what_the_public_was_never_shown_is_not_there(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        among_us = confirmed_event(title="Họp nhóm", days=8, open_to_public=False)
        waiting = confirmed_event(title="Chờ duyệt", days=9, confirm=False)
    for public_id in (among_us, waiting, "khong-co"):
        assert client.get(f"/calendars/events/{public_id}.ics").status_code == 404


@pytest.mark.parametrize(("language", "query"), [("vi", ""), ("en", "?lang=en")])
def test_the_page_hands_out_all_three_ways(client: FlaskClient, event: str, language: str, query: str) -> None:
    client.set_cookie("lang", language)
    links = [unescape(href) for href in findall(r'href="([^"]+)"', client.get(f"/events/{event}").text)]
    assert f"http://127.0.0.1:5000/calendars/events/{event}.ics{query}" in links
    assert [link for link in links if link.startswith("https://calendar.google.com/calendar/render?")]
    assert [link for link in links if link.startswith("https://outlook.live.com/calendar/0/deeplink/compose?")]


def test_what_is_over_is_not_offered(client: FlaskClient, event: str) -> None:
    with time_machine.travel(clock.now() + timedelta(days=40)):
        assert f"{event}.ics" not in client.get(f"/events/{event}").text


def _entry(**changes: object) -> Entry:
    start = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
    given = {
        "uid": "bk-1@cau-kinh.example", "sequence": 0, "starts_at": start, "ends_at": start + timedelta(hours=2),
        "summary": unicodedata.normalize("NFD", "Đêm ca trù & trà"), "location": "Cầu Kính, Bảo tàng Hà Nội",
        "url": "https://cau-kinh.example/events/x", "created_at": start, "revised_at": start,
    } | changes  # fmt: skip
    return Entry(**given)  # type: ignore[arg-type]


def _asked(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_links_carry_one_normal_form_and_utc() -> None:
    google, outlook = _asked(google_link(_entry())), _asked(outlook_link(_entry()))
    assert google["text"] == outlook["subject"] == unicodedata.normalize("NFC", "Đêm ca trù & trà")
    assert google["dates"] == "20261128T123000Z/20261128T143000Z"
    assert (outlook["startdt"], outlook["enddt"]) == ("2026-11-28T12:30:00Z", "2026-11-28T14:30:00Z")
    assert google["details"] == outlook["body"] == "https://cau-kinh.example/events/x"


def test_whole_days_have_no_hours_and_end_the_day_after() -> None:
    days = Timespan(datetime(2026, 11, 27, 17, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC))
    entry = _entry(starts_at=days.start, ends_at=days.end, all_day=True)
    assert _asked(google_link(entry))["dates"] == "20261128/20261201"
    outlook = _asked(outlook_link(entry))
    assert (outlook["startdt"], outlook["enddt"], outlook["allday"]) == ("2026-11-28", "2026-12-01", "true")


def test_a_title_of_every_length_makes_a_link(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        long = confirmed_event(title="Ễ" * 200, days=8, span=evening(8))
    links = [unescape(href) for href in findall(r'href="([^"]+)"', client.get(f"/events/{long}").text)]
    (google,) = [link for link in links if "calendar.google.com" in link]
    assert _asked(google)["text"] == "Ễ" * 200
    assert max(map(len, links)) < 4_000


def test_a_cancelled_entry_is_marked_in_links_too() -> None:
    assert _asked(google_link(_entry(status=Status.CANCELLED)))["text"].startswith("[ĐÃ HUỶ] ")
