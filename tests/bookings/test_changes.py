"""A host changes the own booking: what only shrinks at once, what grows after an answer, and nothing lost meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.bookings import queries, service
from app.bookings.models import Booking, BookingChange, BookingStatus, ChangeStatus, Occupancy, OccupancyKind
from app.bookings.service import wishing
from app.core import clock
from app.core.db import db, transact
from app.core.timespan import Timespan
from app.mail.models import Mail
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.conftest import House, refused
from tests.bookings.test_decide import booked, fetch, letters


def confirmed(house: House, slug: str = "a", who: str = "lan", **values: Any) -> str:
    """Of a venue whose requests wait for the Centre."""
    one = booked(house, slug, Policy.HOLD, who, **values)
    if fetch(one).status != BookingStatus.CONFIRMED:
        transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, soft_note="x"))
    return one


def change(house: House, one: str, start: str = "19:00", end: str = "21:00", **values: Any) -> BookingChange | None:
    actor = values.pop("actor", "lan")
    slugs = values.pop("venues", None)

    def act() -> BookingChange | None:
        if slugs:
            values["venue_ids"] = [make.the_venue(slug).id for slug in slugs]
        return service.change_booking(
            fetch(one), actor=house.cast.user(actor), public=make.span(start, end), **values
        )

    return transact(act)


def wish_of(one: str) -> BookingChange:
    found = queries.open_change(fetch(one).id)
    assert found is not None
    return found


def rows(one: str) -> list[tuple[str, str, str, str]]:
    """What it blocks: kind, area, from and to on the clock of the house."""
    found = db.session.query(Occupancy).filter_by(booking_id=fetch(one).id, blocking=True).all()
    return sorted(
        (r.kind, r.area.code, *(f"{t.astimezone(make.ZONE):%H:%M}" for t in (r.starts_at, r.ends_at))) for r in found
    )


def grant(house: House, *ones: str, **values: Any) -> None:
    transact(lambda: service.grant_changes([wish_of(one) for one in ones], actor=house.tuan, **values))


def test_what_only_shrinks_is_done_at_once_and_goes_to_who_waits(house: House) -> None:
    one = confirmed(house, setup=timedelta(hours=1), expected_people=50)

    def wait() -> str:
        asked = make.request(house.space("hoa"), make.the_venue("a"), when=make.span("18:00", "19:00"))
        return service.join_waiting_list(asked, actor=house.hoa, key="k").public_id

    behind = transact(wait)
    assert change(house, one, "19:30", "21:00", people=30, setup=timedelta()) is None
    booking = fetch(one)
    assert (booking.sequence, booking.expected_people, booking.status) == (2, 30, "confirmed")
    assert rows(one) == [("booking", "a", "19:30", "21:00")]
    assert fetch(behind).status == BookingStatus.OFFERED
    assert letters("booking_changed") == {"lan@example.org"}


def test_fewer_people_leave_the_sequence_alone(house: House) -> None:
    one = confirmed(house, expected_people=50)
    assert change(house, one, people=20) is None
    assert (fetch(one).sequence, fetch(one).expected_people) == (1, 20)


def test_what_grows_asks_and_is_held_while_the_old_slot_stays(house: House) -> None:
    one = confirmed(house)
    transact(lambda: make.venue("b", policy=Policy.HOLD))
    wish = change(house, one, "18:00", "22:00", venues=["a", "b"], people=80, note="Đông hơn dự kiến")
    assert wish is not None
    assert wish.held
    assert fetch(one).public == make.span("19:00", "21:00")
    assert rows(one) == [
        ("booking", "a", "19:00", "21:00"),
        ("change", "a", "18:00", "19:00"),
        ("change", "a", "21:00", "22:00"),
        ("change", "b", "18:00", "22:00"),
    ]
    assert letters("change_asked") == {"tuan@example.org", "thu@example.org"}
    taken = refused(
        lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("b"), when=make.span("21:00", "22:00"))
    )
    assert taken.code == "booking.taken"


def test_granting_moves_it_and_says_so_to_calendars(house: House) -> None:
    one = confirmed(house)
    change(house, one, "19:00", "22:00", people=80)
    grant(house, one)
    booking = fetch(one)
    assert (booking.public, booking.expected_people, booking.sequence) == (make.span("19:00", "22:00"), 80, 2)
    assert rows(one) == [("booking", "a", "19:00", "22:00")]
    letter = db.session.query(Mail).filter_by(template="change_granted").one()
    assert letter.recipient == "lan@example.org"
    assert letter.invitation is not None
    assert "METHOD:REQUEST" in str(letter.invitation) or "REQUEST" in str(letter.invitation)
    assert refused(lambda: service.grant_changes(_all(one), actor=house.tuan)).code == "change.is_granted"


def _all(one: str) -> list[BookingChange]:
    return db.session.query(BookingChange).filter_by(booking_id=fetch(one).id).all()


def test_refusing_needs_a_reason_and_frees_what_was_held(house: House) -> None:
    one = confirmed(house)
    change(house, one, "19:00", "22:00")
    assert refused(lambda: service.refuse_change(wish_of(one), actor=house.tuan, reason=" ")).code == (
        "booking.reason_missing"
    )
    assert refused(lambda: service.refuse_change(wish_of(one), actor=house.lan, reason="x")).code == (
        "booking.not_allowed"
    )
    transact(lambda: service.refuse_change(wish_of(one), actor=house.tuan, reason="Trùng giờ tổng duyệt"))
    assert rows(one) == [("booking", "a", "19:00", "21:00")]
    assert letters("change_refused") == {"lan@example.org"}
    assert _all(one)[0].status == ChangeStatus.REFUSED


def test_the_team_withdraws_and_a_stranger_does_not(house: House) -> None:
    one = confirmed(house)
    change(house, one, "19:00", "22:00", actor="minh")
    assert refused(lambda: service.withdraw_change(wish_of(one), actor=house.hoa)).code == "booking.not_allowed"
    transact(lambda: service.withdraw_change(wish_of(one), actor=house.lan))
    assert rows(one) == [("booking", "a", "19:00", "21:00")]
    assert refused(lambda: service.withdraw_change(_all(one)[0], actor=house.lan)).code == "change.is_withdrawn"


@pytest.mark.parametrize("end", ["cancelled", "displaced"])
def test_a_wish_ends_with_its_booking(house: House, end: str) -> None:
    one = confirmed(house)
    change(house, one, "19:00", "22:00")
    if end == "cancelled":
        transact(lambda: service.cancel_booking(fetch(one), actor=house.lan))
    else:
        venue = [make.the_venue("a").id]
        transact(
            lambda: service.close_venues(
                actor=house.thu, venue_ids=venue, span=make.span("19:00", "20:00"), title_vi="Sửa"
            )
        )
    assert (fetch(one).status, _all(one)[0].status, rows(one)) == (end, ChangeStatus.WITHDRAWN, [])


def test_nobody_answers_in_time(house: House, noon: time_machine.Traveller) -> None:
    one = confirmed(house)
    change(house, one, "19:00", "22:00")
    noon.move_to(make.span("19:00", "20:00").start)
    transact(service.release_expired_holds)
    assert rows(one) == [("booking", "a", "19:00", "21:00")]
    assert _all(one)[0].status == ChangeStatus.REFUSED
    assert letters("change_refused") == {"lan@example.org"}
    assert fetch(one).status == BookingStatus.CONFIRMED


def test_what_is_in_the_way_leaves_the_wish_unheld(house: House) -> None:
    one = confirmed(house)
    booked(house, "a", Policy.HOLD, "hoa", when=make.span("21:00", "22:00"))
    wish = change(house, one, "19:00", "22:00")
    assert wish is not None
    assert not wish.held
    assert rows(one) == [("booking", "a", "19:00", "21:00")]
    assert refused(lambda: service.grant_changes([wish_of(one)], actor=house.tuan)).code == "booking.taken"


def test_two_who_want_each_others_places_get_them_together(house: House) -> None:
    one, other = confirmed(house, "a"), confirmed(house, "b", "hoa")
    change(house, one, venues=["b"])
    change(house, other, venues=["a"], actor="hoa")
    assert refused(lambda: service.grant_changes([wish_of(one)], actor=house.tuan)).code == "booking.taken"
    partner = wishing.partner_of(wish_of(one), now=clock.now())
    assert partner is not None
    assert partner.booking.public_id == other
    seen = wishing.facts_of_granting([wish_of(one), partner], now=clock.now())
    grant(house, one, other, fingerprint=seen)
    assert (rows(one), rows(other)) == (
        [("booking", "b", "19:00", "21:00")],
        [("booking", "a", "19:00", "21:00")],
    )
    assert letters("change_granted") == {"lan@example.org", "hoa@example.org"}


def test_facts_that_changed_are_looked_at_again(house: House) -> None:
    one = confirmed(house)
    change(house, one, "19:00", "22:00")
    seen = wishing.facts_of_granting([wish_of(one)], now=clock.now())
    transact(lambda: service.change_words(fetch(one), actor=house.lan, title_vi="Tên khác"))
    assert refused(lambda: service.grant_changes([wish_of(one)], actor=house.tuan, fingerprint=seen)).code == (
        "booking.facts_changed"
    )


def test_a_venue_that_gives_free_floor_at_once_gives_more_of_it(house: House) -> None:
    one = booked(house)
    assert change(house, one, "19:00", "22:00") is None
    assert fetch(one).public == make.span("19:00", "22:00")


def test_terms_bind_what_grows(house: House) -> None:
    one = confirmed(house)

    def shorten() -> None:
        make.the_venue("a").length_max_minutes = 150

    transact(shorten)
    assert refused(lambda: change_in(house, one, "19:00", "22:00")).code == "booking.length_long"

    def cut_off() -> None:
        make.the_venue("a").change_until_hours = 24 * 60

    transact(cut_off)
    late = refused(lambda: change_in(house, one, "19:00", "20:00"))
    assert (late.code, bool(late.values["until"])) == ("change.too_late", True)


def change_in(house: House, one: str, start: str, end: str) -> BookingChange | None:
    return service.change_booking(fetch(one), actor=house.lan, public=make.span(start, end))


def test_asked_twice_is_one_wish_and_another_one_waits(house: House) -> None:
    one = confirmed(house)
    assert refused(lambda: change_in(house, one, "19:00", "21:00")).code == "change.nothing"
    first, second = change(house, one, "19:00", "22:00"), change(house, one, "19:00", "22:00")
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert refused(lambda: change_in(house, one, "18:00", "21:00")).code == "change.is_asked"
    assert refused(
        lambda: service.change_booking(fetch(one), actor=house.hoa, public=make.span("19:00", "20:00"))
    ).code == ("booking.not_allowed")


def test_what_waits_for_the_centre_is_changed_in_place(house: House) -> None:
    one = booked(house, "a", Policy.HOLD)
    assert change(house, one, "19:00", "22:00") is None
    assert (fetch(one).status, rows(one)) == ("held", [("booking", "a", "19:00", "22:00")])
    booked(house, "a", Policy.HOLD, "hoa", when=make.span("17:00", "18:00"))
    assert refused(lambda: change_in(house, one, "17:30", "22:00")).code == "booking.taken"
    transact(lambda: make.venue("c", policy=Policy.COMPETE))
    venue = [make.the_venue("c").id]
    assert refused(
        lambda: service.change_booking(
            fetch(one), actor=house.lan, public=make.span("19:00", "22:00"), venue_ids=venue
        )
    ).code == ("change.other_policy")


def test_a_swap_by_the_centre_grants_a_wish_for_just_that_and_lets_another_go(house: House) -> None:
    one, other = confirmed(house, "a"), confirmed(house, "b", "hoa")
    change(house, one, venues=["b"])
    change(house, other, "19:00", "22:00", actor="hoa")
    transact(lambda: service.swap_bookings(fetch(one), fetch(other), actor=house.tuan))
    assert _all(one)[0].status == ChangeStatus.GRANTED
    assert rows(one) == [("booking", "b", "19:00", "21:00")]
    assert wish_of(other).held is False
    assert rows(other) == [("booking", "a", "19:00", "21:00")]


def test_two_wishes_for_the_same_free_floor_hold_it_once(house: House) -> None:
    one = confirmed(house, when=make.span("17:00", "18:00"))
    other = confirmed(house, who="hoa", when=make.span("20:00", "21:00"))
    assert held(change(house, one, "17:00", "19:30"))
    assert not held(change(house, other, "18:30", "21:00", actor="hoa"))
    grant(house, one)
    assert refused(lambda: service.grant_changes([wish_of(other)], actor=house.tuan)).code == "booking.taken"


def held(wish: BookingChange | None) -> bool:
    assert wish is not None
    return wish.held


def test_a_closure_lets_what_is_held_go_and_the_wish_stays(house: House) -> None:
    one = confirmed(house)
    change(house, one, "19:00", "22:00")
    venue = [make.the_venue("a").id]
    transact(
        lambda: service.close_venues(
            actor=house.thu, venue_ids=venue, span=make.span("21:30", "22:00"), title_vi="Sửa"
        )
    )
    assert (fetch(one).status, wish_of(one).held) == ("confirmed", False)
    assert rows(one) == [("booking", "a", "19:00", "21:00")]
    assert refused(lambda: service.grant_changes([wish_of(one)], actor=house.tuan)).code == "booking.closed"


def test_growing_over_the_night_on_which_clocks_change(house: House) -> None:
    """The last Sunday of March has 23 hours in Berlin: what is held is real time."""

    def plant() -> str:
        venue = make.venue("berlin", policy=Policy.HOLD, zone_name="Europe/Berlin")
        start = make.datetime(2027, 3, 27, 19, tzinfo=venue.zone)
        when = Timespan(start.astimezone(make.UTC), (start + timedelta(hours=2)).astimezone(make.UTC))
        return make.book(house.lan, house.space("lan"), venue, when=when).public_id

    one = transact(plant)
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan))

    def grow() -> BookingChange | None:
        booking: Booking = fetch(one)
        return service.change_booking(booking, actor=house.lan, public=booking.public, strike=timedelta(hours=12))

    transact(grow)
    (piece,) = db.session.query(Occupancy).filter_by(kind=OccupancyKind.CHANGE).all()
    zone = fetch(one).venues[0].zone
    assert (piece.starts_at, piece.ends_at.astimezone(zone).hour) == (
        fetch(one).ends_at,
        10,
    )  # nine on any other night
