"""The screens of changing a booking: the host's form, its words, the Centre's answer, and two changing places."""

import re
from typing import Any

from flask.testing import FlaskClient

from app.bookings import service
from app.bookings.models import BookingStatus
from app.core.db import db
from app.venues.models import Policy, VenueApprover
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.bookings.test_decide import fetch


def confirmed(town: Town, who: str, slug: str, **values: Any) -> str:
    town.do(lambda: make.venue_by_slug(slug) or make.venue(slug, policy=Policy.HOLD))
    one = town.book(who, slug, **values)
    town.do(lambda: service.confirm_booking(fetch(one), actor=town.cast.user("tuan"), soft_note="x"))
    return one


FORM = {"day": "07/12/2026", "starts_at": "19:00", "ends_at": "22:00", "setup": "0", "strike": "0", "last_day": ""}


def send(client: FlaskClient, address: str, page: str, **data: Any) -> Any:
    """With the token of the page somebody comes from."""
    token = re.search(r'name="[a-z-]*csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    assert token is not None
    both = {"csrf_token": token[1]} | {f"{prefix}-csrf_token": token[1] for prefix in PREFIXES}
    return client.post(address, data=both | data.pop("data", {}) | data)


PREFIXES = ("grant", "both", "refuse-change")


def hidden(html: str, prefix: str) -> dict[str, str]:
    names = re.findall(rf'name="({prefix}-[a-z_]+)"[^>]*value="([^"]*)"', html)
    return dict(names)


def test_from_the_wish_to_the_answer(town: Town) -> None:
    one = confirmed(town, "lan", "a")
    lan: FlaskClient = town.cast.client("lan")
    assert "Đổi giờ, chỗ hoặc số người" in lan.get(f"/bookings/{one}").text
    assert lan.get(f"/bookings/{one}/change").status_code == 200
    wrong = send(
        lan,
        f"/bookings/{one}/change",
        f"/bookings/{one}/words",
        data=FORM | {"venues": ["a"], "ends_at": "18:00", "note": "Giữ lời"},
    )
    assert wrong.status_code == 422
    assert "Giữ lời" in wrong.text
    sent = send(
        lan,
        f"/bookings/{one}/change",
        f"/bookings/{one}/words",
        data=FORM | {"venues": ["a"], "expected_people": "40"},
    )
    assert sent.status_code == 302
    shown = lan.get(f"/bookings/{one}").text
    assert "Bạn xin thay đổi, Trung tâm chưa trả lời" in shown
    tuan: FlaskClient = town.cast.client("tuan")
    assert "muốn đổi sang" in tuan.get("/desk/bookings").text
    assert "Người đặt xin thay đổi" in tuan.get(f"/desk/bookings/{one}").text
    desk = tuan.get(f"/desk/bookings/{one}/wish").text
    stale = hidden(desk, "grant") | {"grant-fingerprint": "x"}
    assert send(tuan, f"/desk/bookings/{one}/wish/grant", f"/desk/bookings/{one}/swap", data=stale).status_code == 422
    assert (
        send(
            tuan,
            f"/desk/bookings/{one}/wish/refuse",
            f"/desk/bookings/{one}/swap",
            data=hidden(desk, "refuse-change"),
        ).status_code
        == 422
    )
    assert (
        send(
            tuan, f"/desk/bookings/{one}/wish/grant", f"/desk/bookings/{one}/swap", data=hidden(desk, "grant")
        ).status_code
        == 302
    )
    assert "22:00" in lan.get(f"/bookings/{one}").text
    assert (
        send(
            tuan, f"/desk/bookings/{one}/wish/grant", f"/desk/bookings/{one}/swap", data=hidden(desk, "grant")
        ).status_code
        == 409
    )


def test_words_alone(town: Town) -> None:
    one = confirmed(town, "lan", "a")
    lan: FlaskClient = town.cast.client("lan")
    assert "Đêm nhạc" in lan.get(f"/bookings/{one}/words").text
    assert (
        send(
            lan, f"/bookings/{one}/words", f"/bookings/{one}/words", data={"title_vi": "", "about_vi": "Lời dài"}
        ).status_code
        == 422
    )
    assert (
        send(lan, f"/bookings/{one}/words", f"/bookings/{one}/words", data={"title_vi": "Đêm đàn"}).status_code == 302
    )
    assert "Đêm đàn" in lan.get(f"/bookings/{one}").text
    assert town.cast.client("hoa").get(f"/bookings/{one}/words").status_code == 404


def test_each_others_places_in_one_click(town: Town) -> None:
    one, other = confirmed(town, "lan", "a"), confirmed(town, "hoa", "b")
    same = FORM | {"ends_at": "21:00"}
    assert (
        send(
            town.cast.client("lan"),
            f"/bookings/{one}/change",
            f"/bookings/{one}/words",
            data=same | {"venues": ["b"]},
        ).status_code
        == 302
    )
    assert (
        send(
            town.cast.client("hoa"),
            f"/bookings/{other}/change",
            f"/bookings/{other}/words",
            data=same | {"venues": ["a"]},
        ).status_code
        == 302
    )
    tuan: FlaskClient = town.cast.client("tuan")
    desk = tuan.get(f"/desk/bookings/{one}").text
    assert "Đổi chỗ cho nhau" in desk
    assert (
        send(
            tuan, f"/desk/bookings/{one}/wish/both", f"/desk/bookings/{one}/swap", data=hidden(desk, "both")
        ).status_code
        == 302
    )
    assert town.do(lambda: (fetch(one).venues[0].slug, fetch(other).venues[0].slug)) == ("b", "a")


def test_the_centre_swaps_any_two_after_a_look(town: Town) -> None:
    one, other = confirmed(town, "lan", "a"), confirmed(town, "hoa", "b")
    tuan: FlaskClient = town.cast.client("tuan")
    assert "House b" in tuan.get(f"/desk/bookings/{one}/swap?lang=en").text or "Nhà b" in (
        tuan.get(f"/desk/bookings/{one}/swap").text
    )
    seen = send(tuan, f"/desk/bookings/{one}/swap", f"/desk/bookings/{one}/swap", data={"other": other})
    assert "Nếu hai lượt đổi chỗ cho nhau" in seen.text
    mark = re.search(r'name="fingerprint"[^>]*value="([^"]+)"', seen.text)
    assert mark is not None
    done = send(
        tuan,
        f"/desk/bookings/{one}/swap",
        f"/desk/bookings/{one}/swap",
        data={"other": other, "fingerprint": mark[1]},
    )
    assert done.status_code == 302
    assert town.do(lambda: fetch(one).venues[0].slug) == "b"


def test_the_team_takes_it_back(town: Town) -> None:
    one = confirmed(town, "lan", "a")
    lan: FlaskClient = town.cast.client("lan")
    send(lan, f"/bookings/{one}/change", f"/bookings/{one}/words", data=FORM | {"venues": ["a"]})
    assert send(lan, f"/bookings/{one}/change/withdraw", f"/bookings/{one}/words").status_code == 302
    assert "Bạn xin thay đổi" not in lan.get(f"/bookings/{one}").text
    assert send(lan, f"/bookings/{one}/change/withdraw", f"/bookings/{one}/words").status_code == 302
    assert town.status(one) == BookingStatus.CONFIRMED


def test_an_open_wish_is_marked_wherever_the_booking_stands(town: Town) -> None:
    one = confirmed(town, "lan", "a")
    lan, tuan = town.cast.client("lan"), town.cast.client("tuan")
    board = "/desk/board.json?from=2026-12-07&to=2026-12-08"
    assert "Đang xin thay đổi" not in lan.get("/my/bookings").text
    assert "wished" not in tuan.get(board).text
    send(lan, f"/bookings/{one}/change", f"/bookings/{one}/words", data=FORM | {"venues": ["a"]})
    assert "Đang xin thay đổi" in lan.get("/my/bookings").text
    marked = {(event["state"], event.get("wished", False)) for event in tuan.get(board).json["events"]}
    assert marked == {("confirmed", True), ("change", False)}
    table = tuan.get("/desk/board?scale=day&day=2026-12-07&view=table").text
    assert table.count("Người đặt đang xin thay đổi") == 1
    desk = tuan.get("/desk").text
    assert f'href="/desk/bookings/{one}/wish"' in desk
    assert "muốn đổi sang" in desk


def test_more_people_in_the_same_place_are_no_move(town: Town) -> None:
    one = confirmed(town, "lan", "a")
    lan, tuan = town.cast.client("lan"), town.cast.client("tuan")
    more = FORM | {"venues": ["a"], "ends_at": "21:00", "expected_people": "40"}
    assert send(lan, f"/bookings/{one}/change", f"/bookings/{one}/words", data=more).status_code == 302
    for page in ("/desk", "/desk/bookings"):
        words = tuan.get(page).text
        assert "muốn đổi số người hoặc cách bố trí" in words
        assert "muốn đổi sang" not in words


def test_whose_answer_it_is(town: Town) -> None:
    """Of a venue that Thu decides about, Tuấn sees the wish and is not asked for an answer."""
    one = confirmed(town, "lan", "a")
    send(town.cast.client("lan"), f"/bookings/{one}/change", f"/bookings/{one}/words", data=FORM | {"venues": ["a"]})

    def name_thu() -> None:
        db.session.add(VenueApprover(venue_id=make.the_venue("a").id, user_id=town.cast.user("thu").id))

    town.do(name_thu)
    tuan, thu = town.cast.client("tuan"), town.cast.client("thu")
    assert "người khác quyết" in tuan.get("/desk/bookings").text
    assert "muốn đổi sang" not in tuan.get("/desk/bookings?whose=mine").text
    assert f"{one}/wish" not in tuan.get("/desk").text
    assert "người khác quyết" not in thu.get("/desk/bookings").text
    assert f"{one}/wish" in thu.get("/desk").text
