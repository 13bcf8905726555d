"""Asking for a venue, as members and strangers meet it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from app.bookings import queries
from app.bookings.forms import SpanForm
from app.core.db import db
from app.venues.models import HoursException, Policy
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.statements import counted

FORM = "/bookings/new"


def asked(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "day": "2026-12-07", "starts_at": "19:00", "ends_at": "21:00", "venues": ["lang-nghe"], "space": town.lan,
        "title_vi": "Đêm nhạc bên hồ", "title_en": "Night music",
    } | changes  # fmt: skip


@pytest.fixture
def lan(town: Town) -> FlaskClient:
    return town.cast.client("lan")


def test_an_instant_venue_is_confirmed_at_once(town: Town, lan: FlaskClient) -> None:
    answer = lan.submit(
        FORM, asked(town, setup="30", strike="15", expected_people="40", note_to_staff="Cần 2 ổ điện")
    )
    assert answer.status_code == 302
    page = lan.get(answer.location)
    assert "Đã xác nhận" in page.text
    assert "19:00–21:00, Thứ Hai 07/12/2026" in page.text
    assert "18:30–21:15, Thứ Hai 07/12/2026" in page.text
    assert "Cần 2 ổ điện" in page.text


def test_a_hold_says_until_when(town: Town, lan: FlaskClient) -> None:
    answer = lan.submit(FORM, asked(town, venues=["cau-kinh"]), follow_redirects=True)
    assert "Giữ chỗ cho bạn đến 12:00 25/11/2026" in answer.text


def test_a_request_says_how_many_want_the_same(town: Town, lan: FlaskClient) -> None:
    town.book("hoa", "san-khau-kinh", when=make.span("20:00", "22:00"))
    answer = lan.submit(FORM, asked(town, venues=["san-khau-kinh"]), follow_redirects=True)
    assert "một trong 2 yêu cầu cùng muốn khung giờ này" in answer.text


def test_several_venues_and_over_midnight_as_people_write_it(town: Town, lan: FlaskClient) -> None:
    town.do(lambda: setattr(make.the_venue("lang-nghe"), "policy", Policy.HOLD))
    data = asked(
        town, venues=["lang-nghe", "cau-kinh"], day="7/12/2026", starts_at="20h00", ends_at="10:00",
        last_day="09/12/2026",
    )  # fmt: skip
    answer = lan.submit(FORM, data)
    assert answer.status_code == 302, answer.text
    public_id = answer.location.rsplit("/", 1)[1]

    def look() -> Any:
        booking = queries.booking_by_public_id(public_id)
        assert booking is not None
        return {venue.slug for venue in booking.venues}, booking.public

    venues, public = town.do(look)
    assert venues == {"lang-nghe", "cau-kinh"}
    assert public == make.span("20:00", "10:00", last=make.date(2026, 12, 9))


BAD: list[tuple[dict[str, Any], str]] = [
    ({"venues": []}, "Bạn chưa chọn địa điểm."),
    ({"venues": ["khong-co"]}, "không có trong danh sách"),
    ({"space": "somebody-elses"}, "Lựa chọn này không có trong danh sách."),
    ({"title_vi": ""}, "Bạn chưa điền mục này."),
    ({"title_vi": "   "}, "Bạn chưa đặt tên cho hoạt động."),
    ({"title_vi": "a" * 201}, "Tối đa 200 ký tự."),
    ({"day": ""}, "Bạn chưa điền mục này."),
    ({"day": "31/02/2027"}, "Ngày chưa đúng, ví dụ: 28/11/2026."),
    ({"day": "0001-01-01"}, "Ngày chưa đúng, ví dụ: 28/11/2026."),
    ({"day": "9999-12-31"}, "Ngày chưa đúng, ví dụ: 28/11/2026."),
    ({"starts_at": "7 giờ tối"}, "Giờ chưa đúng, ví dụ: 19:30."),
    ({"ends_at": "18:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
    ({"last_day": "06/12/2026"}, "Ngày giờ kết thúc phải sau ngày giờ bắt đầu."),
    ({"day": "2026-11-20"}, "Thời gian này đã qua."),
    ({"day": "2099-11-20"}, "chỉ nhận đặt chỗ trước nhiều nhất"),
    ({"starts_at": "05:00", "ends_at": "06:00"}, "không mở cho công chúng vào giờ này"),
    ({"setup": "99999999999999999999"}, "Số phải từ 0 đến 10080."),
    ({"setup": "-5"}, "Số phải từ 0 đến 10080."),
    ({"strike": "nửa tiếng"}, "Hãy điền một số nguyên."),
    ({"expected_people": "99999999999999999999"}, "Số phải từ 1 đến 100000."),
    ({"key": "x" * 65}, "Tối đa 64 ký tự."),
]


@pytest.mark.parametrize(("change", "sentence"), BAD, ids=lambda v: str(v)[:40])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    town: Town, lan: FlaskClient, change: dict[str, Any], sentence: str
) -> None:
    answer = lan.submit(FORM, asked(town, about_vi="Có đàn bầu <b>và</b> sáo") | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Có đàn bầu &lt;b&gt;và&lt;/b&gt; sáo" in answer.text
    assert "Night music" in answer.text
    assert town.do(lambda: queries.mine(town.cast.user("lan"))) == []


def test_what_is_in_the_way_and_when_it_is_free(town: Town, lan: FlaskClient) -> None:
    town.book("hoa", "lang-nghe", when=make.span("18:00", "20:00"))
    answer = lan.submit(FORM, asked(town))
    assert answer.status_code == 422
    assert "Không gian làng nghề đã có người đặt: 18:00–20:00, Thứ Hai 07/12/2026" in answer.text
    assert "19:00–21:00, Thứ Ba 08/12/2026" in answer.text
    assert 'value="Đêm nhạc bên hồ"' in answer.text


def test_the_refusal_speaks_english(town: Town) -> None:
    town.book("hoa", "lang-nghe", when=make.span("18:00", "20:00"))
    answer = town.cast.client("lan", "en").submit(FORM, asked(town))
    assert answer.status_code == 422
    assert "Craft village is already booked" in answer.text


def test_sent_twice_is_one_booking_and_changed_is_another(town: Town, lan: FlaskClient) -> None:
    once = lan.submit(FORM, asked(town, key="the-same-key"))
    again = lan.submit(FORM, asked(town, key="the-same-key"))
    assert once.location == again.location
    changed = lan.submit(FORM, asked(town, key="the-same-key", day="2026-12-08"))
    assert changed.status_code == 422
    assert "đã gửi rồi với nội dung khác" in changed.text
    assert "the-same-key" not in changed.text, "the next click is a request of its own"
    assert len(town.do(lambda: queries.mine(town.cast.user("lan")))) == 1


def test_the_day_table_stands_beside_the_form(town: Town, lan: FlaskClient) -> None:
    town.book("hoa", "lang-nghe", title_vi="Buổi kín", open_to_public=False)
    page = lan.get(f"{FORM}?venue=lang-nghe&day=2026-12-07")
    assert 'value="2026-12-07"' in page.text
    assert "Thứ Hai, 07/12/2026" in page.text
    assert "Đã có lịch" in page.text
    assert "Buổi kín" not in page.text


@pytest.mark.parametrize(
    "query", ["day=hom-nay", "day=0001-01-01", "day=9999-12-31", "venue=%F0%9F%8E%AD", "day=&venue="]
)
def test_no_address_breaks_the_form_or_the_table(town: Town, lan: FlaskClient, query: str) -> None:
    assert lan.get(f"{FORM}?{query}").status_code == 200
    assert lan.get(f"/venues/day?{query}").status_code == 200


def test_without_a_space_the_page_says_what_to_do(town: Town) -> None:
    page = town.cast.client("mai").get(FORM)
    assert "Bạn chưa ở trong nhóm của không gian nào." in page.text


def test_the_signed_out_are_asked_to_sign_in(town: Town, client: FlaskClient) -> None:
    for path in (FORM, "/my/bookings", "/bookings/abc"):
        assert client.get(path).location.startswith("/sign-in")


def test_my_bookings_are_the_teams(town: Town, lan: FlaskClient) -> None:
    town.book("lan", "lang-nghe", title_vi="Của nhóm Lan")
    assert "Của nhóm Lan" in town.cast.client("minh").get("/my/bookings").text
    assert "Của nhóm Lan" not in town.cast.client("hoa").get("/my/bookings").text
    assert "Bạn chưa đặt chỗ nào" in town.cast.client("hoa").get("/my/bookings").text


def test_a_stranger_learns_nothing(town: Town) -> None:
    one = town.book("lan", "lang-nghe")
    hoa = town.cast.client("hoa")
    assert hoa.get(f"/bookings/{one}").status_code == 404
    token = csrf(hoa)
    assert hoa.post(f"/bookings/{one}/cancel", data={"csrf_token": token}).status_code == 404
    assert town.status(one) == "confirmed"


def csrf(client: FlaskClient) -> str:
    from tests.web.browserless import forms_of

    return str(next(f.fields["csrf_token"] for f in forms_of(client.get(FORM).text) if "csrf_token" in f.fields))


def test_the_team_cancels_and_says_why(town: Town) -> None:
    one = town.book("lan", "lang-nghe")
    answer = town.cast.client("minh").submit(
        f"/bookings/{one}", {"reason": "Ca sĩ ốm"}, to=f"/bookings/{one}/cancel", follow_redirects=True
    )
    assert "Đã huỷ" in answer.text
    assert "Ca sĩ ốm" in answer.text
    assert town.status(one) == "cancelled"


def test_cancelling_what_was_cancelled_meanwhile_says_so(town: Town) -> None:
    one = town.book("lan", "lang-nghe")
    lan, minh = town.cast.client("lan"), town.cast.client("minh")
    token = csrf(lan)
    minh.submit(f"/bookings/{one}", {}, to=f"/bookings/{one}/cancel")
    answer = lan.post(f"/bookings/{one}/cancel", data={"csrf_token": token})
    assert answer.status_code == 422
    assert "Đặt chỗ này đã bị huỷ." in answer.text


def test_a_hold_that_ran_out_is_shown_as_over(town: Town, noon: Any, lan: FlaskClient) -> None:
    one = town.book("lan", "cau-kinh")
    noon.move_to(make.span("13:00", "14:00", make.date(2026, 11, 25)).start)
    page = town.cast.client("lan").get(f"/bookings/{one}")
    assert "Yêu cầu đã hết hạn" in page.text
    assert "Rút yêu cầu" not in page.text


def test_coordinators_are_led_to_the_desk(town: Town) -> None:
    one = town.book("lan", "cau-kinh")
    tuan = town.cast.client("tuan")
    assert tuan.get(f"/bookings/{one}").location == f"/desk/bookings/{one}"
    assert tuan.get(f"{FORM}?venue=cau-kinh&day=2026-12-07").location.startswith("/desk/bookings/new?")


def test_staff_book_for_the_centre_and_for_a_member(town: Town) -> None:
    tuan = town.cast.client("tuan")
    own = tuan.submit("/desk/bookings/new", asked(town, space="centre"), follow_redirects=True)
    assert "Trung tâm điều phối" in own.text
    other = tuan.submit("/desk/bookings/new", asked(town, day="2026-12-08"), follow_redirects=True)
    assert "Xưởng Mây" in other.text
    assert town.cast.client("lan").get("/desk/bookings/new").status_code == 403


@pytest.mark.parametrize(
    ("typed", "hour"), [("19:00", 19), ("19h", 19), ("19h00", 19), ("19", 19), ("1900", 19), ("9", 9), ("0900", 9)]
)
def test_clock_times_as_people_type_them(app: Any, typed: str, hour: int) -> None:
    with app.test_request_context(method="POST", data={"starts_at": typed}):
        form = SpanForm(meta={"csrf": False})
        assert form.starts_at.data is not None
        assert (form.starts_at.data.hour, form.starts_at.data.minute) == (hour, 0)


def test_what_took_place_says_so_with_its_year(town: Town, lan: FlaskClient) -> None:
    town.book("lan", "lang-nghe", when=make.span("18:00", "20:00"))
    assert "Đã diễn ra" not in lan.get("/my/bookings").text
    with time_machine.travel(make.span("18:00", "20:00").end + timedelta(days=40), tick=True):
        shown = town.cast.client("lan").get("/my/bookings").text
    assert "07/12/2026, 18:00–20:00" in shown
    assert "Đã diễn ra" in shown
    assert "Đã xác nhận" not in shown


def test_the_page_knows_before_from_during_and_after(town: Town, noon: Any, lan: FlaskClient) -> None:
    one = town.book("lan", "lang-nghe", when=make.span("18:00", "20:00"), activity_kind="performance")
    papers, early = "Có thể bạn cần", "hãy huỷ sớm"
    before = lan.get(f"/bookings/{one}").text
    assert papers in before
    assert early in before
    noon.move_to(make.span("18:30", "20:00").start)
    during = town.cast.client("lan").get(f"/bookings/{one}").text
    assert "Chỗ này là của bạn đến 20:00 07/12/2026" in during
    assert early not in during
    noon.move_to(make.span("19:00", "20:00").end)
    after = town.cast.client("lan").get(f"/bookings/{one}").text
    assert "Đã diễn ra" in after
    assert papers not in after
    assert early not in after


def test_the_desk_says_who_decided_whatever_came_after(town: Town) -> None:
    one = town.book("lan", "cau-kinh")
    tuan = town.cast.client("tuan")
    tuan.submit(f"/desk/bookings/{one}", {}, to=f"/desk/bookings/{one}/confirm")
    town.cast.client("lan").submit(f"/bookings/{one}/words", {"title_vi": "Tên mới"})
    page = tuan.get(f"/desk/bookings/{one}").text
    assert "Xác nhận: Trần Tuấn, lúc" in page
    assert "Sửa tên hoặc lời giới thiệu: " not in page


def test_staff_who_decide_nothing_are_not_spoken_to_as_the_host(town: Town) -> None:
    one = town.book("lan", "lang-nghe")
    page = town.cast.client("dung").get(f"/bookings/{one}").text
    assert "Bạn xem với tư cách cán bộ Trung tâm." in page
    assert "Chỗ này là của bạn" not in page
    assert "Bảng lịch địa điểm" in page
    assert f"/bookings/{one}/words" not in page


def test_who_may_not_ask_knows_it_before_filling_in(town: Town, lan: FlaskClient) -> None:
    said = "Không gian của bạn chưa đặt được địa điểm"
    assert said not in lan.get(FORM).text
    town.do(lambda: make.space(town.cast.user("mai"), "Xưởng chưa vào", grade=None))
    assert said in town.cast.client("mai").get(FORM).text


def test_the_agreement_is_found_from_the_booking(town: Town, lan: FlaskClient) -> None:
    door = "Xin văn bản thỏa thuận địa điểm"
    assert door in lan.get(f"/bookings/{town.book('lan', 'lang-nghe')}").text
    assert door not in lan.get(f"/bookings/{town.book('lan', 'cau-kinh')}").text, "not before it is confirmed"


def test_what_has_no_day_to_file_is_given_none(town: Town) -> None:
    one = town.book("lan", "cau-kinh", noise="music")
    page = town.cast.client("tuan").get(f"/desk/bookings/{one}").text
    assert "cần có trước khi diễn ra" in page
    assert "nộp chậm nhất" not in page


def test_a_refusal_says_why_the_day_is_shut_and_what_helps(town: Town, lan: FlaskClient) -> None:
    late = lan.submit(FORM, asked(town, starts_at="21:00", ends_at="23:00")).text
    assert "hôm ấy mở 07:00–22:00." in late
    new_year = lan.submit(FORM, asked(town, day="2027-01-01"))
    assert new_year.status_code == 422
    assert "không nhận đặt ngày 01/01/2027: Tết Dương lịch. Hãy chọn ngày khác." in new_year.text
    assert "Cùng giờ ấy, những ngày gần nhất còn trống" in new_year.text

    def act() -> None:
        venue = make.the_venue("lang-nghe")
        for day, note in ((8, "Kiểm kê"), (9, "")):
            db.session.add(HoursException(venue_id=venue.id, day=make.date(2026, 12, day), note_vi=note))

    town.do(act)
    assert "không nhận đặt ngày 08/12/2026: Kiểm kê." in lan.submit(FORM, asked(town, day="2026-12-08")).text
    assert "không nhận đặt ngày 09/12/2026. Hãy" in lan.submit(FORM, asked(town, day="2026-12-09")).text
    page = lan.get("/venues/lang-nghe").text
    assert "Những ngày khác thường lệ" in page
    assert "Kiểm kê" in page


def test_a_refusal_fetches_the_venues_together(town: Town, lan: FlaskClient) -> None:
    """Forty at once are refused this page: each venue alone made it twice as dear."""
    town.book("hoa", "lang-nghe", when=make.span("09:00", "21:00"))
    with counted(town.app) as seen:
        assert lan.submit(FORM, asked(town)).status_code == 422
    alone = [one for one in seen if "FROM venues" in one and "venues.id = " in one.partition("WHERE")[2]]
    assert len(alone) < 6, "of the two pages, the form and its refusal"
