"""Closing venues: who is displaced is shown before, and told after."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings import queries
from app.core import clock
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.web.browserless import forms_of

NEW = "/desk/closures/new"
REPAIR = {
    "day": "07/12/2026", "starts_at": "08:00", "ends_at": "12:00", "last_day": "09/12/2026", "venues": ["lang-nghe"],
    "title_vi": "Thay kính lan can", "title_en": "New railing glass",
}  # fmt: skip


@pytest.fixture
def tuan(town: Town) -> FlaskClient:
    return town.cast.client("tuan")


def closures(town: Town) -> list[Any]:
    return list(town.do(lambda: [c.public_id for c in queries.standing_closures(clock.now())]))


def second(answer: Any) -> Any:
    return next(f.fields for f in forms_of(answer.text) if "fingerprint" in f.fields)


def test_first_who_is_hit_then_the_closure(town: Town, tuan: FlaskClient) -> None:
    hit, spared = town.book("lan", "lang-nghe", title_vi="Đêm nhạc"), town.book("hoa", "cau-kinh")
    first = tuan.submit(NEW, REPAIR)
    assert first.status_code == 200
    assert "1 lượt đặt chỗ nằm trong thời gian này." in first.text
    assert "Chuyển sang 19:00–21:00, Thứ Tư 09/12/2026" in first.text
    assert "Xưởng Mây" in first.text
    assert "Nguyễn Lan" in first.text
    assert closures(town) == []
    data = second(first)
    data[f"fate_{hit}"] = "displace"
    again = tuan.post(NEW, data=data)
    assert "Lựa chọn hoặc tình hình đã khác lần xem trước" in again.text
    assert closures(town) == []
    answer = tuan.post(NEW, data=second(again), follow_redirects=True)
    assert "Thay kính lan can" in answer.text
    assert (town.status(hit), town.status(spared)) == ("displaced", "held")
    assert "Địa điểm phải đóng cửa: Thay kính lan can" in town.cast.client("lan").get(f"/bookings/{hit}").text
    assert "Thay kính lan can" in town.app.test_client().get("/venues/day?day=2026-12-08").text


def test_nobody_hit_is_said_too(town: Town, tuan: FlaskClient) -> None:
    assert "Không ai phải nhường chỗ." in tuan.submit(NEW, REPAIR).text


def test_somebody_who_booked_meanwhile_is_shown_before_closing(town: Town, tuan: FlaskClient) -> None:
    seen = second(tuan.submit(NEW, REPAIR))
    town.book("hoa", "lang-nghe", title_vi="Vừa đặt")
    answer = tuan.post(NEW, data=seen)
    assert "Vừa đặt" in answer.text
    assert closures(town) == []
    assert tuan.post(NEW, data=second(answer)).status_code == 302


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"venues": []}, "Bạn chưa chọn địa điểm."),
        ({"title_vi": ""}, "Bạn chưa điền mục này."),
        ({"day": "hôm nay"}, "Ngày chưa đúng"),
        ({"last_day": "06/12/2026"}, "Ngày giờ kết thúc phải sau ngày giờ bắt đầu."),
        ({"last_day": "", "ends_at": "07:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"day": "2026-11-20", "last_day": "2026-11-21"}, "Thời gian này đã qua."),
    ],
)
def test_what_is_wrong_is_said(town: Town, tuan: FlaskClient, change: dict[str, Any], sentence: str) -> None:
    answer = tuan.submit(NEW, REPAIR | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "New railing glass" in answer.text
    assert closures(town) == []


@pytest.mark.both_engines
def test_two_closures_at_once_are_refused_in_words(town: Town, tuan: FlaskClient) -> None:
    tuan.post(NEW, data=second(tuan.submit(NEW, REPAIR | {"whole_days": "y"})))
    answer = tuan.submit(NEW, REPAIR | {"title_vi": "Việc khác"})
    assert answer.status_code == 422
    assert "tạm đóng cửa (Thay kính lan can): Thứ Hai 07/12/2026 – Thứ Tư 09/12/2026, cả ngày." in answer.text


def test_lifting_opens_at_once_and_only_once(town: Town, tuan: FlaskClient) -> None:
    tuan.post(NEW, data=second(tuan.submit(NEW, REPAIR)))
    lift = f"/desk/closures/{closures(town)[0]}/lift"
    token = next(f.fields for f in forms_of(tuan.get("/desk/closures").text) if f.action == lift)
    assert tuan.post(lift, data=token).status_code == 302
    assert closures(town) == []
    again = tuan.post(lift, data=token)
    assert again.status_code == 422
    assert "Đợt đóng cửa này đã được gỡ rồi." in again.text
    assert town.book("hoa", "lang-nghe", when=make.span("09:00", "10:00"))


@pytest.mark.parametrize("who", ["lan", "mai", "dung"])
def test_only_coordinators_close(town: Town, who: str) -> None:
    client = town.cast.client(who)
    assert client.get("/desk/closures").status_code == 403
    assert client.get(NEW).status_code == 403
    assert town.app.test_client().get(NEW).location.startswith("/sign-in")
