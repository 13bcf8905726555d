"""Confirm, decline, cancel, move, swap, reword, run out: who may, what follows, what SEQUENCE says."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from app.audit.queries import entries_of
from app.bookings import queries, rules, service
from app.bookings.models import Booking, BookingStatus, Occupancy
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.models import Mail
from app.revisions.queries import of
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.conftest import House, refused


def booked(house: House, slug: str = "a", policy: Policy = Policy.INSTANT, who: str = "lan", **values: object) -> str:
    """Public id of a booking at a venue of this name, made where there is none yet."""

    def act() -> str:
        venue = make.venue_by_slug(slug) or make.venue(slug, policy=policy)
        return make.book(house.cast.user(who), house.space(who), venue, **values).public_id  # type: ignore[arg-type]

    return transact(act)


def fetch(public_id: str) -> Booking:
    found = queries.booking_by_public_id(public_id)
    assert found is not None
    return found


def blocking(public_id: str) -> list[bool]:
    return [o.blocking for o in db.session.query(Occupancy).filter_by(booking_id=fetch(public_id).id)]


def letters(template: str) -> set[str]:
    return {mail.recipient for mail in db.session.query(Mail).filter_by(template=template)}


def test_what_somebody_asked_for_whose_account_was_disabled_is_told_to_the_owners(house: House) -> None:
    def ask() -> str:
        lan, hoa = house.cast.user("lan"), house.cast.user("hoa")
        space, venue = make.space(lan, "Xưởng Gió", member=hoa), make.venue("gio", policy=Policy.COMPETE)
        return make.book(hoa, space, venue).public_id

    one = transact(ask)

    def disable() -> None:
        house.cast.user("hoa").disabled_at = clock.now()

    transact(disable)
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan))
    assert letters("booking_confirmed") == {"lan@example.org"}


def test_confirming_takes_the_floor_and_tells(house: House) -> None:
    one = booked(house, policy=Policy.COMPETE)
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan))
    booking = fetch(one)
    assert (booking.status, booking.sequence, blocking(one)) == (BookingStatus.CONFIRMED, 1, [True])
    assert booking.shown_publicly_at is not None
    assert booking.decided_by == house.tuan.id
    assert letters("booking_confirmed") == {"lan@example.org"}
    assert [e.action for e in entries_of(f"booking:{booking.id}")] == ["booking.requested", "booking.confirmed"]
    assert {r.topic for r in of(["bookings", f"venue:{booking.venues[0].id}", f"space:{booking.space_id}"])} == {
        "bookings", f"venue:{booking.venues[0].id}", f"space:{booking.space_id}",
    }  # fmt: skip


def test_of_two_rivals_one_is_confirmed(house: House) -> None:
    one, other = booked(house, policy=Policy.COMPETE), booked(house, who="hoa")
    assert [b.public_id for b in queries.competing_with(fetch(one))] == [other]
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan))
    assert refused(lambda: service.confirm_booking(fetch(other), actor=house.thu)).code == "booking.taken"
    assert fetch(other).status == BookingStatus.REQUESTED


def test_a_second_decision_hears_what_happened(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    transact(lambda: service.decline_booking(fetch(one), actor=house.tuan, reason="Đang sửa mái"))
    assert refused(lambda: service.confirm_booking(fetch(one), actor=house.thu)).code == "booking.is_declined"
    assert blocking(one) == [False]
    assert booked(house, who="hoa")


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "mai", "dung", "ha"])
def test_only_coordinators_decide_and_move(house: House, who: str) -> None:
    one, other = booked(house, policy=Policy.HOLD), booked(house, "b", Policy.HOLD)
    actor = house.cast.user(who)
    attempts: list[Callable[[], object]] = [
        lambda: service.confirm_booking(fetch(one), actor=actor),
        lambda: service.decline_booking(fetch(one), actor=actor, reason="x"),
        lambda: service.move_booking(fetch(one), actor=actor, public=make.span("09:00", "10:00")),
        lambda: service.swap_bookings(fetch(one), fetch(other), actor=actor),
        lambda: service.close_venues(
            actor=actor, venue_ids=[fetch(one).venues[0].id], span=make.span("09:00", "10:00"), title_vi="x"
        ),
    ]
    assert [refused(attempt).code for attempt in attempts] == ["booking.not_allowed"] * 5


def test_declining_needs_a_reason(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    error = refused(lambda: service.decline_booking(fetch(one), actor=house.tuan, reason="  "))
    assert (error.code, error.field) == ("booking.reason_missing", "reason")


def test_the_team_cancels_and_the_coordinators_hear(house: House) -> None:
    one = booked(house)
    transact(lambda: service.cancel_booking(fetch(one), actor=house.minh))
    assert (fetch(one).status, fetch(one).sequence, blocking(one)) == (BookingStatus.CANCELLED, 1, [False])
    assert letters("booking_cancelled") == {"lan@example.org", "tuan@example.org", "thu@example.org"}
    assert booked(house, who="hoa")


def test_a_stranger_cannot_cancel_and_the_centre_says_why(house: House) -> None:
    one = booked(house)
    assert refused(lambda: service.cancel_booking(fetch(one), actor=house.hoa)).code == "booking.not_allowed"
    assert refused(lambda: service.cancel_booking(fetch(one), actor=house.tuan)).code == "booking.reason_missing"
    transact(lambda: service.cancel_booking(fetch(one), actor=house.tuan, reason="Bão"))
    assert fetch(one).reason == "Bão"


def test_who_left_the_team_has_no_say_and_gets_no_letter(house: House) -> None:
    one = transact(lambda: make.book(house.minh, house.space("lan"), make.venue("a")).public_id)
    leave = make.TeamMember
    transact(lambda: db.session.delete(db.session.get_one(leave, (house.ids["lan"], house.minh.id))))
    assert refused(lambda: service.cancel_booking(fetch(one), actor=house.minh)).code == "booking.not_allowed"
    assert queries.booking_for(house.minh, one) is None
    transact(lambda: service.cancel_booking(fetch(one), actor=house.tuan, reason="Bão"))
    assert letters("booking_cancelled") == {"lan@example.org"}


def test_the_team_cancels_until_the_doors_open(house: House, noon: time_machine.Traveller) -> None:
    one = booked(house)
    noon.move_to(make.span("19:00", "21:00").start)
    assert refused(lambda: service.cancel_booking(fetch(one), actor=house.lan)).code == "booking.has_begun"
    transact(lambda: service.cancel_booking(fetch(one), actor=house.tuan, reason="Mất điện"))


def test_moving_frees_the_old_time_and_takes_the_new(house: House) -> None:
    one = booked(house, setup=timedelta(hours=1))
    nine = make.span("09:00", "10:00")
    transact(lambda: service.move_booking(fetch(one), actor=house.tuan, public=nine))
    moved = fetch(one)
    assert (moved.public, moved.sequence) == (nine, 1)
    assert moved.starts_at == nine.start - timedelta(hours=1)
    assert booked(house, who="hoa")
    assert (
        refused(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("a"), when=nine)).code
        == "booking.taken"
    )
    assert letters("booking_moved") == {"lan@example.org"}


def test_moving_onto_another_is_refused_and_changes_nothing(house: House) -> None:
    one, other = booked(house), booked(house, "b", who="hoa")
    there = fetch(other).venues[0].id
    move = lambda: service.move_booking(fetch(one), actor=house.tuan, public=fetch(one).public, venue_ids=[there])  # noqa: E731
    assert refused(move).code == "booking.taken"
    assert (fetch(one).venues[0].slug, fetch(one).sequence) == ("a", 0)


def test_a_booking_may_move_into_its_own_old_time(house: House) -> None:
    one = booked(house)
    transact(lambda: service.move_booking(fetch(one), actor=house.tuan, public=make.span("20:00", "22:00")))
    assert fetch(one).public == make.span("20:00", "22:00")


@pytest.mark.parametrize(
    ("public", "code"),
    [
        (make.span("05:00", "06:00"), "booking.outside_hours"),
        (make.span("09:00", "10:00", make.date(2026, 11, 20)), "booking.in_the_past"),
    ],
)
def test_moving_asks_what_requesting_asks(house: House, public: make.Timespan, code: str) -> None:
    one = booked(house)
    assert refused(lambda: service.move_booking(fetch(one), actor=house.tuan, public=public)).code == code


def test_what_has_begun_may_be_prolonged(house: House, noon: time_machine.Traveller) -> None:
    one = booked(house)
    noon.move_to(make.span("20:00", "21:00").start)
    transact(lambda: service.move_booking(fetch(one), actor=house.tuan, public=make.span("19:00", "21:30")))
    assert fetch(one).public == make.span("19:00", "21:30")


def test_two_bookings_change_places(house: House) -> None:
    one = booked(house, when=make.span("09:00", "10:00"))
    other = booked(house, "b", who="hoa", when=make.span("19:00", "21:00"), setup=timedelta(minutes=30))
    transact(lambda: service.swap_bookings(fetch(one), fetch(other), actor=house.tuan))
    assert (fetch(one).venues[0].slug, fetch(one).public) == ("b", make.span("19:00", "21:00"))
    assert (fetch(other).venues[0].slug, fetch(other).public) == ("a", make.span("09:00", "10:00"))
    assert fetch(one).starts_at == make.span("18:30", "21:00").start
    assert (fetch(one).sequence, fetch(other).sequence) == (1, 1)
    assert letters("booking_moved") == {"lan@example.org", "hoa@example.org"}


def test_two_bookings_of_one_venue_change_places(house: House) -> None:
    one = booked(house, when=make.span("09:00", "11:00"))
    other = booked(house, who="hoa", when=make.span("11:00", "12:00"))
    transact(lambda: service.swap_bookings(fetch(one), fetch(other), actor=house.tuan))
    assert (fetch(one).public, fetch(other).public) == (make.span("11:00", "12:00"), make.span("09:00", "11:00"))
    assert blocking(one) == blocking(other) == [True]


def test_swapping_with_itself_is_refused(house: House) -> None:
    one = booked(house)
    assert (
        refused(lambda: service.swap_bookings(fetch(one), fetch(one), actor=house.tuan)).code
        == "booking.swap_with_itself"
    )


def test_a_noisy_neighbour_asks_for_a_note(house: House) -> None:
    def act() -> str:
        one, other = make.area("one"), make.area("other")
        make.edge(one, other)
        make.book(house.lan, house.space("lan"), make.venue("one", one))
        return make.book(house.hoa, house.space("hoa"), make.venue("other", other)).public_id

    held = transact(act)
    error = refused(lambda: service.confirm_booking(fetch(held), actor=house.tuan))
    assert (error.code, error.field) == ("booking.soft_note_missing", "soft_note")
    transact(lambda: service.confirm_booking(fetch(held), actor=house.tuan, soft_note="Tắt loa lúc 20:00"))
    assert fetch(held).soft_note == "Tắt loa lúc 20:00"


def test_new_words_are_a_revision_but_not_a_new_sequence(house: House, noon: time_machine.Traveller) -> None:
    one = booked(house)
    made = fetch(one).revised_at
    noon.shift(60)
    transact(
        lambda: service.change_words(fetch(one), actor=house.minh, title_vi="Đêm nhạc II", about_vi="Có đàn bầu.")
    )
    assert (fetch(one).title_vi, fetch(one).sequence, fetch(one).revised_at > made) == ("Đêm nhạc II", 0, True)
    assert (
        refused(lambda: service.change_words(fetch(one), actor=house.hoa, title_vi="x")).code == "booking.not_allowed"
    )
    assert refused(lambda: service.change_words(fetch(one), actor=house.lan, title_vi="")).code == "booking.no_title"


def test_sequence_counts_from_the_first_row_on(house: House) -> None:
    """CALENDARS' golden walk: shown with 0, then +1 for the time, the place and the end, never for words."""
    one, _elsewhere = booked(house, policy=Policy.HOLD), transact(lambda: make.venue("b"))
    seen = []
    steps: list[Callable[[], object]] = [
        lambda: service.move_booking(fetch(one), actor=house.tuan, public=make.span("18:00", "20:00")),
        lambda: service.confirm_booking(fetch(one), actor=house.tuan),
        lambda: service.move_booking(fetch(one), actor=house.tuan, public=make.span("19:00", "20:00")),
        lambda: service.move_booking(
            fetch(one), actor=house.tuan, public=make.span("19:00", "20:00"), venue_ids=[make.the_venue("b").id]
        ),
        lambda: service.change_words(fetch(one), actor=house.lan, title_vi="Khác"),
        lambda: service.cancel_booking(fetch(one), actor=house.lan),
    ]
    for step in steps:
        transact(step)
        seen.append(fetch(one).sequence)
    assert seen == [1, 2, 3, 4, 4, 5]
    assert len(list(db.session.query(Mail).filter_by(template="booking_moved"))) == 3


