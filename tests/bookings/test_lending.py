"""A host borrows less, or more as far as there is enough, for a booking that stands."""

from datetime import timedelta
from typing import Any

import time_machine

from app.bookings import service
from app.core.db import db, transact
from app.core.ids import new_public_id
from app.mail.models import Mail
from app.venues.models import Equipment, Policy
from tests.bookings import factories as make
from tests.bookings.conftest import House, Town, refused
from tests.bookings.test_changes import confirmed
from tests.bookings.test_decide import booked, fetch, letters


def lend(slug: str = "a", stock: int = 3) -> int:
    one = Equipment(
        public_id=new_public_id(), venue_id=make.the_venue(slug).id, name_vi="Loa", name_en="Speaker", stock=stock, position=1
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    return one.id


def change(house: House, one: str, wanted: dict[int, int], who: str = "lan") -> dict[int, int]:
    transact(lambda: service.change_lending(fetch(one), actor=house.cast.user(who), wanted=wanted).id)
    return borrowed(one)


def borrowed(one: str) -> dict[int, int]:
    return {e.equipment_id: e.quantity for e in fetch(one).equipment}


def no(house: House, one: str, wanted: dict[int, int], who: str = "lan") -> str:
    return refused(lambda: service.change_lending(fetch(one), actor=house.cast.user(who), wanted=wanted)).code


def test_more_as_far_as_there_is_enough_and_less_at_once(house: House) -> None:
    one = confirmed(house)
    speaker = transact(lend)
    other = confirmed(house, "b", "hoa")
    anywhere = transact(lambda: _anywhere())
    change(house, other, {anywhere: 2}, "hoa")
    assert change(house, one, {speaker: 3, anywhere: 1}) == {speaker: 3, anywhere: 1}
    letter = db.session.query(Mail).filter_by(template="lending_changed", recipient="tuan@example.org").all()[-1]
    assert (letter.values["lent_before"], letter.values["lent"]) == ([], ["3 × Loa", "1 × Chiếu"])
    short = refused(lambda: service.change_lending(fetch(one), actor=house.lan, wanted={anywhere: 2}))
    assert (short.code, short.values["free"]) == ("change.not_enough", 1), "one of three is left beside Hoa's two"
    assert no(house, one, {speaker: 3, anywhere: 1}) == "change.nothing_lent"
    assert change(house, one, {speaker: 1}) == {speaker: 1}
    assert change(house, one, {}) == {}
    assert letters("lending_changed") == {"tuan@example.org", "thu@example.org"}


def _anywhere() -> int:
    one = Equipment(public_id=new_public_id(), venue_id=None, name_vi="Chiếu", name_en="Mat", stock=3, position=2)
    db.session.add(one)
    db.session.flush()
    return one.id


def test_what_is_not_there_or_not_theirs(house: House) -> None:
    one = confirmed(house)
    elsewhere = transact(lambda: make.venue("b") and lend("b"))
    assert no(house, one, {elsewhere: 1}) == "booking.equipment_elsewhere"
    assert no(house, one, {elsewhere: 1}, "hoa") == "booking.not_allowed"
    assert change(house, one, {transact(lend): 9}, "tuan"), "the Centre knows what it does"


def test_what_waits_may_ask_for_any_number(house: House) -> None:
    one = booked(house, "a", Policy.HOLD)
    speaker = transact(lend)
    assert change(house, one, {speaker: 9}) == {speaker: 9}


def test_past_the_cut_off_only_less(house: House, noon: time_machine.Traveller) -> None:
    one = confirmed(house)
    speaker = transact(lend)
    change(house, one, {speaker: 2})

    def cut_off() -> None:
        make.the_venue("a").change_until_hours = 24

    transact(cut_off)
    noon.move_to(fetch(one).starts_at - timedelta(hours=2))
    assert no(house, one, {speaker: 3}) == "change.too_late"
    assert change(house, one, {speaker: 1}) == {speaker: 1}
    noon.move_to(fetch(one).starts_at)
    assert no(house, one, {}) == "booking.has_begun"


def test_the_screen(town: Town) -> None:
    town.do(lambda: make.venue("a", policy=Policy.HOLD).id)
    one = town.book("lan", "a")
    lan: Any = town.cast.client("lan")
    assert "Đổi thiết bị" not in lan.get(f"/bookings/{one}").text, "there is nothing to borrow"
    assert "chưa có thiết bị nào" in lan.get(f"/bookings/{one}/equipment").text
    town.do(lend)
    town.do(lambda: service.confirm_booking(fetch(one), actor=town.cast.user("tuan")).id)
    assert "Đổi thiết bị" in lan.get(f"/bookings/{one}").text
    field = town.do(lambda: f"lend_{db.session.query(Equipment).filter_by(name_vi='Loa').one().public_id}")
    short = lan.submit(f"/bookings/{one}/equipment", {field: "9"})
    assert short.status_code == 422
    assert "chỉ còn 3 Loa" in short.text
    assert lan.submit(f"/bookings/{one}/equipment", {field: "-1"}).status_code == 422
    assert lan.submit(f"/bookings/{one}/equipment", {field: "2"}).status_code == 302
    assert "2 × Loa" in lan.get(f"/bookings/{one}").text
    assert town.cast.client("hoa").get(f"/bookings/{one}/equipment").status_code == 404
