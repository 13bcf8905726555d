"""The page of figures: charts anybody's browser may hold, the same numbers as tables, and files of them."""

import csv
import io
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine

from app.charts import drawing
from app.core.db import transact
from app.files.tables import read_table
from tests.conftest import NOW
from tests.memberships import factories
from tests.register.test_members import _many, _three
from tests.site.test_spaces import _statements

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIGURES = ("members", "years", "kinds", "fields", "wards", "grades")


@pytest.fixture
def three(app):
    with app.app_context():
        transact(_three)


def table_of(client, name):
    text = client.get(f"/register/statistics/{name}.csv").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@sqlite
def test_what_is_counted(client, three):
    page = client.get("/register/statistics")
    assert page.status_code == 200
    assert "Từ 1 thành viên ngày 31/12/2024 đến 1 thành viên ngày 25/11/2026." in page.text
    heads, *months = table_of(client, "members")
    assert heads == ["Cuối ngày", "Thành viên đầy đủ", "Thành viên liên kết", "Tổng số", "Đang bị đình chỉ"]
    by_day = {month[0]: month[1:] for month in months}
    assert by_day["31/12/2025"] == ["2", "1", "3", "0"]
    assert by_day["31/01/2026"] == ["1", "1", "2", "0"]
    assert by_day["25/11/2026"] == ["1", "0", "1", "1"]
    assert table_of(client, "years")[1:] == [["2024", "1", "0"], ["2025", "2", "0"], ["2026", "0", "1"]]
    assert table_of(client, "kinds")[1:] == [["Trực tuyến", "1"]]
    assert table_of(client, "wards")[1:] == [["Chỉ hoạt động trực tuyến", "1"]]
    assert table_of(client, "grades")[1:] == [["Thành viên đầy đủ", "1"]]


@sqlite
def test_bars_are_drawn_once_one_is_longer_than_a_member(app, client, three):
    page = client.get("/register/statistics").text
    assert "/register/statistics/years.svg" in page
    assert "/register/statistics/wards.svg" not in page
    assert "Chưa mục nào có quá một thành viên nên chỉ có bảng, không vẽ biểu đồ." in page
    with app.app_context():
        transact(lambda: factories.member(factories.space("hoa", "Nhà Mới", team=())))
    page = client.get("/register/statistics").text
    assert "/register/statistics/wards.svg" in page
    assert "không vẽ biểu đồ" not in page


@sqlite
@pytest.mark.parametrize("name", FIGURES)
def test_a_chart_is_an_image_that_runs_and_loads_nothing(client, three, name):
    for query in ("", "?theme=dark&size=narrow&lang=en", "?theme=x&size=%22%3E&lang=x"):
        answer = client.get(f"/register/statistics/{name}.svg{query}")
        assert answer.content_type.startswith("image/svg+xml")
        drawing = ElementTree.fromstring(answer.data)
        tags = {element.tag.rpartition("}")[2] for element in drawing.iter()}
        assert tags.isdisjoint({"script", "style", "foreignObject", "image", "use", "a", "link"})
        assert "http" not in answer.text.replace("http://www.w3.org/", "")
        assert "url(" not in answer.text
        assert "style" not in answer.text
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers


@sqlite
def test_both_themes_take_the_colours_of_the_design(app, client, three):
    light, dark = (client.get(f"/register/statistics/kinds.svg?theme={theme}").text for theme in drawing.THEMES)
    with app.app_context():
        assert "#0b6e69" in light
        assert "#4fb8b0" in dark
        assert "#0b6e69" not in dark


@sqlite
def test_the_same_numbers_as_a_workbook(client, three):
    answer = client.get("/register/statistics/years.xlsx")
    table = read_table(answer.data, "years.xlsx")
    assert [cells for _number, cells in table.lines][-1] == ["2026", "0", "1"]


@sqlite
def test_what_is_no_figure(client):
    assert client.get("/register/statistics/people.svg").status_code == 404
    assert client.get("/register/statistics/members.pdf").status_code == 404


@sqlite
def test_nobody_yet(client):
    assert "Mạng lưới chưa kết nạp thành viên nào" in client.get("/register/statistics").text
    for name in FIGURES:
        ElementTree.fromstring(client.get(f"/register/statistics/{name}.svg").data)


@sqlite
def test_a_chart_is_made_anew_when_a_member_comes_and_every_day(app, client, three):
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        held = {"If-None-Match": client.get("/register/statistics/members.svg").headers["ETag"]}
        assert client.get("/register/statistics/members.svg", headers=held).status_code == 304
        assert client.get("/register/statistics/members.svg?theme=dark", headers=held).status_code == 200
        with app.app_context():
            transact(lambda: factories.member(factories.space("hoa", "Nhà Mới", team=())))
        assert client.get("/register/statistics/members.svg", headers=held).status_code == 200


def test_as_many_questions_for_forty_members_as_for_one(app, client):
    with app.app_context():
        transact(lambda: _many(1))
    addresses = ("/register/statistics", "/register/statistics/wards.svg", "/register/members.geojson")
    alone = {}
    for address in addresses:
        client.get(address)
        alone[address] = _statements(app, client, address)
    with app.app_context():
        transact(lambda: _many(39, 1))
    assert {address: _statements(app, client, address) for address in addresses} == alone
