"""The register as files: what they hold, what they never hold, and how cheaply a program asks again."""

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine

from app.core import clock
from app.core.db import transact
from app.memberships.models import EventKind
from app.settings.service import change_setting
from app.spaces.queries import space_by_slug
from tests.cast import OPERATORS, STAFF
from tests.conftest import NOW
from tests.memberships import factories
from tests.register.ledger import enter
from tests.register.test_members import _three

KINDS = ("csv", "json", "geojson")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def three(app):
    with app.app_context():
        transact(_three)


def read_csv(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


@sqlite
def test_all_three_hold_what_the_page_shows(client, three):
    query = {"standing": "all", "on": "2026-08-31", "q": "gac"}
    (row,) = read_csv(client.get("/register/members.csv", query_string=query))
    said = client.get("/register/members.json", query_string=query).json
    drawn = client.get("/register/members.geojson", query_string=query).json
    (member,), (feature,) = said["members"], drawn["features"]
    assert (row["Tên trên chứng nhận"], row["Tình trạng"], row["Thành viên từ ngày"]) == (
        "Gác Ánh Sáng", "Đang là thành viên", "01/03/2025",
    )  # fmt: skip
    assert row["Ngày của dữ liệu"] == "31/08/2026"
    assert row["Giấy phép"] == "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    assert (said["date"], said["count"], said["asked"]) == ("2026-08-31", 1, {"standing": "all", "q": "gac"})
    assert said["licence"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    assert {name: member[name] for name in ("standing", "grade", "member_since", "valid_until", "kinds", "ward_code")} == {
        "standing": "member", "grade": "associate", "member_since": "2025-03-01", "valid_until": None,
        "kinds": ["gallery"], "ward_code": "00070",
    }  # fmt: skip
    assert feature["properties"] == member
    assert member["url"].endswith("/register/gac-anh-sang")


@sqlite
def test_the_map_has_the_wards_centre_and_nothing_for_who_is_nowhere(client, three):
    drawn = client.get("/register/members.geojson?standing=all").json
    assert drawn["type"] == "FeatureCollection"
    places = {one["id"]: one["geometry"] for one in drawn["features"]}
    assert places["xuong-may"] is None
    assert places["gac-anh-sang"]["type"] == "Point"
    longitude, latitude = places["gac-anh-sang"]["coordinates"]
    assert (105 < longitude < 107, 20 < latitude < 22) == (True, True)
    assert client.get("/register/members.geojson").content_type == "application/geo+json"


@sqlite
@pytest.mark.parametrize("kind", KINDS)
def test_no_file_says_anything_of_people_or_opens_a_check_page(app, client, kind):
    with app.app_context():
        codes = transact(lambda: (made := factories.member(
            factories.space("lan", channels={"phone": "0912345678", "email": "xuong@example.org"}, kinds=["gallery"],
                            ward_code="00070", street="phố Kín", house_number="9", exactness="exact"), reason="Nội bộ"),
        ) and (made.check_code, made.short_code))  # fmt: skip
    text = client.get(f"/register/members.{kind}").text
    assert "Xưởng Mây" in text
    secret = [*OPERATORS.values(), *(name for name, _role in STAFF.values()), *codes, "Nội bộ", "0912345678", "@", "phố Kín", "/verify"]  # fmt: skip
    assert [words for words in secret if words in text] == []


@sqlite
@pytest.mark.parametrize("kind", KINDS)
def test_in_english_and_without_a_licence(app, client, three, kind):
    with app.app_context():
        transact(lambda: change_setting("register.licence", "", actor=None))
    answer = client.get(f"/register/members.{kind}?lang=en")
    assert "Hanoi" in answer.text
    assert "CC BY" not in answer.text
    assert "Link" not in answer.headers
    if kind == "csv":
        assert "Full member" in answer.text


@sqlite
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", ["on=2027-01-01", "on=x", "standing=x", "ward=99999", "kind=x"])
def test_what_cannot_be_asked(client, three, kind, query):
    answer = client.get(f"/register/members.{kind}?{query}")
    assert answer.status_code == 422
    assert answer.text.startswith(query.split("=")[0] + ": ")
    assert answer.headers["Cache-Control"] == "no-store"


@sqlite
def test_a_name_is_never_a_formula(app, client):
    with app.app_context():
        transact(lambda: factories.member(factories.space(name='=HYPERLINK("http://a";"b")')))
    (row,) = read_csv(client.get("/register/members.csv"))
    assert row["Tên trên chứng nhận"].startswith("'=")


def test_who_holds_it_already_is_told_so_until_something_changes(app, client, three):
    address = "/register/members.json?standing=all"

    def tag() -> str:
        return client.get(address).headers["ETag"]

    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        first = client.get(address)
        held = first.headers["ETag"]
        assert "public" in first.headers["Cache-Control"]
        assert "Cookie" not in first.headers.get("Vary", "")
        assert "Set-Cookie" not in first.headers
        again = client.get(address, headers={"If-None-Match": held})
        assert (again.status_code, again.data) == (304, b"")
        since = {"If-Modified-Since": first.headers["Last-Modified"]}
        assert client.get(address, headers=since).status_code == 304
        assert client.get("/register/members.json?standing=ended").headers["ETag"] != held
        assert client.get("/register/members.csv?standing=all").headers["ETag"] != held

        def rename() -> None:
            space = space_by_slug("xuong-may")
            assert space is not None
            space.name_vi = "Xưởng Gió"
            enter(space, EventKind.SUSPENDED, clock.today())

        with app.app_context():
            transact(rename)
        changed = tag()
        assert changed != held
        with app.app_context():
            transact(lambda: change_setting("register.licence", "CC0", actor=None))
        assert tag() != changed
    with time_machine.travel(NOW + timedelta(days=1), tick=False):  # a term may have ended by itself
        assert client.get(address, headers={"If-None-Match": changed}).status_code == 200


@sqlite
def test_a_term_that_ends_at_midnight_is_out_of_the_register_the_next_day(app, client):
    with app.app_context():
        transact(lambda: factories.member(factories.space(), effective_on=date(2024, 11, 25), term_months=24))
    assert client.get("/register/members.json").json["count"] == 1
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert client.get("/register/members.json").json["count"] == 0
        assert client.get("/register/members.json?on=2026-11-25").json["count"] == 1
