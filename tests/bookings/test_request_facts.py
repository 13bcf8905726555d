"""What a request says beside when and where: kept, shown to those whom it concerns, and asked of notices and permits."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.bookings import queries
from app.bookings.licences import marks_from, marks_of
from app.bookings.models import Booking
from app.core.db import db
from app.licences.models import LicenceRule
from app.licences.rules import MARKS
from app.venues.models import Equipment, Layout, VenueLayout
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.bookings.test_request_screens import FORM, asked

TOLD = {
    "activity_kind": "performance", "noise": "loud", "marks": ["open_fire", "sales"], "layout": "theatre",
    "accessibility": "Có chỗ cho xe lăn", "disadvantaged": "20 em của lớp học tình thương",
    "contact_name": "Chị Hạnh", "contact_phone": "0912 345 678", "lend_micro": "2", "lend_hall": "",
}  # fmt: skip


@pytest.fixture
def stocked(town: Town) -> Town:
    def act() -> None:
        village, stage = make.the_venue("lang-nghe"), make.the_venue("san-khau-kinh")
        village.setup_minutes, village.strike_minutes = 45, 20
        db.session.add(VenueLayout(venue_id=village.id, layout=Layout.THEATRE, capacity=60))
        for name, venue_id in (("micro", None), ("hall", stage.id)):
            db.session.add(
                Equipment(
                    public_id=name, venue_id=venue_id, name_vi=f"Loại {name}", name_en=name, stock=4, position=1
                )
            )
        db.session.execute(update(LicenceRule).values(active=False))
        db.session.add(
            LicenceRule(
                code="show", paper="notice", name_vi="Thông báo biểu diễn", name_en="Notice", recipient_vi="Phường",
                source_vi="Nghị định mẫu", kinds=["performance"], marks=["open_to_public"], lead_days=5, position=1,
                checked_on=date(2026, 10, 1),
            )
        )  # fmt: skip

    town.do(act)
    return town


@pytest.fixture
def lan(stocked: Town) -> FlaskClient:
    return stocked.cast.client("lan")


def test_everything_told_is_kept_and_shown_to_host_and_centre(stocked: Town, lan: FlaskClient) -> None:
    answer = lan.submit(FORM, asked(stocked, **TOLD))
    assert answer.status_code == 302, answer.text
    public_id = answer.location.rsplit("/", 1)[1]
    shown = [
        lan.get(answer.location).text,
        stocked.cast.client("tuan").get(f"/desk/bookings/{public_id}").text,
    ]
    for page in shown:
        for words in (
            "Biểu diễn", "Nhạc lớn", "Có lửa: nến, bếp, hương; Bán hàng hoặc bán vé", "Ghế xếp hàng", "2 × Loại micro",
            "Có chỗ cho xe lăn", "20 em của lớp học tình thương", "Chị Hạnh", "0912 345 678", "Thông báo biểu diễn",
            "Nộp chậm nhất Thứ Hai 30/11/2026", "không phải tư vấn pháp lý",
        ):  # fmt: skip
            assert words in page, words
    assert "Loại hall" not in shown[0]
    outside = stocked.cast.client("hoa").get(f"/events/{public_id}")
    assert outside.status_code == 200
    assert "Chị Hạnh" not in outside.text
    assert "0912" not in outside.text


def test_an_empty_set_up_is_what_the_venue_usually_gives(stocked: Town, lan: FlaskClient) -> None:
    assert 'value="45"' in lan.get(f"{FORM}?venue=lang-nghe").text
    answer = lan.submit(FORM, asked(stocked, setup="", strike="0"), follow_redirects=True)
    assert "18:15–21:00, Thứ Hai 07/12/2026" in answer.text


BAD: list[tuple[dict[str, Any], str]] = [
    ({"activity_kind": "coup"}, "Lựa chọn này không có trong danh sách."),
    ({"noise": ""}, "Lựa chọn này không có trong danh sách."),
    ({"marks": ["open_fire", "nuclear"]}, "không có trong danh sách"),
    ({"layout": "swimming"}, "Lựa chọn này không có trong danh sách."),
    ({"contact_phone": "gọi Hạnh"}, "Số điện thoại chưa đúng"),
    ({"contact_phone": "12"}, "Số điện thoại chưa đúng"),
    ({"contact_name": "a" * 121}, "Tối đa 120 ký tự."),
    ({"lend_micro": "-1"}, "Số phải từ 0 đến 1000."),
    ({"lend_micro": "hai"}, "Hãy điền một số nguyên."),
    ({"accessibility": "a" * 2001}, "Tối đa 2000 ký tự."),
    ({"lend_hall": "1"}, 'id="lend_hall-error">'),
]


@pytest.mark.parametrize(("change", "sentence"), BAD, ids=lambda v: str(v)[:40])
def test_what_makes_no_sense_is_said_at_the_field(
    stocked: Town, lan: FlaskClient, change: dict[str, Any], sentence: str
) -> None:
    answer = lan.submit(FORM, asked(stocked, **TOLD) | {"disadvantaged": "Lớp <b>xóm</b>"} | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Lớp &lt;b&gt;xóm&lt;/b&gt;" in answer.text
    assert stocked.do(lambda: queries.mine(stocked.cast.user("lan"))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"noise": "music"}, {"marks": ["food"]}, {"layout": ""}, {"lend_micro": "3"}, {"contact_name": "Anh Vũ"},
        {"contact_phone": "0987 654 321"}, {"activity_kind": "film"}, {"accessibility": ""}, {"disadvantaged": ""},
    ],
)  # fmt: skip
def test_one_key_is_one_body(stocked: Town, lan: FlaskClient, change: dict[str, Any]) -> None:
    once = lan.submit(FORM, asked(stocked, key="once", **TOLD))
    assert lan.submit(FORM, asked(stocked, key="once", **TOLD)).location == once.location
    changed = lan.submit(FORM, asked(stocked, key="once", **TOLD) | change)
    assert changed.status_code == 422
    assert "đã gửi rồi với nội dung khác" in changed.text


def test_licences_can_be_looked_up_before_anything_is_sent(stocked: Town, lan: FlaskClient) -> None:
    empty = dict.fromkeys(("venues", "title_vi", "starts_at", "ends_at"))
    data = asked(stocked, **TOLD, then="look", about_vi="Đang viết dở") | empty
    answer = lan.submit(FORM, data)
    assert answer.status_code == 200
    assert "Nộp chậm nhất Thứ Hai 30/11/2026" in answer.text
    assert "Đang viết dở" in answer.text
    without_day = lan.submit(FORM, data | {"day": ""})
    assert "Nộp trước ít nhất 5 ngày làm việc." in without_day.text
    closed = lan.submit(FORM, data | {"open_to_public": None})
    assert "Nộp chậm nhất" not in closed.text
    assert "chưa thấy giấy tờ nào phải làm thêm" in closed.text
    late = lan.submit(FORM, data | {"day": "2026-11-25"})
    assert "Đã qua hạn" in late.text
    assert stocked.do(lambda: queries.mine(stocked.cast.user("lan"))) == []


def test_every_mark_of_a_licence_rule_comes_from_something_a_host_says() -> None:
    told = {mark: True for mark in MARKS if mark not in ("open_to_public", "music")}
    assert marks_of(Booking(open_to_public=True, noise="music", **told)) == set(MARKS)
    assert marks_of(Booking(open_to_public=False, noise="speech", **dict.fromkeys(told, False))) == set()
    assert marks_from(open_to_public=False, noise="loud", marks=["food"]) == {"music", "food"}
