"""The Centre edits what is said of a venue, and on what terms it is given."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.queries import entries_of
from app.core.db import db
from app.revisions.models import Revision
from tests.cast import Cast
from tests.venues.desk import HERE, form_on, stored, the_venue

WORDS, FACTS, TERMS, LAYOUTS = (f"{HERE}/{part}" for part in ("words", "facts", "terms", "layouts"))


def test_the_list_names_every_venue_and_its_parts(tuan: FlaskClient) -> None:
    page = tuan.get("/desk/venues").text
    assert page.count("/desk/venues/") == 13 + 2  # and what goes for all of them
    assert "chưa công bố" in page


def test_the_overview_leads_to_every_page_and_says_what_is_missing(tuan: FlaskClient) -> None:
    page = tuan.get(HERE).text
    for part in ("words", "facts", "layouts", "photos", "plan", "equipment", "neighbours", "hours", "hours/exceptions",
                 "terms", "quotas", "approvers"):  # fmt: skip
        assert f'href="{HERE}/{part}"' in page
        assert tuan.get(f"{HERE}/{part}").status_code == 200
    assert "Chưa công bố: diện tích" in page


def test_words_are_saved_and_the_calendars_follow(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    data = {"name_vi": "Cầu kính mới", "summary_vi": "Lối đi bằng kính.", "description_vi": "Đoạn một.\n\nĐoạn hai."}
    assert tuan.submit(WORDS, data, to="").location == HERE
    assert stored(app, "name_vi", "description_vi", "name_en") == [
        "Cầu kính mới", "Đoạn một.\n\nĐoạn hai.", "Glass bridge",
    ]  # fmt: skip
    assert "Cầu kính mới" in client.get("/venues/cau-kinh").text
    with app.app_context():
        subject = f"venue:{the_venue().id}"
        assert entries_of(subject)[-1].action == "venue.changed"
        assert all(db.session.get(Revision, topic) for topic in (subject, f"words:{subject}", "venues"))


def test_facts_are_saved_and_shown(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    data = {"area_m2": "240", "height_cm": "5,5", "load_kg_m2": "400", "power_vi": "Ổ 16 A", "step_free": "yes",
            "step_free_vi": "Cửa phía sân", "rules_vi": "Không khoan tường.", "price_notice_vi": "Miễn phí năm 2026"}  # fmt: skip
    assert tuan.submit(FACTS, data).location == HERE
    assert stored(app, "area_m2", "height_cm", "step_free", "power_en", "price_notice_en") == [
        240,
        550,
        True,
        None,
        None,
    ]
    public = client.get("/venues/cau-kinh").text
    for words in (
        "240 m²",
        "5,5 m",
        "400 kg/m²",
        "Ổ 16 A",
        "Cửa phía sân",
        "Không khoan tường.",
        "Miễn phí năm 2026",
    ):
        assert words in public
    assert form_on(tuan, FACTS)["height_cm"] == "5,5"
    assert tuan.submit(FACTS, {"height_cm": "", "step_free": "unknown"}).status_code == 302
    assert stored(app, "height_cm", "step_free", "area_m2") == [None, None, 240]


def test_terms_are_saved(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    data = {"policy": "instant", "hold_hours": "24", "members_may_request": None, "public_bodies_may_request": "y",
            "notice_min_hours": "48", "notice_max_days": "90", "length_min_minutes": "0,5", "length_max_minutes": "1.5",
            "change_until_hours": "24", "cancel_until_hours": "0", "setup_minutes": "60", "strike_minutes": "30",
            "breaches_become_requests": "y"}  # fmt: skip
    assert tuan.submit(TERMS, data).location == HERE
    assert stored(
        app, "policy", "members_may_request", "public_bodies_may_request", "notice_min_hours", "length_min_minutes",
        "length_max_minutes", "change_until_hours", "cancel_until_hours", "setup_minutes", "breaches_become_requests",
    ) == ["instant", False, True, 48, 30, 90, 24, 0, 60, True]  # fmt: skip
    public = client.get("/venues/cau-kinh").text
    assert "Dành cho: đơn vị nhà nước." in public
    assert "2 ngày" in public
    assert "1,5 giờ" in public
    assert tuan.submit(TERMS, {}).status_code == 302, "what is shown can be saved again"
    assert stored(app, "length_max_minutes", "cancel_until_hours") == [90, 0]


@pytest.mark.parametrize(
    ("where", "change", "field", "sentence"),
    [
        (WORDS, {"name_vi": ""}, "name_vi", "Bạn chưa điền mục này."),
        (WORDS, {"name_en": "x" * 121}, "name_en", "Tối đa 120 ký tự."),
        (FACTS, {"area_m2": "nhiều"}, "area_m2", "Hãy điền một số nguyên."),
        (FACTS, {"height_cm": "cao"}, "height_cm", "Hãy điền một số, ví dụ: 3,5."),
        (FACTS, {"height_cm": "NaN"}, "height_cm", "Hãy điền một số, ví dụ: 3,5."),
        (FACTS, {"height_cm": "101"}, "height_cm", "không quá 100"),
        (FACTS, {"height_cm": "-1"}, "height_cm", "lớn hơn 0"),
        (FACTS, {"step_free": "maybe"}, "step_free", "Lựa chọn này không có trong danh sách."),
        (TERMS, {"hold_hours": ""}, "hold_hours", "Bạn chưa điền mục này."),
        (TERMS, {"hold_hours": "9999999999999"}, "hold_hours", "Số phải từ 1 đến 1440."),
        (TERMS, {"policy": "whatever"}, "policy", "Lựa chọn này không có trong danh sách."),
        (TERMS, {"length_min_minutes": "3", "length_max_minutes": "2"}, "length_max_minutes", "không thể ngắn hơn"),
        (TERMS, {"notice_min_hours": "72", "notice_max_days": "2"}, "notice_max_days", "không còn ngày nào"),
        (LAYOUTS, {"capacity": "0"}, "capacity", "Số phải từ 1 đến 100000."),
        (LAYOUTS, {"capacity": "50", "capacity_theatre": "60"}, "capacity_theatre", "sức chứa chung là 50"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_kept(
    app: Flask, tuan: FlaskClient, where: str, change: dict[str, Any], field: str, sentence: str
) -> None:
    kept = {WORDS: "summary_vi", FACTS: "power_vi", TERMS: "setup_minutes", LAYOUTS: "capacity_market"}[where]
    answer = tuan.submit(where, {kept: "47"} | change)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert "47" in form_of(answer.text, kept)
    assert stored(app, "power_vi", "setup_minutes", "capacity") == [None, 0, None]


def form_of(text: str, name: str) -> str:
    return text.split(f'name="{name}"')[1].split("</div>")[0]


@pytest.mark.parametrize(
    ("where", "change", "name", "then"),
    [
        (WORDS, {"summary_vi": "Của Tuấn"}, "summary_vi", "Của Tuấn"),
        (FACTS, {"area_m2": "80"}, "area_m2", 80),
        (TERMS, {"hold_hours": "8"}, "hold_hours", 8),
        (LAYOUTS, {"capacity": "80"}, "capacity", 80),
    ],
)
def test_the_second_of_two_is_told_who_saved(
    app: Flask, cast: Cast, tuan: FlaskClient, where: str, change: dict[str, str], name: str, then: object
) -> None:
    thu = cast.client("thu")
    stale = form_on(thu, where)
    tuan.submit(where, change)
    answer = thu.post(where, data={**stale, next(iter(change)): "90"})
    assert answer.status_code == 422
    assert "Trần Tuấn vừa lưu mục này lúc" in answer.text
    assert stored(app, name) == [then]


def test_another_page_of_the_same_venue_is_no_conflict(app: Flask, cast: Cast, tuan: FlaskClient) -> None:
    thu = cast.client("thu")
    opened = form_on(thu, TERMS)
    tuan.submit(FACTS, {"area_m2": "80"})
    assert thu.post(TERMS, data={**opened, "hold_hours": "90"}).status_code == 302
    assert stored(app, "area_m2", "hold_hours") == [80, 90]


@pytest.mark.parametrize("where", [WORDS, FACTS, TERMS, LAYOUTS])
def test_a_form_that_does_not_say_what_it_saw_is_stale(tuan: FlaskClient, where: str) -> None:
    assert tuan.submit(where, {"was": None}).status_code == 422


def test_layouts_come_and_go(app: Flask, tuan: FlaskClient, client: FlaskClient) -> None:
    data = {
        "capacity": "200",
        "has_theatre": "y",
        "capacity_theatre": "120",
        "has_market": "y",
        "capacity_standing": "150",
    }
    assert tuan.submit(LAYOUTS, data).location == HERE
    public = client.get("/venues/cau-kinh").text
    for words in ("200 người", "Ghế xếp hàng", "120 người", "Gian hàng", "150 người"):
        assert words in public
    assert tuan.submit(LAYOUTS, {"capacity": "", "has_theatre": None, "capacity_theatre": ""}).status_code == 302
    public = client.get("/venues/cau-kinh").text
    assert "Ghế xếp hàng" not in public
    assert "150 người" in public
    assert stored(app, "capacity") == [None]


@pytest.mark.parametrize("who", ["lan", "mai", "dung"])
def test_only_coordinators_edit(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert {client.get(page).status_code for page in ("/desk/venues", HERE, WORDS, f"{HERE}/hours")} == {403}


def test_unknown_addresses(tuan: FlaskClient, client: FlaskClient) -> None:
    assert tuan.get("/desk/venues/khong-co").status_code == 404
    assert tuan.get("/desk/venues/khong-co/hours").status_code == 404
    assert client.get(HERE).location.startswith("/sign-in")
