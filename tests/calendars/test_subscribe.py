"""The page that hands out the feeds."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(("language", "word"), [("vi", "Lịch theo dõi"), ("en", "Calendars to follow")])
def test_every_venue_and_part_has_its_feed(client: FlaskClient, language: str, word: str) -> None:
    client.set_cookie("lang", language)
    page = client.get("/calendars")
    assert page.status_code == 200
    assert f"<h1>{word}</h1>" in page.text
    for slug in ("cau-kinh", "san-vuon", "san-vuon-ho", "canh-quan-nam"):
        href = f"http://127.0.0.1:5000/calendars/venues/{slug}.ics" + ("?lang=en" if language == "en" else "")
        assert f'value="{href}"' in page.text
        assert client.get(href).status_code == 200
    assert "webcal://127.0.0.1:5000/calendars/public.ics" in page.text
