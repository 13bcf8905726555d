"""The inbox and one decision: what staff see before they act, and what the second of two is told."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings import queries
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.web.browserless import forms_of


@pytest.fixture
def tuan(town: Town) -> FlaskClient:
    return town.cast.client("tuan")


def desk(public_id: str, act: str = "") -> str:
    return f"/desk/bookings/{public_id}" + (f"/{act}" if act else "")


def fields(client: FlaskClient, page: str, action: str) -> Any:
    return next(f.fields.copy() for f in forms_of(client.get(page).text) if f.action == action)


def test_the_inbox_puts_the_most_urgent_first(town: Town, tuan: FlaskClient) -> None:
    town.book("lan", "san-khau-kinh", title_vi="Xa nhất", when=make.span("19:00", "21:00", make.date(2026, 12, 20)))
    town.book("lan", "san-khau-kinh", title_vi="Chung giờ A")
    town.book("hoa", "san-khau-kinh", title_vi="Chung giờ B", when=make.span("20:00", "22:00"))
    town.book("hoa", "cau-kinh", title_vi="Giữ ba ngày")
    page = tuan.get("/desk/bookings").text
    order = [page.index(title) for title in ("Giữ ba ngày", "Chung giờ A", "Chung giờ B", "Xa nhất")]
    assert order == sorted(order)
    assert page.count("2 yêu cầu cùng muốn khung giờ này") == 2
    assert "còn 3 ngày" in page


def test_an_empty_inbox_says_what_to_do(town: Town, tuan: FlaskClient) -> None:
    assert "Không có yêu cầu nào chờ." in tuan.get("/desk/bookings").text


@pytest.mark.parametrize("who", ["lan", "mai", "dung"])
def test_only_coordinators_decide(town: Town, who: str) -> None:
    one = town.book("lan", "cau-kinh")
    client = town.cast.client(who)
    for page in ("/desk/bookings", desk(one), desk(one, "move")):
        assert client.get(page).status_code == 403
    for act in ("confirm", "decline", "cancel", "move"):
        token = next(f.fields["csrf_token"] for f in forms_of(client.get("/my/bookings").text))
        assert client.post(desk(one, act), data={"csrf_token": token}).status_code == 403
    assert town.status(one) == "held"


def test_an_unknown_booking_is_not_found(town: Town, tuan: FlaskClient) -> None:
    assert tuan.get(desk("0" * 24)).status_code == 404


def test_the_card_names_who_loses_and_confirming_tells(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "san-khau-kinh", title_vi="Chèo tối")
    other = town.book("hoa", "san-khau-kinh", title_vi="Chiếu phim")
    page = tuan.get(desk(one)).text
    assert "Nếu duyệt “Chèo tối”" in page
    assert "1 yêu cầu khác sẽ không còn chỗ:" in page
    assert "Nhà Hoa" in page
    assert "Mời giờ khác và giữ chỗ cho họ: 19:00–21:00, Thứ Ba 08/12/2026" in page
    assert "Nguyễn Lan" in page
    unticked = {"confirm-waits": None, "confirm-instead": None}
    answer = tuan.submit(desk(one), unticked, to=desk(one, "confirm"), follow_redirects=True)
    assert "Đã xác nhận và báo cho người đặt." in answer.text
    assert (town.status(one), town.status(other)) == ("confirmed", "requested")
    letters = town.do(lambda: {m.recipient for m in queries.mails_after(0) if m.template == "booking_confirmed"})
    assert letters == {"lan@example.org"}
    blocked = tuan.get(desk(other)).text
    assert "Đang vướng:" in blocked
    assert desk(other, "confirm") not in blocked


def test_a_neighbour_asks_for_a_note(town: Town, tuan: FlaskClient) -> None:
    town.book("hoa", "san-vuon-dong", title_vi="Buổi thiền")
    one = town.book("lan", "san-khau-kinh")
    page = tuan.get(desk(one)).text
    assert "Âm thanh:" in page
    assert "Buổi thiền" in page
    without = tuan.submit(desk(one), {}, to=desk(one, "confirm"))
    assert without.status_code == 422
    assert "Hãy ghi chú cách thu xếp." in without.text
    assert town.status(one) == "requested"
    note = {"confirm-soft_note": "Tắt loa trước 20:00"}
    done = tuan.submit(desk(one), note, to=desk(one, "confirm"), follow_redirects=True)
    assert "Tắt loa trước 20:00" in done.text
    assert town.status(one) == "confirmed"


def test_a_page_made_of_old_facts_confirms_nothing(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "san-khau-kinh")
    seen = fields(tuan, desk(one), desk(one, "confirm"))
    town.book("hoa", "san-khau-kinh")
    answer = tuan.post(desk(one, "confirm"), data=seen)
    assert answer.status_code == 422
    assert "Tình hình vừa thay đổi" in answer.text
    assert "Nhà Hoa" in answer.text
    assert town.status(one) == "requested"
    assert tuan.submit(desk(one), {}, to=desk(one, "confirm")).status_code == 302


def test_without_a_fingerprint_nothing_is_confirmed(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "cau-kinh")
    assert tuan.submit(desk(one), {"confirm-fingerprint": None}, to=desk(one, "confirm")).status_code == 422
    assert town.status(one) == "held"


@pytest.mark.parametrize(("act", "then"), [("confirm", "Xác nhận"), ("decline", "Không nhận")])
def test_the_second_of_two_is_told_who_decided_and_when(town: Town, tuan: FlaskClient, act: str, then: str) -> None:
    one = town.book("lan", "cau-kinh")
    thu = town.cast.client("thu")
    late = fields(thu, desk(one), desk(one, "confirm"))
    assert tuan.submit(desk(one), {"decline-reason": "Trùng lễ"}, to=desk(one, act)).status_code == 302
    answer = thu.post(desk(one, "confirm"), data=late)
    assert answer.status_code == 409
    assert f"{then}: Trần Tuấn, lúc 12:00 22/11/2026." in answer.text
    assert desk(one, "confirm") not in answer.text


def test_declining_needs_a_reason_which_the_team_reads(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "cau-kinh")
    empty = tuan.submit(desk(one), {"decline-reason": ""}, to=desk(one, "decline"))
    assert empty.status_code == 422
    assert "Hãy ghi lý do; người đặt sẽ đọc được." in empty.text
    assert town.status(one) == "held"
    tuan.submit(desk(one), {"decline-reason": "Hôm ấy có đoàn khách"}, to=desk(one, "decline"))
    page = town.cast.client("lan").get(f"/bookings/{one}").text
    assert "Hôm ấy có đoàn khách" in page
    assert "Trần Tuấn" not in page, "the team deals with the Centre, not with a person"


def test_the_centre_cancels_with_a_reason(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "lang-nghe")
    empty = tuan.submit(desk(one), {"cancel-reason": ""}, to=desk(one, "cancel"))
    assert empty.status_code == 422
    assert "Hãy ghi lý do; người đặt sẽ đọc được." in empty.text
    done = tuan.submit(desk(one), {"cancel-reason": "Bão số 9"}, to=desk(one, "cancel"), follow_redirects=True)
    assert "Bão số 9" in done.text
    assert town.status(one) == "cancelled"


def moved(town: Town, public_id: str) -> Any:
    def look() -> Any:
        booking = queries.booking_by_public_id(public_id)
        assert booking is not None
        return booking.public, {venue.slug for venue in booking.venues}

    return town.do(look)


def test_moving_shows_first_and_moves_second(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "lang-nghe")
    page = desk(one, "move")
    first = tuan.submit(page, {"day": "08/12/2026", "venues": ["cau-kinh"]})
    assert first.status_code == 200
    assert "Chỗ mới còn trống." in first.text
    assert "Chuyển và báo cho người đặt" in first.text
    assert moved(town, one) == (make.span("19:00", "21:00"), {"lang-nghe"})
    again = next(f.fields for f in forms_of(first.text) if "fingerprint" in f.fields)
    assert tuan.post(page, data=again).status_code == 302
    assert moved(town, one) == (make.span("19:00", "21:00", make.date(2026, 12, 8)), {"cau-kinh"})
    assert town.do(lambda: [m.recipient for m in queries.mails_after(0) if m.template == "booking_moved"]) == [
        "lan@example.org"
    ]


def test_what_is_changed_after_the_look_is_looked_at_again(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "lang-nghe")
    page = desk(one, "move")
    first = tuan.submit(page, {"day": "2026-12-08"})
    again = next(f.fields for f in forms_of(first.text) if "fingerprint" in f.fields)
    again["day"] = "2026-12-09"
    assert tuan.post(page, data=again).status_code == 200
    assert moved(town, one)[0] == make.span("19:00", "21:00")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": "2026-12-08"}, "đã có người đặt"),
        ({"day": "hôm sau"}, "Ngày chưa đúng"),
        ({"venues": []}, "Bạn chưa chọn địa điểm."),
        ({"starts_at": "05:00", "ends_at": "06:00"}, "không mở cho công chúng"),
        ({"setup": "-1"}, "Số phải từ 0"),
    ],
)
def test_moving_refuses_in_words(town: Town, tuan: FlaskClient, change: dict[str, Any], sentence: str) -> None:
    one = town.book("lan", "lang-nghe")
    town.book("hoa", "lang-nghe", when=make.span("19:00", "21:00", make.date(2026, 12, 8)))
    answer = tuan.submit(desk(one, "move"), change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert moved(town, one) == (make.span("19:00", "21:00"), {"lang-nghe"})


def test_moving_what_is_over_leads_back(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "lang-nghe")
    tuan.submit(desk(one), {"cancel-reason": "Bão"}, to=desk(one, "cancel"))
    assert tuan.get(desk(one, "move")).location == desk(one)


def test_looking_keeps_nothing(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "cau-kinh")

    def letters() -> int:
        return len(town.do(lambda: list(queries.mails_after(0))))

    before = letters()
    tuan.get(desk(one))
    tuan.submit(desk(one, "move"), {"day": "2026-12-09"})
    assert (letters(), town.status(one)) == (before, "held")
