"""Equipment, neighbours, quotas and who decides: lists that the Centre keeps for a venue, or for all."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.queries import entries_of
from app.venues import queries
from app.venues.models import Quota
from tests.cast import Cast
from tests.venues.desk import HERE, form_on, the_venue

LENT, ANYWHERE, NEAR = f"{HERE}/equipment", "/desk/venues/equipment", f"{HERE}/neighbours"
QUOTAS, TOGETHER, APPROVERS = f"{HERE}/quotas", "/desk/venues/quotas", f"{HERE}/approvers"


def things(app: Flask, *, anywhere: bool = False) -> list[tuple[str, int, bool]]:
    with app.app_context():
        listed = queries.equipment_at(None if anywhere else the_venue())
        return [(one.name_vi, one.stock, one.active) for one in listed]


def test_equipment_is_added_changed_and_retired(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    assert tuan.submit(LENT, {"name_vi": "Ghế gấp", "name_en": "Chair", "stock": "40"}).location == LENT
    assert tuan.submit(ANYWHERE, {"name_vi": "Loa", "stock": "2"}).location == ANYWHERE
    assert (things(app), things(app, anywhere=True)) == ([("Ghế gấp", 40, True)], [("Loa", 2, True)])
    public = client.get("/venues/cau-kinh").text
    assert "Ghế gấp" in public
    assert "Loa" in public
    with app.app_context():
        one = f"{ANYWHERE}/{queries.equipment_at(the_venue())[0].public_id}"
    stale = form_on(tuan, one)
    assert tuan.submit(one, {"stock": "35", "active": None}).location == LENT
    assert things(app) == [("Ghế gấp", 35, False)]
    assert "Ghế gấp" not in client.get("/venues/cau-kinh").text
    assert tuan.post(one, data=stale).status_code == 422, "somebody saved since"
    assert tuan.submit(one, {"was": None}).status_code == 422
    assert tuan.get(f"{ANYWHERE}/khong-co").status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name_vi": ""}, "name_vi", "Bạn chưa điền mục này."),
        ({"stock": "nhiều"}, "stock", "Hãy điền một số nguyên."),
        ({"stock": "-1"}, "stock", "Số phải từ 0 đến 10000."),
        ({"name_vi": "ghế  GẤP"}, "name_vi", "đã có thiết bị tên này"),
    ],
)
def test_wrong_equipment_is_refused(
    app: Flask, tuan: FlaskClient, change: dict[str, str], field: str, sentence: str
) -> None:
    tuan.submit(LENT, {"name_vi": "Ghế gấp", "stock": "40"})
    answer = tuan.submit(LENT, {"name_vi": "Bàn", "name_en": "Table", "stock": "5"} | change)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert 'value="Table"' in answer.text
    assert len(things(app)) == 1


def edges(app: Flask) -> set[tuple[str, str]]:
    with app.app_context():
        codes = {area.id: area.code for area in queries.all_areas()}
        here = [area.id for area in the_venue().areas]
        return {(codes[one.area_id], codes[one.other_area_id]) for one in queries.soft_edges_of(here)}


def test_a_neighbour_comes_and_goes(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    data = {"area": "cau-kinh", "other": "lang-nghe", "kind": "light", "note_vi": "Đèn chiếu sang làng nghề."}
    assert tuan.submit(NEAR, data, to=NEAR).location == NEAR
    assert ("cau-kinh", "lang-nghe") in edges(app)
    for slug in ("cau-kinh", "lang-nghe"):
        assert "Đèn chiếu sang làng nghề." in client.get(f"/venues/{slug}").text
    theirs = NEAR.replace("cau-kinh", "lang-nghe")
    again = tuan.submit(theirs, data | {"area": "lang-nghe", "other": "cau-kinh"}, to=theirs)
    assert (again.status_code, "đã được ghi" in again.text) == (422, True)
    assert tuan.submit(theirs, {}, to=f"{theirs}/cau-kinh/lang-nghe/remove").location == theirs
    assert edges(app) == {("cau-kinh", "trung-tam-trong-nha")}


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"other": ""}, "other", "Bạn chưa điền mục này."),
        ({"other": "cau-kinh"}, "other", "không có trong danh sách"),
        ({"kind": "smell"}, "kind", "không có trong danh sách"),
        ({"note_vi": ""}, "note_vi", "Bạn chưa điền mục này."),
    ],
)
def test_wrong_neighbours_are_refused(
    app: Flask, tuan: FlaskClient, change: dict[str, Any], field: str, sentence: str
) -> None:
    data = {"area": "cau-kinh", "other": "lang-nghe", "kind": "light", "note_vi": "Đèn.", "note_en": "Lamps."}
    answer = tuan.submit(NEAR, data | change, to=NEAR)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert 'value="Lamps."' in answer.text
    assert len(edges(app)) == 1


def test_quotas_of_one_venue_and_of_all(app: Flask, tuan: FlaskClient) -> None:
    data = {"amount": "4", "measure": "bookings", "period": "month"}
    assert tuan.submit(QUOTAS, data).location == QUOTAS
    assert tuan.submit(TOGETHER, data | {"amount": "200", "measure": "hours", "period": "year"}).location == TOGETHER
    page = tuan.get(QUOTAS).text
    assert "Nhiều nhất 4 lượt đặt trong một tháng" in page
    assert "Nhiều nhất 200 giờ mở cửa cho khách trong một năm" in page
    twice = tuan.submit(QUOTAS, data | {"amount": "9"})
    assert (twice.status_code, 'value="9"' in twice.text, "Đã có hạn mức tính như vậy" in twice.text) == (
        422,
        True,
        True,
    )
    assert tuan.submit(QUOTAS, data | {"amount": "0", "period": "year"}).status_code == 422

    def listed() -> list[Quota]:
        with app.app_context():
            return [*queries.quotas_of(the_venue()), *queries.quotas_of(None)]

    own, over_all = listed()
    assert tuan.submit(QUOTAS, {}, to=f"{TOGETHER}/{own.public_id}/remove").location == QUOTAS
    assert tuan.submit(TOGETHER, {}, to=f"{TOGETHER}/{over_all.public_id}/remove").location == TOGETHER
    assert listed() == []
    with app.app_context():
        assert [entry.action for entry in entries_of("venues")] == ["venue.quota_added", "venue.quota_removed"]


def test_who_decides(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    def named() -> list[str]:
        with app.app_context():
            return [one.user.name for one in queries.approvers_of(the_venue())]

    with app.app_context():
        thu, lan = cast.user("thu").public_id, cast.user("lan").public_id
    other = cast.client("thu")
    stale = form_on(other, APPROVERS)
    assert tuan.submit(APPROVERS, {"approvers": [thu]}).location == HERE
    assert named() == ["Lê Thu"]
    assert "Lê Thu" in tuan.get(HERE).text
    late = other.post(APPROVERS, data=stale)
    assert (late.status_code, "Trần Tuấn vừa lưu mục này" in late.text) == (422, True)
    assert tuan.submit(APPROVERS, {"approvers": [lan]}).status_code == 422
    assert named() == ["Lê Thu"]
    assert tuan.submit(APPROVERS, {"approvers": []}).location == HERE
    assert named() == []


@pytest.mark.parametrize("where", [LENT, ANYWHERE, NEAR, QUOTAS, TOGETHER, APPROVERS])
def test_they_are_for_coordinators(cast: Cast, where: str) -> None:
    assert cast.client("dung").get(where).status_code == 403
