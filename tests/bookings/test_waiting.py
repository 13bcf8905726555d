"""Waiting for floor that somebody else has, being offered it, and what losers get in the same act."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from app.audit.queries import entries_of
from app.bookings import conflicts, queries, rules, service
from app.bookings.calendar_entry import status_of
from app.bookings.models import Booking, BookingStatus, Occupancy, Origin
from app.bookings.queries.shown import Wanted
from app.bookings.service import floor, settling
from app.bookings.waiting import places_in_line
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ical import Status
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.mail.models import Mail
from app.memberships.models import EventKind, MembershipEvent
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.conftest import House, refused
from tests.bookings.test_decide import blocking, booked, fetch, letters

DAY = make.date(2026, 12, 7)


def waits(house: House, who: str = "hoa", slug: str = "a", **values: object) -> str:
    """Public id of a place on the waiting list."""

    def act() -> str:
        asked = make.request(house.space(who), make.the_venue(slug), **values)  # type: ignore[arg-type]
        return service.join_waiting_list(asked, actor=house.cast.user(who), key=new_public_id()).public_id

    return transact(act)


def status(*public_ids: str) -> list[str]:
    db.session.rollback()
    return [str(fetch(one).status) for one in public_ids]


def cancel(house: House, public_id: str, who: str = "lan") -> None:
    transact(lambda: service.cancel_booking(fetch(public_id), actor=house.cast.user(who)))


def offered(house: House) -> tuple[str, str]:
    """What Lan gave up, and what Hoa is offered because of it."""
    first = booked(house)
    second = waits(house)
    cancel(house, first)
    assert status(second) == ["offered"]
    return first, second


def test_one_waits_only_for_what_is_taken_and_once(house: House) -> None:
    booked(house)
    one = waits(house)
    assert (status(one), blocking(one)) == (["waitlisted"], [False])
    assert letters("waiting_joined") == {"hoa@example.org"}
    assert refused(lambda: _join(house, when=make.span("20:00", "22:00"))).code == "booking.waits_already"
    assert refused(lambda: _join(house, when=make.span("09:00", "10:00"))).code == "booking.not_taken"


def _join(house: House, when: Timespan) -> Booking:
    return service.join_waiting_list(
        make.request(house.space("hoa"), make.the_venue("a"), when=when), actor=house.hoa, key=new_public_id()
    )


def test_joining_twice_with_one_key_is_one_place(house: House) -> None:
    booked(house)

    def act() -> str:
        asked = make.request(house.space("hoa"), make.the_venue("a"))
        return service.join_waiting_list(asked, actor=house.hoa, key="k").public_id

    assert transact(act) == transact(act)


def test_freed_floor_is_offered_to_whoever_waits_longest_and_held_for_them(
    house: House, noon: time_machine.Traveller
) -> None:
    one = booked(house)
    second = waits(house)
    noon.shift(timedelta(hours=1))
    third = waits(house, "lan", when=make.span("20:00", "22:00"))
    assert [queries.place_in_line(fetch(b)) for b in (second, third)] == [1, 2]
    assert places_in_line(queries.waiting_list(now=clock.now())) == {fetch(second).id: 1, fetch(third).id: 2}
    cancel(house, one)
    assert status(second, third) == ["offered", "waitlisted"]
    assert (blocking(second), blocking(third)) == ([True], [False])
    assert fetch(second).hold_expires_at == clock.now() + timedelta(hours=24)
    assert letters("booking_offered") == {"hoa@example.org"}
    assert refused(lambda: make.book(house.lan, house.space("lan"), make.the_venue("a"))).code == "booking.taken"


def test_all_that_fit_beside_each_other_are_asked_at_once(house: House) -> None:
    one = booked(house, when=make.span("08:00", "12:00"))
    early, late = waits(house, when=make.span("08:00", "10:00")), waits(house, when=make.span("10:00", "12:00"))
    cancel(house, one)
    assert status(early, late) == ["offered", "offered"]


def test_an_offer_lasts_half_of_what_is_left_at_the_most() -> None:
    now = make.span("08:00", "09:00").start
    kept = timedelta(hours=24)
    assert rules.offer_expires_at(kept, now + timedelta(hours=10), now=now) == now + timedelta(hours=5)
    assert rules.offer_expires_at(kept, now + timedelta(days=9), now=now) == now + kept


@pytest.mark.parametrize(
    ("policy", "becomes", "told"),
    [(Policy.INSTANT, "confirmed", "booking_confirmed"), (Policy.HOLD, "held", "booking_received"),
     (Policy.COMPETE, "held", "booking_received")],
)  # fmt: skip
def test_accepting_gives_what_asking_would_today(house: House, policy: Policy, becomes: str, told: str) -> None:
    one = booked(house, policy=policy)
    if fetch(one).status != BookingStatus.CONFIRMED:
        transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan))
    other = waits(house)
    cancel(house, one)
    transact(lambda: service.accept_offer(fetch(other), actor=house.hoa))
    assert (status(other), blocking(other)) == ([becomes], [True])
    assert "hoa@example.org" in letters(told)
    assert letters("offer_accepted") == {"tuan@example.org", "thu@example.org"}
    assert (fetch(other).shown_publicly_at is not None) == (becomes == "confirmed")


@pytest.mark.parametrize("who", ["lan", "minh", "mai", "dung", "ha"])
def test_only_the_host_and_the_centre_answer(house: House, who: str) -> None:
    _first, one = offered(house)
    actor = house.cast.user(who)
    attempts: list[Callable[[], object]] = [
        lambda: service.accept_offer(fetch(one), actor=actor),
        lambda: service.turn_down_offer(fetch(one), actor=actor),
        lambda: service.leave_waiting_list(fetch(one), actor=actor),
        lambda: service.offer_by_hand(fetch(one), actor=actor),
    ]
    assert [refused(attempt).code for attempt in attempts] == ["booking.not_allowed"] * 4


def test_who_is_no_member_any_more_cannot_take_it(house: House) -> None:
    _first, one = offered(house)
    _end_membership(house, "hoa")
    assert refused(lambda: service.accept_offer(fetch(one), actor=house.hoa)).code == "booking.not_member"
    assert status(one) == ["offered"]


def test_who_lost_the_membership_is_passed_over(house: House) -> None:
    one = booked(house)
    other = waits(house)
    _end_membership(house, "hoa")
    cancel(house, one)
    assert status(other) == ["waitlisted"]


def _end_membership(house: House, who: str) -> None:
    def act() -> None:
        db.session.add(
            MembershipEvent(
                space_id=house.ids[who], kind=EventKind.ENDED, effective_on=clock.today(), recorded_at=clock.now()
            )
        )

    transact(act)


def test_turning_down_passes_it_on(house: House) -> None:
    _first, one = offered(house)
    next_one = waits(house, "lan")
    transact(lambda: service.turn_down_offer(fetch(one), actor=house.hoa))
    assert status(one, next_one) == ["cancelled", "offered"]
    assert letters("offer_turned_down") == {"tuan@example.org", "thu@example.org"}


def test_who_waits_on_is_asked_again_only_after_somebody_else_had_it(house: House) -> None:
    _first, one = offered(house)
    transact(lambda: service.turn_down_offer(fetch(one), actor=house.hoa, wait_on=True))
    assert (status(one), blocking(one)) == (["waitlisted"], [False])
    assert transact(service.offer_waiting) == 0, "no letter a minute for who has just said no"
    taken = booked(house)
    cancel(house, taken)
    assert status(one) == ["offered"]
    assert len([e for e in entries_of(f"booking:{fetch(one).id}") if e.action == "booking.offered"]) == 2


def test_who_said_no_is_left_in_peace_when_the_next_says_no(house: House) -> None:
    _first, one = offered(house)
    other = waits(house, "lan")
    transact(lambda: service.turn_down_offer(fetch(one), actor=house.hoa, wait_on=True))
    assert status(one, other) == ["waitlisted", "offered"]
    transact(lambda: service.turn_down_offer(fetch(other), actor=house.lan))
    assert status(one, other) == ["waitlisted", "cancelled"]


def test_who_said_no_is_left_in_peace_when_an_offer_is_cancelled(house: House) -> None:
    _first, one = offered(house)
    other = waits(house, "lan")
    transact(lambda: service.turn_down_offer(fetch(one), actor=house.hoa, wait_on=True))
    cancel(house, other)
    assert status(one, other) == ["waitlisted", "cancelled"]


def test_who_said_no_is_left_in_peace_when_what_blocked_nobody_ends(house: House) -> None:
    first = booked(house, policy=Policy.COMPETE)
    rival = transact(lambda: make.book(house.lan, house.space("lan"), make.the_venue("a")).public_id)
    transact(lambda: service.confirm_booking(fetch(first), actor=house.tuan))
    one = waits(house)
    cancel(house, first)
    transact(lambda: service.turn_down_offer(fetch(one), actor=house.hoa, wait_on=True))
    transact(lambda: service.decline_booking(fetch(rival), actor=house.tuan, reason="x"))
    assert status(one) == ["waitlisted"]


def test_a_swap_asks_who_waits_for_what_nobody_holds_afterwards(house: House) -> None:
    rival = booked(house, policy=Policy.COMPETE, when=make.span("09:00", "10:00"))
    first = transact(lambda: make.book(house.lan, house.space("lan"), make.the_venue("a")).public_id)
    transact(lambda: service.confirm_booking(fetch(first), actor=house.tuan))
    one = waits(house)
    transact(lambda: service.swap_bookings(fetch(first), fetch(rival), actor=house.tuan))
    assert status(rival, one) == ["requested", "offered"]


def test_an_offer_runs_out_and_goes_to_the_next(house: House, noon: time_machine.Traveller) -> None:
    _first, one = offered(house)
    other = waits(house, "lan")
    noon.shift(timedelta(hours=25))
    assert refused(lambda: service.accept_offer(fetch(one), actor=house.hoa)).code == "booking.offer_over"
    transact(service.release_expired_holds)
    assert status(one, other) == ["expired", "offered"]
    assert letters("offer_expired") == {"hoa@example.org"}


def test_waiting_ends_when_it_would_begin(house: House, noon: time_machine.Traveller) -> None:
    booked(house)
    one = waits(house)
    noon.move_to(make.span("19:00", "20:00").start)
    transact(service.release_expired_holds)
    assert status(one) == ["expired"]
    assert letters("waiting_over") == {"hoa@example.org"}


def test_leaving_the_list(house: House) -> None:
    booked(house)
    one, other = waits(house), waits(house, "lan", when=make.span("20:00", "21:30"))
    transact(lambda: service.leave_waiting_list(fetch(one), actor=house.hoa))
    assert (
        refused(lambda: service.leave_waiting_list(fetch(other), actor=house.tuan)).code == "booking.reason_missing"
    )
    transact(lambda: service.leave_waiting_list(fetch(other), actor=house.tuan, reason="Trùng"))
    assert status(one, other) == ["cancelled", "cancelled"]
    assert letters("waiting_removed") == {"lan@example.org"}
    assert refused(lambda: service.leave_waiting_list(fetch(one), actor=house.hoa)).code == "booking.is_cancelled"


def test_the_centre_offers_by_hand_what_is_free(house: House) -> None:
    taken = booked(house)
    one = waits(house)
    assert refused(lambda: service.offer_by_hand(fetch(one), actor=house.tuan)).code == "booking.taken"
    transact(lambda: _free_silently(taken))
    transact(lambda: service.offer_by_hand(fetch(one), actor=house.tuan))
    transact(lambda: service.accept_offer(fetch(one), actor=house.hoa))
    assert status(one) == ["confirmed"], "the Centre has decided already"


def _free_silently(public_id: str) -> None:
    booking = fetch(public_id)
    booking.status = BookingStatus.CANCELLED
    floor.give_back(booking)


def test_the_job_finds_what_nobody_was_told_of(house: House) -> None:
    taken = booked(house)
    one = waits(house)
    transact(lambda: _free_silently(taken))
    assert transact(service.offer_waiting) == 1
    assert status(one) == ["offered"]


@pytest.mark.parametrize("how", ["decline", "move", "lift", "expire"])
def test_every_way_of_freeing_floor_asks_the_list(house: House, noon: time_machine.Traveller, how: str) -> None:
    if how == "lift":
        transact(lambda: make.venue("a"))
        closed = transact(
            lambda: (
                service.close_venues(
                    actor=house.tuan,
                    venue_ids=[make.the_venue("a").id],
                    span=make.span("18:00", "22:00"),
                    title_vi="Sửa",
                ).public_id
            )
        )
    else:
        taken = booked(house, policy=Policy.HOLD)
    one = waits(house)
    if how == "decline":
        transact(lambda: service.decline_booking(fetch(taken), actor=house.tuan, reason="x"))
    elif how == "move":
        transact(lambda: service.move_booking(fetch(taken), actor=house.tuan, public=make.span("09:00", "10:00")))
    elif how == "lift":
        closure = queries.closure_by_public_id
        transact(lambda: service.lift_closure(closure(closed), actor=house.tuan))  # type: ignore[arg-type]
    else:
        noon.shift(timedelta(hours=80))
        transact(service.release_expired_holds)
    assert status(one) == ["offered"]


def test_a_closure_takes_an_offer_away(house: House) -> None:
    _first, one = offered(house)
    where = fetch(one).venues[0].id
    transact(
        lambda: service.close_venues(
            actor=house.tuan, venue_ids=[where], span=make.span("18:00", "22:00"), title_vi="B"
        )
    )
    assert status(one) == ["displaced"]
    assert refused(lambda: service.accept_offer(fetch(one), actor=house.hoa)).code == "booking.is_displaced"


@pytest.mark.both_engines
def test_whom_the_schema_refuses_is_passed_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when another writer has come between the look and the act: the look is made blind."""
    booked(house)
    one = waits(house)
    with monkeypatch.context() as blind:
        blind.setattr(conflicts, "obstacles", lambda *_args, **_options: [])
        assert transact(service.offer_waiting) == 0
    assert (status(one), blocking(one)) == (["waitlisted"], [False])
    assert letters("booking_offered") == set()


