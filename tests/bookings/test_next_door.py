"""What a host is told of the places beside, before asking and after."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings import queries, service
from app.core.db import db
from app.venues.models import SoftEdge
from tests.bookings import factories as make
from tests.bookings.conftest import Town

ASK = "/bookings/new?venue=lang-nghe&day=2026-12-07&starts_at=19:00&ends_at=21:00"
NOTE = "Tiếng rèn vọng sang."


@pytest.fixture
def lan(town: Town) -> FlaskClient:
    def act() -> None:
        here, there = make.the_venue("lang-nghe").areas[0], make.the_venue("di-san-cong-nghiep").areas[0]
        db.session.add(
            SoftEdge(area_id=here.id, other_area_id=there.id, kind="sound", note_vi=NOTE, note_en="Loud anvils.")
        )

    town.do(act)
    return town.cast.client("lan")


def data(town: Town) -> dict[str, Any]:
    return {
        "day": "2026-12-07", "starts_at": "19:00", "ends_at": "21:00", "venues": ["lang-nghe"], "space": town.lan,
        "title_vi": "Kể chuyện rối",
    }  # fmt: skip


def test_the_note_stands_among_the_terms_whatever_is_on(town: Town, lan: FlaskClient) -> None:
    page = lan.get("/bookings/new?venue=lang-nghe").text
    assert NOTE in page
    assert "Cùng lúc ở bên cạnh" not in page
    assert NOTE not in lan.get("/bookings/new?venue=cau-kinh").text


def test_what_is_on_beside_is_said_before_asking_and_after(town: Town, lan: FlaskClient) -> None:
    town.book("hoa", "di-san-cong-nghiep", title_vi="Rèn đêm")
    form = lan.get(ASK).text
    assert "Cùng lúc ở bên cạnh" in form
    assert "có hoạt động khác." in form
    assert "Rèn đêm" not in form, "what nobody has approved is nobody else's business"
    answer = lan.submit("/bookings/new", data(town), follow_redirects=True)
    assert "Giữ chỗ cho bạn đến" in answer.text, "a person looks at what would be confirmed at once"
    assert "Trung tâm xem hai bên thu xếp được thế nào rồi mới trả lời." in answer.text


def test_only_what_the_public_is_invited_to_has_a_name(town: Town, lan: FlaskClient) -> None:
    def confirm(public_id: str) -> Any:
        def act() -> None:
            booking = queries.booking_by_public_id(public_id)
            assert booking is not None
            service.confirm_booking(booking, actor=town.cast.user("tuan"))

        return act

    town.do(confirm(town.book("hoa", "di-san-cong-nghiep", title_vi="Rèn đêm", when=make.span("18:00", "19:30"))))
    town.do(
        confirm(
            town.book(
                "hoa",
                "di-san-cong-nghiep",
                title_vi="Tiệc kín",
                when=make.span("19:30", "21:00"),
                open_to_public=False,
            )
        )
    )
    page = lan.get(ASK).text
    assert "Rèn đêm." in page
    assert "Tiệc kín" not in page
    english = town.cast.client("lan", "en").get(ASK).text
    assert "Loud anvils." in english


@pytest.mark.parametrize("query", ["setup=99999", "strike=-5", "last_day=2100-12-31", "last_day=2026-12-01"])
def test_no_wish_breaks_the_look_next_door(town: Town, lan: FlaskClient, query: str) -> None:
    assert lan.get(f"{ASK}&{query}").status_code == 200
    name, written = query.split("=")
    answer = lan.submit("/bookings/new", data(town) | {name: written, "take": "venue=lang-nghe"})
    assert answer.status_code in (200, 422)


def test_a_notice_on_the_floor_is_said_to_the_host(town: Town, lan: FlaskClient) -> None:
    def act() -> None:
        service.close_venues(
            venue_ids=[make.the_venue("lang-nghe").id], span=make.span("08:00", "22:00"),
            actor=town.cast.user("tuan"), title_vi="Quay phim tư liệu", soft=True,
        )  # fmt: skip

    town.do(act)
    page = lan.get(ASK).text
    assert "Lưu ý của Trung tâm" in page
    assert "Quay phim tư liệu" in page


@pytest.mark.parametrize(("hours", "said"), [(24 * 30, "30 ngày"), (36, "36 giờ")])
def test_long_notice_is_said_in_days(town: Town, lan: FlaskClient, hours: int, said: str) -> None:
    def act() -> None:
        make.the_venue("lang-nghe").notice_min_hours = hours

    town.do(act)
    answer = lan.submit("/bookings/new", data(town) | {"day": "2026-11-23"})
    assert f"cần được đặt trước ít nhất {said}, tính" in answer.text


def test_what_is_to_be_mended_is_named_in_the_summary(town: Town, client: FlaskClient) -> None:
    assert "Ngày: Bạn chưa điền mục này." in client.get("/bookings/find?people=40").text


def test_one_that_has_several_places_beside_is_said_once(town: Town) -> None:
    town.book("hoa", "san-vuon")
    ask = "/bookings/new?venue=san-khau-kinh&day=2026-12-07&starts_at=19:00&ends_at=21:00"
    page = town.cast.client("lan").get(ask).text
    assert page.count("có hoạt động khác.") == 1


def test_one_note_about_several_places_is_read_once(town: Town, client: FlaskClient) -> None:
    note = "Âm thanh từ Sân khấu kính nghe rõ ở sân vườn."
    for page in (
        town.cast.client("lan").get("/bookings/new?venue=san-khau-kinh"),
        client.get("/venues/san-khau-kinh"),
    ):
        assert page.text.count(note) == 1
        assert "Sân vườn, khu Đông; Sân vườn, khu Tây" in page.text
