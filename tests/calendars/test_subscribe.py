"""The page that hands out the feeds."""

import base64
import io
from html import unescape
from re import findall
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.calendars.client_words import APPS, CLIENTS, FAMILY_NAMES, of_family
from app.calendars.rules import CLIENTS as KNOWN
from app.calendars.views import offers
from app.calendars.views.offers import Subscription
from app.spaces.words import FIELD_NAMES
from tests.calendars.conftest import Studio
from tests.calendars.factories import confirmed_event

HOME = "http://127.0.0.1:5000"


def _links(client: FlaskClient, path: str) -> list[str]:
    return [unescape(href) for href in findall(r'href="([^"]+)"', client.get(path).text)]


def _read(picture: str) -> str:
    image = Image.open(io.BytesIO(base64.b64decode(picture.partition("base64,")[2]))).convert("L")
    (code,) = zxingcpp.read_barcodes(image)
    return str(code.text)


@pytest.mark.parametrize(("language", "word"), [("vi", "Lịch theo dõi"), ("en", "Calendars to follow")])
def test_every_venue_and_part_has_its_feed(client: FlaskClient, language: str, word: str) -> None:
    client.set_cookie("lang", language)
    page = client.get("/calendars")
    assert page.status_code == 200
    assert f"<h1>{word}</h1>" in page.text
    for slug in ("cau-kinh", "san-vuon", "san-vuon-ho", "canh-quan-nam"):
        href = f"{HOME}/calendars/venues/{slug}.ics" + ("?lang=en" if language == "en" else "")
        assert f'value="{href}"' in page.text
        assert client.get(href).status_code == 200
    assert "webcal://127.0.0.1:5000/calendars/public.ics" in page.text


def test_fields_closures_and_days_off_have_theirs(client: FlaskClient) -> None:
    offered = findall(r'value="(http[^"]+\.ics)"', client.get("/calendars").text)
    assert len(offered) == len(set(offered))
    paths = [urlsplit(href).path for href in offered]
    assert {f"/calendars/fields/{code}.ics" for code in FIELD_NAMES} < set(paths)
    assert {"/calendars/closures.ics", "/calendars/holidays.ics"} < set(paths)
    assert {client.get(path).status_code for path in paths} == {200}


def test_what_narrows_a_calendar_does(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        confirmed_event(title="Đêm nhạc", days=120)
    page = unescape(client.get("/calendars").text)
    feed = "/calendars/public.ics"
    for asked, there in (("?past=30", True), ("?future=90", False), ("?kinds=performance,film", False)):
        assert asked in page
        assert ("Đêm nhạc" in client.get(feed + asked).text) is there, asked


def test_addresses_follow_the_settings_and_not_who_asks(client: FlaskClient) -> None:
    page = client.get("/calendars", headers={"Host": "localhost"}).text
    addresses = findall(r'value="(http[^"]+\.ics[^"]*)"', page)
    assert len(addresses) > 4
    assert {urlsplit(address).netloc for address in addresses} == {"127.0.0.1:5000"}
    assert "localhost" not in " ".join(findall(r"webcal://[^\"]+", page))


def test_an_address_has_its_ways_into_every_calendar() -> None:
    feed = Subscription(key="x", title="Cầu Kính & bạn", href="https://cau-kinh.example/calendars/public.ics?lang=en")
    assert feed.webcal == "webcal://cau-kinh.example/calendars/public.ics?lang=en"
    assert parse_qs(urlsplit(feed.google).query)["cid"] == [feed.webcal]
    assert parse_qs(urlsplit(feed.outlook).query) == {"url": [feed.href], "name": ["Cầu Kính & bạn"]}
    assert feed.download == f"{feed.href}&download=1"
    assert _read(feed.picture) == feed.webcal


def test_a_secret_address_is_drawn_and_not_kept() -> None:
    before = offers._picture.cache_info().currsize
    feed = Subscription(
        key="new", title="iPhone", href="https://cau-kinh.example/calendars/private/khong-ai-biet.ics"
    )
    assert _read(feed.picture) == feed.webcal
    assert offers._picture.cache_info().currsize == before


def test_a_phone_reads_the_code_of_each_feed(client: FlaskClient) -> None:
    page = client.get("/calendars").text
    pictures = findall(r'<img class="qr-picture" src="([^"]+)"', page)
    offered = findall(r'value="(http[^"]+\.ics)"', page)
    assert len(offered) > 4
    assert [_read(picture) for picture in pictures] == [href.replace("http:", "webcal:") for href in offered]


def test_who_has_said_which_calendar_they_use_gets_its_steps_and_button(client: FlaskClient) -> None:
    page = client.get("/calendars?app=google").text
    assert "“Lịch khác”" in page
    links = _links(client, "/calendars?app=google")
    assert [link for link in links if link.startswith("https://calendar.google.com/")]
    assert not [link for link in links if link.startswith(("webcal:", "https://outlook."))]
    assert "/calendars?app=google" in links and "/calendars" in links


def test_the_choice_stays_while_a_space_is_looked_for(client: FlaskClient, studio: Studio) -> None:
    page = client.get("/calendars?app=thunderbird&q=xuong may").text
    assert '<input type="hidden" name="app" value="thunderbird">' in page
    assert "/calendars?app=apple&q=xuong+may" in _links(client, "/calendars?app=thunderbird&q=xuong may")


@pytest.mark.parametrize("name", ["x", "", "Google", "google'--", "%00", "a" * 5000])
def test_an_unknown_calendar_is_none(client: FlaskClient, name: str) -> None:
    page = client.get("/calendars", query_string={"app": name})
    assert page.status_code == 200
    assert "https://calendar.google.com/" in page.text and "webcal:" in page.text


def test_every_way_says_how_long_a_change_takes(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        for one in APPS:
            assert len(one.steps) <= 3
            assert str(one.pace) in client.get("/calendars").text
            steps = client.get(f"/calendars?app={one.key}").text
            assert [step for step in map(str, one.steps) if step not in unescape(steps)] == []


def test_the_page_says_what_else_there_is_to_know(client: FlaskClient) -> None:
    page = client.get("/calendars").text
    for said in (
        "Lịch trống không phải lỗi.",
        "chúng tôi không đọc trả lời lời mời",
        "Thay đổi trong 48 giờ trước giờ bắt đầu",
        "180 ngày đã qua và 24 tháng sắp tới",
    ):
        assert said in page, said


def test_every_calendar_that_is_told_apart_has_its_pace() -> None:
    known = {family for family, _marks in KNOWN}
    assert {client.family for client in CLIENTS} == known
    assert set(FAMILY_NAMES) == {*known, ""}
    assert all(of_family(app.key) for app in APPS)
