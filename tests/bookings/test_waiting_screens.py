"""Offers and the waiting list as hosts and staff see them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings import queries, service
from app.bookings.service import floor
from app.core.ids import new_public_id
from app.spaces.queries import space_by_public_id
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.bookings.test_decide_screens import desk
from tests.web.browserless import forms_of

LATER = make.span("19:00", "21:00", make.date(2026, 12, 8))


@pytest.fixture
def tuan(town: Town) -> FlaskClient:
    return town.cast.client("tuan")


def waits(town: Town, who: str = "hoa", slug: str = "lang-nghe") -> str:
    def act() -> str:
        asked = make.request(space_by_public_id(getattr(town, who)), make.the_venue(slug), title_vi="Chờ chỗ")
        return service.join_waiting_list(asked, actor=town.cast.user(who), key=new_public_id()).public_id

    return str(town.do(act))


def cancel(town: Town, public_id: str) -> None:
    def act() -> None:
        booking = queries.booking_by_public_id(public_id)
        assert booking is not None
        service.cancel_booking(booking, actor=town.cast.user("tuan"), reason="Dời lịch")

    town.do(act)


def offered(town: Town) -> str:
    first = town.book("lan", "lang-nghe")
    one = waits(town)
    cancel(town, first)
    assert town.status(one) == "offered"
    return one


def test_my_bookings_put_what_is_to_be_answered_first(town: Town) -> None:
    hoa = town.cast.client("hoa")
    town.book("lan", "cau-kinh")
    waits(town, slug="cau-kinh")
    page = hoa.get("/my/bookings").text
    assert "thứ 1 trong danh sách chờ" in page
    offered(town)
    page = hoa.get("/my/bookings").text
    order = [page.index(words) for words in ("Chờ bạn trả lời", "Trong danh sách chờ", "Sắp tới")]
    assert order == sorted(order)
    assert "giữ cho bạn đến 12:00 23/11/2026" in page


def test_the_host_takes_the_offer(town: Town) -> None:
    one, hoa = offered(town), town.cast.client("hoa")
    page = hoa.get(f"/bookings/{one}").text
    assert "Chỗ này được giữ cho bạn đến 12:00 23/11/2026" in page
    assert "Vẫn chờ tiếp" in page
    done = hoa.submit(f"/bookings/{one}", to=f"/bookings/{one}/accept", follow_redirects=True)
    assert "Chỗ này đã là của bạn." in done.text
    assert town.status(one) == "confirmed"
    again = hoa.post(f"/bookings/{one}/accept", data=_token(hoa))
    assert again.status_code == 422
    assert "đã được xác nhận rồi" in again.text


def test_the_letter_leads_there_through_the_sign_in(town: Town) -> None:
    one = offered(town)
    answer = town.app.test_client().get(f"/bookings/{one}")
    assert answer.status_code == 302
    assert f"/bookings/{one}" in str(answer.location).replace("%2F", "/")


def _token(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": next(f.fields["csrf_token"] for f in forms_of(client.get("/my/bookings").text))}


@pytest.mark.parametrize(("fields", "becomes"), [({}, "cancelled"), ({"wait_on": "y"}, "waitlisted")])
def test_the_host_turns_it_down(town: Town, fields: dict[str, str], becomes: str) -> None:
    one, hoa = offered(town), town.cast.client("hoa")
    done = hoa.submit(f"/bookings/{one}", fields, to=f"/bookings/{one}/turn-down", follow_redirects=True)
    assert "Bạn đã từ chối." in done.text
    assert town.status(one) == becomes
    assert ("Lời mời này đã khép lại" in done.text) == (becomes == "cancelled")
    assert ("được mời lại khi có người khác trả chỗ" in done.text) == (becomes == "waitlisted")


def test_an_offer_that_ran_out_says_what_happens_next(town: Town, noon: Any) -> None:
    one, hoa = offered(town), town.cast.client("hoa")
    noon.shift(90_000)
    page = hoa.get(f"/bookings/{one}").text
    assert "Lời mời đã quá hạn trả lời" in page
    late = hoa.post(f"/bookings/{one}/accept", data=_token(hoa))
    assert late.status_code == 422
    assert "Lời mời này đã quá hạn" in late.text
    assert "giữ cho bạn đến" not in hoa.get("/my/bookings").text


def test_the_host_leaves_the_list(town: Town) -> None:
    town.book("lan", "lang-nghe")
    one, hoa = waits(town), town.cast.client("hoa")
    assert "Bạn đứng thứ 1 trong danh sách chờ" in hoa.get(f"/bookings/{one}").text
    done = hoa.submit(f"/bookings/{one}", to=f"/bookings/{one}/leave", follow_redirects=True)
    assert "Bạn đã rời danh sách chờ." in done.text
    assert "Đã rời danh sách chờ" in hoa.get(f"/bookings/{one}").text


@pytest.mark.parametrize("act", ["accept", "turn-down", "leave"])
def test_a_stranger_finds_nothing(town: Town, act: str) -> None:
    one, lan = offered(town), town.cast.client("lan")
    assert lan.post(f"/bookings/{one}/{act}", data=_token(lan)).status_code == 404
    assert town.status(one) == "offered"


def rivals(town: Town) -> tuple[str, str]:
    one = town.book("lan", "san-khau-kinh", title_vi="Chèo tối")
    return one, town.book("hoa", "san-khau-kinh", title_vi="Chiếu phim")


def test_confirming_gives_the_loser_a_place_in_line_and_another_time(town: Town, tuan: FlaskClient) -> None:
    one, other = rivals(town)
    page = tuan.get(desk(one)).text
    assert "Mời giờ khác và giữ chỗ cho họ: 19:00–21:00, Thứ Ba 08/12/2026" in page
    assert "Hoàng Hoa" in page, "who is told"
    tuan.submit(desk(one), {}, to=desk(one, "confirm"))
    assert (town.status(one), town.status(other)) == ("confirmed", "waitlisted")
    host = town.cast.client("hoa").get(f"/bookings/{other}").text
    assert "Trung tâm mời bạn giờ khác" in host
    assert "Bạn đứng thứ 1 trong danh sách chờ" in host
    assert "Xưởng Mây" not in host, "who got it is not said"
    assert "Đứng thứ 1 trong danh sách chờ." in tuan.get(desk(other)).text


def test_other_free_times_than_the_page_showed_ask_for_another_look(town: Town, tuan: FlaskClient) -> None:
    one, other = rivals(town)
    seen = next(f.fields for f in forms_of(tuan.get(desk(one)).text) if f.action == desk(one, "confirm"))
    town.do(lambda: make.book(town.cast.user("tuan"), None, make.the_venue("san-khau-kinh"), when=LATER))
    town.do(lambda: _confirm_the_centres(town))
    answer = tuan.post(desk(one, "confirm"), data=seen)
    assert answer.status_code == 422
    assert "Tình hình vừa thay đổi" in answer.text
    assert "Thứ Tư 09/12/2026" in answer.text
    assert town.status(other) == "requested"


def _confirm_the_centres(town: Town) -> None:
    (own,) = [b for b in queries.inbox() if b.space_id is None]
    service.confirm_booking(own, actor=town.cast.user("tuan"), soft_note="x")


def test_what_is_unticked_stays_unticked_after_a_refusal(town: Town, tuan: FlaskClient) -> None:
    one, other = rivals(town)
    fields = {"confirm-waits": None, "confirm-instead": None, "confirm-fingerprint": "cũ"}
    refused = tuan.submit(desk(one), fields, to=desk(one, "confirm"))
    assert refused.status_code == 422
    again = next(f.fields for f in forms_of(refused.text) if f.action == desk(one, "confirm"))
    assert not again.getlist("confirm-waits")
    tuan.post(desk(one, "confirm"), data=again)
    assert (town.status(one), town.status(other)) == ("confirmed", "requested")


def test_declining_with_another_time_shows_first(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "cau-kinh")
    town.book("hoa", "cau-kinh", when=make.span("19:00", "21:00", make.date(2026, 12, 9)))
    page = desk(one, "counter")
    same = tuan.submit(page, {})
    assert same.status_code == 422
    assert "Đây đúng là giờ và chỗ người đặt đã xin." in same.text
    taken = tuan.submit(page, {"day": "2026-12-09"})
    assert taken.status_code == 422
    assert "đã có người đặt" in taken.text
    first = tuan.submit(page, {"day": "2026-12-08", "reason": "Hôm ấy có đoàn"})
    assert "Chỗ mời còn trống." in first.text
    assert town.status(one) == "held"
    again = next(f.fields for f in forms_of(first.text) if "fingerprint" in f.fields)
    done = tuan.post(page, data=again, follow_redirects=True)
    assert "Đã từ chối và mời giờ khác." in done.text
    assert town.status(one) == "declined"
    host = town.cast.client("lan").get(f"/bookings/{one}").text
    assert "Xem và trả lời" in host
    assert tuan.get(page).location == desk(one)


def test_staff_see_who_waits_and_offer_by_hand(town: Town, tuan: FlaskClient) -> None:
    first = town.book("lan", "lang-nghe")
    one = waits(town)
    page = tuan.get("/desk/waiting?venue=lang-nghe").text
    assert "Nhà Hoa" in page
    assert "Giữ chỗ và mời" not in page
    assert "Không có ai chờ." in tuan.get("/desk/waiting?venue=cau-kinh").text
    town.do(lambda: _free_silently(first))
    tuan.submit("/desk/waiting", to=f"/desk/waiting/{one}/offer")
    assert town.status(one) == "offered"
    assert "Đang mời, chờ trả lời" in tuan.get("/desk/waiting").text


def _free_silently(public_id: str) -> None:
    booking = queries.booking_by_public_id(public_id)
    assert booking is not None
    booking.status = "cancelled"
    floor.give_back(booking)


def test_staff_take_somebody_off_the_list_with_a_reason(town: Town, tuan: FlaskClient) -> None:
    town.book("lan", "lang-nghe")
    one = waits(town)
    empty = tuan.submit("/desk/waiting", to=f"/desk/waiting/{one}/remove")
    assert empty.status_code == 422
    assert town.status(one) == "waitlisted"
    tuan.submit("/desk/waiting", {f"{one}-reason": "Gửi hai lần"}, to=f"/desk/waiting/{one}/remove")
    assert town.status(one) == "cancelled"
    assert "Gửi hai lần" in town.cast.client("hoa").get(f"/bookings/{one}").text


def test_an_offered_slot_looks_taken_to_everybody(town: Town) -> None:
    one = offered(town)
    page = town.app.test_client().get("/venues/day?day=2026-12-07").text
    assert "Đã đặt" in page or "Đã có lịch" in page
    assert "Chờ chỗ" not in page
    assert one not in page
