"""The map of spaces: the page around it, the file it is drawn from, and the background it may fetch."""

import gzip
import json

import pytest

from app.core.db import db, transact
from app.places.tiles import normal_tiles_url
from app.settings.service import change_setting
from app.spaces.models import Space
from app.web.headers import CSP
from tests.memberships.factories import member
from tests.spaces.factories import make_space

TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.fixture
def spaces(app, cast):
    """One that shows its ward alone, one that shows where it stands, one that is nowhere."""
    with app.app_context():

        def make() -> None:
            for values in (
                {"name_vi": "Xưởng Kín"},
                {"name_vi": "Đình Làng", "name_en": "Village Hall", "exactness": "exact", "ward_code": "00004"},
                {"name_vi": "Kho Tiếng", "kinds": ["online"], "ward_code": None},
            ):
                member(make_space(cast.user("lan"), **{"name_en": None, **values}))
            for space in db.session.query(Space):
                space.own_latitude, space.own_longitude = 21.012345, 105.812345

        transact(make)


def _features(client, address: str = "/spaces.geojson") -> dict[str, dict]:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/geo+json")
    return {one["properties"]["name"]: one for one in json.loads(answer.text)["features"]}


def test_a_point_is_shown_only_where_its_people_chose_so(client, spaces):
    found = _features(client)
    assert found["Đình Làng"]["geometry"] == {"type": "Point", "coordinates": [105.812345, 21.012345]}
    assert found["Đình Làng"]["properties"]["exact"] is True
    hidden = found["Xưởng Kín"]
    assert hidden["properties"]["exact"] is False
    assert hidden["geometry"]["coordinates"] != [105.812345, 21.012345]
    assert found["Kho Tiếng"]["geometry"] is None
    body = client.get("/spaces.geojson").text
    assert body.count("105.812345") == 1
    for kept in ("12B", "ngõ Hàng Chum", "Nguyễn Lan", "lan@example.org"):
        assert kept not in body


def test_the_file_is_narrowed_as_the_list_is_and_speaks_the_language_it_is_asked_in(client, spaces):
    assert _features(client, "/spaces.geojson?q=dinh+lang").keys() == {"Đình Làng"}
    assert _features(client, "/spaces.geojson?online=yes").keys() == {"Kho Tiếng"}
    assert _features(client, "/spaces.geojson?ward=00004&lang=en").keys() == {"Village Hall"}
    assert _features(client, "/spaces.geojson?lang=xx&kind=nothing").keys() == {"Xưởng Kín", "Đình Làng", "Kho Tiếng"}
    client.set_cookie("lang", "en")
    assert "Đình Làng" in _features(client), "the address alone decides"


def test_who_holds_it_is_told_so_until_something_changes(app, cast, client, spaces):
    first = client.get("/spaces.geojson")
    again = client.get("/spaces.geojson", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/spaces.geojson?lang=en").headers["ETag"] != first.headers["ETag"]
    with app.app_context():
        transact(lambda: member(make_space(cast.user("lan"), name_vi="Nhà Mới")))
    later = client.get("/spaces.geojson", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert "Nhà Mới" in later.text


def test_it_is_packed_for_who_can_unpack_it(client, spaces):
    packed = client.get("/spaces.geojson", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get("/spaces.geojson").data


def test_the_map_has_the_same_spaces_as_a_list_beside_it(client, spaces):
    page = client.get("/spaces?view=map&q=&grade=full").text
    assert 'data-map="/spaces.geojson?grade=full"' in page
    assert "/vendor/map." in page
    for name in ("Xưởng Kín", "Đình Làng", "Kho Tiếng"):
        assert f">{name}</a></h3>" in page
    assert "1 không gian trực tuyến" in page
    assert 'href="/spaces?grade=full"' in page  # the list keeps what was chosen
    assert 'href="/spaces?grade=full&amp;view=map"' in client.get("/spaces?grade=full").text
    assert "/vendor/map." not in client.get("/spaces").text


def test_a_map_of_nothing_says_so(client, spaces):
    page = client.get("/spaces?view=map&q=khongco").text
    assert "Không có không gian nào khớp." in page
    assert "data-map" not in page
    assert 'href="/spaces?view=map"' in page


def _set(app, cast, **changes: str) -> None:
    with app.app_context():
        for key, text in changes.items():
            transact(lambda key=key, text=text: change_setting(f"map.{key}", text, actor=cast.user("ha")))


def test_a_background_is_let_in_on_the_maps_page_alone(app, cast, client, spaces):
    assert client.get("/spaces?view=map").headers["Content-Security-Policy"] == CSP
    _set(app, cast, tiles_url=TILES, tiles_credit="© Ai đó")
    answer = client.get("/spaces?view=map")
    assert "img-src 'self' data: https://tiles.example.org;" in answer.headers["Content-Security-Policy"]
    assert f'data-tiles="{TILES}"' in answer.text
    for other in ("/", "/spaces", "/events", "/spaces/dinh-lang"):
        assert client.get(other).headers["Content-Security-Policy"] == CSP
    _set(app, cast, tiles_credit="")
    assert client.get("/spaces?view=map").headers["Content-Security-Policy"] == CSP


@pytest.mark.parametrize(
    "address",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://{x}.example.org/{z}/{x}/{y}.png",
        "https://a.example; script-src */{z}/{x}/{y}",
        "https://a.example https://b.example/{z}/{x}/{y}",
        "https://user@a.example/{z}/{x}/{y}",
        "https://localhost/{z}/{x}/{y}",
        "https://a.example:99999/{z}/{x}/{y}",
        "https://a.example/{z}/{x}/{y}?" + "k" * 300,
        "//a.example/{z}/{x}/{y}",
        "",
    ],
)
def test_only_a_plain_address_of_tiles_is_taken(address):
    with pytest.raises(ValueError):
        normal_tiles_url(address)


def test_an_address_of_tiles_is_taken():
    for address in (TILES, "https://a.example:8443/t/{z}/{x}/{y}@2x.webp?key=ab-1"):
        assert normal_tiles_url(f" {address} ") == address


def test_a_background_without_its_credit_is_not_saved(cast):
    refused = cast.client("ha").submit("/desk/settings", {"map_tiles_url": TILES})
    assert refused.status_code == 422
    assert "Có nền bản đồ thì phải ghi nguồn." in refused.text
    saved = cast.client("ha").submit("/desk/settings", {"map_tiles_url": TILES, "map_tiles_credit": "© Ai đó"})
    assert saved.status_code == 302