def test_a_counter_offer_declines_and_holds_something_else(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    later = make.span("19:00", "21:00", make.date(2026, 12, 8))
    same = refused(lambda: service.counter_offer(fetch(one), actor=house.tuan, public=fetch(one).public))
    assert same.code == "booking.same_slot"
    other = transact(
        lambda: service.counter_offer(fetch(one), actor=house.tuan, public=later, reason="Hôm ấy có lễ").public_id
    )
    assert (status(one, other), blocking(one), blocking(other)) == (["declined", "offered"], [False], [True])
    assert (fetch(other).public, fetch(other).origin, fetch(other).origin_id) == (
        later,
        Origin.COUNTER,
        fetch(one).id,
    )
    assert letters("booking_countered") == {"lan@example.org"}
    transact(lambda: service.accept_offer(fetch(other), actor=house.minh))
    assert status(other) == ["confirmed"]


def test_a_counter_offer_goes_only_where_it_is_free(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    later = make.span("19:00", "21:00", make.date(2026, 12, 8))
    booked(house, who="hoa", when=later)
    with pytest.raises(DomainError) as caught:
        transact(lambda: service.counter_offer(fetch(one), actor=house.tuan, public=later))
    assert (caught.value.code, status(one)) == ("booking.taken", ["held"])
    for who in ("lan", "mai"):
        actor = house.cast.user(who)
        assert refused(lambda a=actor: service.counter_offer(fetch(one), actor=a, public=later)).code == (
            "booking.not_allowed"
        )


def test_losers_get_a_place_in_line_and_another_time_in_one_act(house: House) -> None:
    one = booked(house, policy=Policy.COMPETE)
    two, three = booked(house, who="hoa"), booked(house, who="hoa", when=make.span("20:00", "22:00"))
    both = [two, three]
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, waits=both, instead=both))
    assert status(one, two, three) == ["confirmed", "waitlisted", "waitlisted"]
    held = [next(iter(queries.copies_of(fetch(rival)))) for rival in both]
    assert [b.status for b in held] == ["offered", "offered"]
    assert held[0].public == make.span("19:00", "21:00", make.date(2026, 12, 8))
    assert not held[0].blocked.overlaps(held[1].blocked)
    assert [queries.place_in_line(fetch(rival)) for rival in both] == [1, 2]
    told = db.session.query(Mail).filter_by(template="booking_waitlisted_instead").order_by(Mail.id).all()
    assert [mail.values["place"] for mail in told] == ["1", "2"]
    assert "Xưởng Mây" not in str([mail.values for mail in told]), "who got it is nobody's business"


