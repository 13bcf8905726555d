"""What the page of a space says of it, and what it takes to other sites."""

import json
import re
from datetime import time

import pytest

from app.core import clock
from app.core.db import transact
from app.site.distances import metres
from app.spaces.models import Space, SpaceHours
from app.spaces.queries import space_by_slug
from app.spaces.rules import Point
from tests.memberships.factories import member
from tests.spaces.factories import make_space
from tests.statements import counted

PAGE = "/spaces/dinh-lang"


def _open_every_day(space: Space, opens: time, closes: time) -> None:
    space.hours = [SpaceHours(weekday=day, opens=opens, closes=closes) for day in range(7)]


@pytest.fixture
def spaces(app, cast):
    """A place that shows all of its address, two around it and one that hides its own; clocks say Wednesday, 9:00."""
    with app.app_context():

        def make() -> None:
            here = make_space(
                cast.user("hoa"), name_vi="Đình Làng", name_en="Village Hall", kinds=["heritage"], ward_code="00004",
                exactness="exact", house_number="3", street="phố Đình", channels={"website": "https://dinh.example"},
            )  # fmt: skip
            here.own_latitude, here.own_longitude = 21.0335, 105.8145
            here.step_free, here.step_free_vi, here.welcomes = True, "Cổng phụ phía sau.", ["children", "older"]
            here.old_district = "Ba Đình"
            _open_every_day(here, time(8), time(18))
            member(here)
            near = make_space(cast.user("lan"), name_vi="Nhà Bên", ward_code="00004", exactness="exact")
            near.own_latitude, near.own_longitude = 21.0335, 105.8195
            member(near)
            member(make_space(cast.user("lan"), name_vi="Nhà Kín", ward_code="00004"))
            member(make_space(cast.user("lan"), name_vi="Nhà Xa", name_en="</script><script>x", ward_code="00070"))

        transact(make)


def _about(page: str) -> dict:
    (told,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(told)


def test_it_says_when_it_is_open(app, client, spaces):
    page = client.get(PAGE).text
    assert "Đang mở cửa, đến 18:00" in page
    assert "08:00–18:00" in page
    assert "Lối đi không bậc" in page
    assert "Cổng phụ phía sau." in page
    assert "Trẻ em và gia đình; Người cao tuổi" in page
    with app.app_context():
        transact(lambda: _open_every_day(space_by_slug("dinh-lang"), time(10), time(18)))
    assert "Đang đóng cửa, mở lại 10:00 Thứ Tư" in client.get(PAGE).text
    assert "Chưa cho biết giờ mở cửa." in client.get("/spaces/nha-ben").text


def test_its_certificate_leads_to_the_register_and_not_to_what_opens_the_check_page(app, client, spaces):
    page = client.get(PAGE).text
    number = re.search(r"KGST-\d{4}-\d{3}", page)
    assert number
    assert 'href="/register/dinh-lang"' in page
    assert 'src="/badge/dinh-lang.svg?lang=vi"' in page
    assert "/verify/" not in page.split("<main")[1].split("</main")[0]


def test_what_is_near_stands_in_order_and_distances_only_between_known_points(client, spaces):
    page = client.get(PAGE).text
    near = page.split('id="near-head"')[1]
    assert near.index("Nhà Bên") < near.index("Nhà Kín") < near.index("Nhà Xa")
    assert "cách 520 m" in near
    assert near.split("Nhà Kín")[1].split("</li>")[0].count("cách") == 0
    assert "cách" not in client.get("/spaces/nha-kin").text.split('id="near-head"')[1].split("</section>")[0]


def test_what_others_take_of_it(client, spaces):
    page = client.get(PAGE).text
    told = _about(page)
    assert told["@type"] == "LandmarksOrHistoricalBuildings"
    assert told["name"] == "Đình Làng"
    assert told["address"] == "3 phố Đình, Phường Ba Đình, Hà Nội"
    assert told["geo"] == {"@type": "GeoCoordinates", "latitude": 21.0335, "longitude": 105.8145}
    assert len(told["openingHoursSpecification"]) == 7
    assert told["sameAs"] == ["https://dinh.example"]
    assert '<link rel="canonical" href="http://127.0.0.1:5000/spaces/dinh-lang">' in page
    hidden = _about(client.get("/spaces/nha-kin").text)
    assert "geo" not in hidden
    assert hidden["address"] == "Phường Ba Đình, Hà Nội"


def test_a_hostile_name_stays_a_name(client, spaces):
    client.set_cookie("lang", "en")
    page = client.get("/spaces/nha-xa").text
    assert "<script>x" not in page
    assert _about(page)["name"] == "</script><script>x"


def test_how_fresh_it_is_and_whom_to_tell_what_is_wrong(app, client, spaces):
    today = clock.today()
    assert f"Sửa lần cuối ngày {today:%d/%m/%Y}, chưa được xác nhận lại." in client.get(PAGE).text

    def confirm() -> None:
        space = space_by_slug("dinh-lang")
        assert space
        space.confirmed_on = today

    with app.app_context():
        transact(confirm)
    page = client.get(PAGE).text
    assert f"Không gian xác nhận thông tin còn đúng ngày {today:%d/%m/%Y}." in page
    assert 'href="mailto:mang-luoi%40cau-kinh.example?subject=' in page


def test_a_preview_is_for_its_team_and_says_no_more(app, cast, client):
    with app.app_context():
        transact(lambda: make_space(cast.user("hoa"), name_vi="Đình Làng"))
    assert client.get(PAGE).status_code == 404
    preview = cast.client("hoa").get(PAGE)
    assert preview.headers["X-Robots-Tag"] == "noindex"
    assert "Bản xem trước" in preview.text
    assert "Số chứng nhận" not in preview.text


def test_it_asks_no_more_of_the_database_with_many_around(app, cast, client, spaces):
    client.get(PAGE)
    with counted(app) as few:
        client.get(PAGE)
    with app.app_context():
        transact(lambda: [member(make_space(cast.user("lan"), name_vi=f"Nhà {n}")) for n in range(10)])
    client.get(PAGE)
    with counted(app) as many:
        client.get(PAGE)
    assert len(many) == len(few) <= 25


def test_the_list_for_search_engines_holds_each_page_once(app, cast, client, spaces):
    with app.app_context():
        transact(lambda: make_space(cast.user("hoa"), name_vi="Chưa Nộp"))
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    found = re.findall(r"<loc>(.*?)</loc>", answer.text)
    assert len(found) == len(set(found))
    assert "http://127.0.0.1:5000/spaces/dinh-lang" in found
    assert not any("chua-nop" in address for address in found)
    assert "Sitemap: http://127.0.0.1:5000/sitemap.xml" in client.get("/robots.txt").text
    for address in found:
        assert client.get(address.removeprefix("http://127.0.0.1:5000")).status_code == 200, address


def test_how_far_it_is():
    lake, temple = Point(21.0287, 105.8524, True), Point(21.0294, 105.8355, True)  # Hoàn Kiếm lake, Văn Miếu
    assert 1740 < metres(lake, temple) < 1770
    assert metres(lake, lake) == 0