def test_a_hold_past_its_time_is_nobodys(house: House, noon: time_machine.Traveller) -> None:
    one = booked(house, policy=Policy.HOLD)
    assert refused(lambda: booked_again(house)).code == "booking.taken"
    noon.shift(timedelta(hours=72))
    assert [b.public_id for b in queries.inbox()] == []
    other = transact(lambda: booked_again(house))
    assert (fetch(one).status, blocking(one)) == (BookingStatus.EXPIRED, [False])
    assert fetch(other).status == BookingStatus.HELD
    assert letters("booking_expired") == {"lan@example.org"}


def booked_again(house: House) -> str:
    return make.book(house.hoa, house.space("hoa"), make.the_venue("a")).public_id


def test_a_hold_that_ran_out_cannot_be_confirmed(house: House, noon: time_machine.Traveller) -> None:
    one = booked(house, policy=Policy.HOLD)
    noon.shift(timedelta(hours=72))
    assert refused(lambda: service.confirm_booking(fetch(one), actor=house.tuan)).code == "booking.is_expired"


def test_the_job_lets_go_of_holds_and_of_requests_nobody_decided(house: House, noon: time_machine.Traveller) -> None:
    held, asked = booked(house, policy=Policy.HOLD), booked(house, "b", Policy.COMPETE)
    assert transact(service.release_expired_holds) == 0
    noon.move_to(make.span("19:00", "21:00").start)
    assert transact(service.release_expired_holds) == 2
    assert {fetch(held).status, fetch(asked).status} == {BookingStatus.EXPIRED}
    assert transact(service.release_expired_holds) == 0


def test_no_hold_outlasts_the_start(house: House) -> None:
    tomorrow = make.span("19:00", "21:00", make.date(2026, 11, 23))
    one = booked(house, policy=Policy.HOLD, when=tomorrow)
    assert fetch(one).hold_expires_at == tomorrow.start


STATUSES = list(BookingStatus)


# Read as a table: from each state the letters of those it may become.
LETTERS = dict(zip("rhwocdxlp", STATUSES, strict=True))
MAY_BECOME = {"r": "wcdxlp", "h": "wcdxlp", "w": "oxl", "o": "hwcxlp", "c": "lp", "d": "", "x": "", "l": "", "p": ""}


@pytest.mark.parametrize("start", STATUSES)
@pytest.mark.parametrize("end", STATUSES)
def test_every_pair_of_states(start: BookingStatus, end: BookingStatus) -> None:
    letter = {status: one for one, status in LETTERS.items()}
    allowed = letter[end] in MAY_BECOME[letter[start]]
    if allowed:
        rules.check_transition(start, end)
    else:
        with pytest.raises(DomainError) as caught:
            rules.check_transition(start, end)
        assert caught.value.code == f"booking.is_{start}"