def test_taking_the_other_time_ends_the_wait(house: House) -> None:
    one, two = booked(house, policy=Policy.COMPETE), booked(house, who="hoa")
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, waits=[two], instead=[two]))
    other = next(iter(queries.copies_of(fetch(two)))).public_id
    transact(lambda: service.accept_offer(fetch(other), actor=house.hoa))
    assert status(two, other) == ["cancelled", "confirmed"]


def test_turning_the_other_time_down_keeps_the_wait(house: House) -> None:
    one, two = booked(house, policy=Policy.COMPETE), booked(house, who="hoa")
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, waits=[two], instead=[two]))
    other = next(iter(queries.copies_of(fetch(two)))).public_id
    transact(lambda: service.turn_down_offer(fetch(other), actor=house.hoa, wait_on=True))
    assert status(two, other) == ["waitlisted", "cancelled"]


def test_who_is_not_ticked_stays_in_the_inbox(house: House) -> None:
    one, two, three = booked(house, policy=Policy.COMPETE), booked(house, who="hoa"), booked(house, who="hoa")
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, instead=[two]))
    assert status(one, two, three) == ["confirmed", "declined", "requested"]
    assert letters("booking_countered") == {"hoa@example.org"}


def test_somebody_who_is_no_rival_is_not_touched(house: House) -> None:
    one, other = booked(house, policy=Policy.COMPETE), booked(house, "b", Policy.COMPETE, who="hoa")
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, waits=[other], instead=[other]))
    assert status(other) == ["requested"]


