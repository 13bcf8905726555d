"""Looking for a place, and what a refused request offers: nothing that was typed is lost on the way."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from app.bookings import queries
from app.core.db import db
from app.core.ids import new_public_id
from app.venues.models import Layout, Quota, QuotaMeasure, QuotaPeriod, VenueLayout
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.bookings.test_request_screens import FORM, asked
from tests.statements import counted

FIND = "/bookings/find"
EVENING = {"day": "2026-12-07", "starts_at": "19:00", "ends_at": "21:00"}


def find(client: FlaskClient, **changes: str) -> Any:
    return client.get(f"{FIND}?{urlencode(EVENING | changes)}")


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace(" .", ".")


@pytest.fixture
def lan(town: Town) -> FlaskClient:
    return town.cast.client("lan")


def test_anybody_finds_and_one_click_leads_to_the_filled_form(town: Town, client: FlaskClient) -> None:
    town.do(
        lambda: db.session.add(
            VenueLayout(venue_id=make.the_venue("lang-nghe").id, layout=Layout.MARKET, capacity=45)
        )
    )
    page = find(client, people="40", layout="market", activity_kind="market")
    assert page.status_code == 200
    assert "Sức chứa 45 người" in page.text
    assert "Cách bày chỗ: chưa công bố" in page.text
    links = [unescape(one) for one in re.findall(r'class="btn btn-glass btn-small" href="([^"]+)"', page.text)]
    (craft,) = [one for one in links if "venue=lang-nghe" in one]
    form = town.cast.client("lan").get(craft).text
    for shown in (
        'value="2026-12-07"', 'value="19:00"', 'value="21:00"', 'value="40"', '<option selected value="market">',
        'checked id="venues-', "Gian hàng",
    ):  # fmt: skip
        assert shown in form, shown


def test_the_taken_say_when_they_are_free(town: Town, client: FlaskClient) -> None:
    town.book("hoa", "lang-nghe", title_vi="Buổi kín", open_to_public=False, when=make.span("18:00", "20:00"))
    page = find(client)
    assert "Buổi kín" not in page.text
    said = words_of(page.text.partition('class="find-others"')[2])
    assert "Không gian làng nghề Đã có người đặt. Trống gần nhất cùng giờ: 19:00–21:00, Thứ Ba 08/12/2026." in said


def test_two_weeks_at_once(town: Town, client: FlaskClient) -> None:
    page = find(client, last_day="2026-12-20", starts_at="", ends_at="", length="120")
    assert "Thêm 11 ngày nữa" in page.text
    assert "Đặt 07:00–09:00" in page.text


BAD = [
    ({"day": ""}, "Bạn chưa điền mục này."),
    ({"day": "31/02/2027"}, "Ngày chưa đúng"),
    ({"day": "2026-11-01"}, "Ngày này đã qua."),
    ({"day": "2099-11-01"}, "chỉ nhận đặt chỗ trước nhiều nhất"),
    ({"last_day": "2026-12-06"}, "Ngày cuối phải sau ngày đầu."),
    ({"last_day": "2026-12-21"}, "Mỗi lần tìm nhiều nhất 14 ngày."),
    ({"last_day": "9999-12-31"}, "Ngày chưa đúng"),
    ({"starts_at": "tối"}, "Giờ chưa đúng"),
    ({"starts_at": ""}, "Bạn điền cả hai giờ, hoặc chọn kéo dài bao lâu."),
    ({"ends_at": "18:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
    ({"length": "180"}, "ngắn hơn thời gian bạn cần"),
    ({"length": "-1"}, "Lựa chọn này không có trong danh sách."),
    ({"people": "0"}, "Số phải từ 1 đến 100000."),
    ({"people": "nhiều"}, "Hãy điền một số nguyên."),
    ({"layout": "x"}, "Lựa chọn này không có trong danh sách."),
    ({"where": "moon"}, "Lựa chọn này không có trong danh sách."),
    ({"activity_kind": "coup"}, "Lựa chọn này không có trong danh sách."),
]


@pytest.mark.parametrize(("change", "sentence"), BAD, ids=lambda v: str(v)[:40])
def test_what_makes_no_sense_is_said(town: Town, client: FlaskClient, change: dict[str, str], sentence: str) -> None:
    answer = find(client, **change)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_questions_to_the_database_do_not_grow(town: Town, client: FlaskClient) -> None:
    find(client)
    with counted(town.app) as few:
        assert find(client).status_code == 200
    for number, start in enumerate(("08:00", "10:00", "12:00")):
        town.book("lan", "lang-nghe", when=make.span(start, start.replace(":00", ":30")), title_vi=f"Buổi {number}")
        town.book("hoa", "trung-tam-trong-nha", when=make.span(start, start.replace(":00", ":30")))
    town.do(lambda: [make.venue(f"them-{number}") for number in range(4)])
    with counted(town.app) as many:
        find(client, last_day="2026-12-20")
    assert len(many) <= len(few) + 4, "the rows of bookings bring their venues, areas and equipment, once for all"
    town.book("hoa", "lang-nghe", when=make.span("14:00", "15:00"))
    town.do(lambda: [make.venue(f"nua-{number}") for number in range(4)])
    with counted(town.app) as more:
        assert find(client, last_day="2026-12-20").status_code == 200
    assert len(more) == len(many)


def taken(town: Town, lan: FlaskClient, **changes: Any) -> tuple[Any, dict[str, str]]:
    """A refused request for the evening, and the buttons that its page offers."""
    town.book("hoa", "lang-nghe", when=make.span("18:00", "20:00"))
    answer = lan.submit(FORM, asked(town, about_vi="Đàn bầu và sáo", **changes))
    assert answer.status_code == 422
    buttons = re.findall(r'<button[^>]*name="take" value="([^"]*)"[^>]*>(.*?)</button>', answer.text, re.S)
    return answer, {words_of(label): unescape(wish) for wish, label in buttons}


def resend(town: Town, lan: FlaskClient, **changes: Any) -> Any:
    return lan.submit(FORM, asked(town, about_vi="Đàn bầu và sáo") | changes)


def test_a_refusal_offers_times_days_and_places_and_keeps_what_was_typed(town: Town, lan: FlaskClient) -> None:
    _answer, buttons = taken(town, lan)
    assert {"16:00–18:00", "20:00–22:00", "19:00–21:00, Thứ Ba 08/12/2026", "Không gian cầu kính"} <= set(buttons)
    filled = resend(town, lan, take=buttons["19:00–21:00, Thứ Ba 08/12/2026"])
    assert filled.status_code == 200
    assert 'value="2026-12-08"' in filled.text
    assert "Đàn bầu và sáo" in filled.text
    assert "Đã điền giờ và chỗ bạn chọn." in filled.text
    earlier = resend(town, lan, take=buttons["16:00–18:00"])
    assert 'value="16:00"' in earlier.text and 'value="18:00"' in earlier.text
    elsewhere = resend(town, lan, take=buttons["Không gian cầu kính"])
    chosen = [one for one in re.findall(r'<input[^>]*name="venues"[^>]*>', elsewhere.text) if "checked" in one]
    assert len(chosen) == 1 and 'value="cau-kinh"' in chosen[0]
    assert town.do(lambda: queries.mine(town.cast.user("lan"))) == [], "nothing was sent"
    assert resend(town, lan, day="2026-12-08").status_code == 302


@pytest.mark.parametrize(
    "wish", ["", "venue=khong-co", "day=9999-12-31&starts_at=99", "%00", "a=b&" * 400, "day=hôm"]
)
def test_no_suggestion_breaks_the_form(town: Town, lan: FlaskClient, wish: str) -> None:
    answer = resend(town, lan, take=wish)
    assert answer.status_code == 200
    assert 'value="2026-12-07"' in answer.text


def test_waiting_is_asked_for_in_the_same_answer_and_once(town: Town, lan: FlaskClient) -> None:
    answer, _buttons = taken(town, lan, key="wait-for-it")
    assert "Vào danh sách chờ" in answer.text
    once = resend(town, lan, key="wait-for-it", then="wait")
    assert once.status_code == 302
    assert town.status(once.location.rsplit("/", 1)[1]) == "waitlisted"
    again = resend(town, lan, key="wait-for-it", then="wait")
    assert again.location == once.location
    assert len(town.do(lambda: queries.mine(town.cast.user("lan")))) == 1


def test_nobody_waits_for_what_is_free_or_shut(town: Town, lan: FlaskClient) -> None:
    free = resend(town, lan, then="wait")
    assert free.status_code == 422
    assert "Chỗ này còn trống. Bạn gửi yêu cầu đặt luôn" in free.text
    shut = resend(town, lan, starts_at="05:00", ends_at="06:00")
    assert shut.status_code == 422
    assert "Vào danh sách chờ" not in shut.text


def test_coordinators_take_the_whole_wish_to_the_desk(town: Town) -> None:
    tuan = town.cast.client("tuan")
    onward = tuan.get(f"{FORM}?{urlencode(EVENING | {'venue': 'cau-kinh', '_scheme': 'x'})}")
    page = tuan.get(onward.location)
    assert 'value="19:00"' in page.text
    assert 'value="2026-12-07"' in page.text


def test_terms_speak_to_who_asks(town: Town, client: FlaskClient) -> None:
    town.do(lambda: setattr(make.the_venue("lang-nghe"), "length_max_minutes", 60))
    town.do(lambda: setattr(make.the_venue("cau-kinh"), "members_may_request", False))
    member = words_of(find(town.cast.client("lan")).text.partition('class="find-others"')[2])
    stranger = words_of(find(client).text.partition('class="find-others"')[2])
    for said in (member, stranger):
        assert "Không gian làng nghề" in said
        assert "Không gian cầu kính" in said
        assert "1 giờ" in said
    centre = find(town.cast.client("tuan")).text.partition('class="find-others"')[2]
    assert "Không gian làng nghề" not in centre, "terms do not bind the Centre"


def test_what_the_space_has_had_of_its_quota_is_not_found_again(town: Town, client: FlaskClient) -> None:
    def act() -> None:
        db.session.add(
            Quota(
                public_id=new_public_id(), venue_id=make.the_venue("lang-nghe").id, period=QuotaPeriod.WEEK,
                measure=QuotaMeasure.BOOKINGS, amount=1,
            )
        )  # fmt: skip

    town.do(act)
    town.book("lan", "lang-nghe", when=make.span("08:00", "09:00"))
    said = words_of(find(town.cast.client("lan")).text.partition('class="find-others"')[2])
    assert "Quá hạn mức ở Không gian làng nghề" in said
    assert "Trống gần nhất cùng giờ: 19:00–21:00, Thứ Hai 14/12/2026" in said
    assert "Quá hạn mức" not in find(client).text


def test_a_refusal_offers_nothing_that_would_be_refused_again(town: Town, lan: FlaskClient) -> None:
    town.do(lambda: setattr(make.the_venue("cau-kinh"), "members_may_request", False))
    _answer, buttons = taken(town, lan)
    assert "20:00–22:00" in buttons
    assert "Không gian cầu kính" not in buttons