def test_what_a_loser_has_in_private_calendars(house: House) -> None:
    """Tentative while it waited for the answer, cancelled once it lost, tentative again when it is offered."""
    one, two = booked(house, policy=Policy.COMPETE), booked(house, who="hoa")
    window = Timespan(clock.now(), clock.now() + timedelta(days=90))

    def entry() -> list[Status]:
        rows = queries.private_standing(Wanted(window, clock.today()), [house.ids["hoa"]])
        found = queries.bookings_as_they_are(row.id for row in rows).values()
        return [status_of(booking) for booking in found if booking.public_id == two]

    assert entry() == [Status.TENTATIVE]
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, waits=[two]))
    assert entry() == [Status.CANCELLED]
    transact(lambda: service.cancel_booking(fetch(one), actor=house.lan))
    assert entry() == [Status.TENTATIVE]
    public = [row.id for row in queries.public_standing(Wanted(window, clock.today()))]
    assert public == [fetch(one).id], (
        "what is offered is in no public calendar; what was confirmed leaves its tombstone"
    )


def test_what_never_stood_in_a_calendar_leaves_nothing_there(house: House) -> None:
    booked(house)
    one = waits(house)
    window = Timespan(clock.now(), clock.now() + timedelta(days=90))
    assert queries.private_standing(Wanted(window, clock.today()), [house.ids["hoa"]]) == []
    assert blocking(one) == [False]


def test_the_guard_counts_offers_as_taken(house: House) -> None:
    _first, one = offered(house)
    met = conflicts.obstacles(conflicts.areas_of(fetch(one).venues), fetch(one).blocked, now=clock.now())
    assert [o.booking.public_id for o in met if o.booking] == [one]
    assert {row.blocking for row in db.session.query(Occupancy).filter_by(booking_id=fetch(one).id)} == {True}
    assert settling.EXPIRY_LETTERS.keys() == {
        BookingStatus.REQUESTED, BookingStatus.HELD, BookingStatus.WAITLISTED, BookingStatus.OFFERED,
    }  # fmt: skip
