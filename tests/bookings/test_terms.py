"""The venue's terms as they bind who asks: what is refused, what becomes a request all the same, what is only seen."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.bookings import service
from app.bookings.models import Booking, BookingStatus
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.memberships.models import EventKind, Grade, MembershipEvent
from app.settings.service import change_setting
from app.spaces.models import Ownership
from app.venues.models import Equipment, Policy, Quota, VenueLayout
from tests.bookings import factories as make
from tests.bookings.conftest import NOON, House, refused
from tests.bookings.test_decide import fetch
from tests.statements import counted

TUESDAY = make.date(2026, 12, 8)


def venue(slug: str = "a", **values: Any) -> None:
    transact(lambda: make.venue(slug, **values))


def quota(amount: int, *, slug: str | None = "a", period: str = "week", measure: str = "hours") -> None:
    def act() -> None:
        where = make.the_venue(slug).id if slug else None
        db.session.add(
            Quota(public_id=new_public_id(), venue_id=where, period=period, measure=measure, amount=amount)
        )

    transact(act)


def ask(house: House, who: str = "lan", *slugs: str, space: str | None = None, **values: Any) -> Callable[[], str]:
    def act() -> str:
        venues = [make.the_venue(slug) for slug in slugs or ("a",)]
        return make.book(house.cast.user(who), house.space(space or who), *venues, **values).public_id

    return act


def broken(public_id: str) -> list[str]:
    return [one["code"] for one in fetch(public_id).breaches]


TERMS: list[tuple[dict[str, Any], str, str]] = [
    ({"notice_min_hours": 24 * 60}, "booking.notice_short", "starts_at"),
    ({"notice_max_days": 3}, "booking.notice_long", "day"),
    ({"length_min_minutes": 180}, "booking.length_short", "ends_at"),
    ({"length_max_minutes": 60}, "booking.length_long", "ends_at"),
    ({"members_may_request": False}, "booking.members_closed", "venues"),
]


@pytest.mark.parametrize(("values", "code", "field"), TERMS)
def test_what_breaks_a_term_is_refused_at_its_field(
    house: House, values: dict[str, Any], code: str, field: str
) -> None:
    venue(**values)
    error = refused(ask(house))
    assert (error.code, error.field, error.values["where"].vi) == (code, field, "Nhà a")
    assert db.session.query(Booking).count() == 0


@pytest.mark.parametrize(
    ("policy", "status"),
    [
        (Policy.INSTANT, BookingStatus.HELD),
        (Policy.HOLD, BookingStatus.HELD),
        (Policy.COMPETE, BookingStatus.REQUESTED),
    ],
)
def test_or_is_looked_at_by_people_and_never_confirmed_at_once(
    house: House, policy: Policy, status: BookingStatus
) -> None:
    values = {
        name: value for given, _code, _field in TERMS for name, value in given.items() if name != "notice_max_days"
    }
    venue(policy=policy, breaches_become_requests=True, **values)
    one = transact(ask(house))
    assert fetch(one).status == status
    assert broken(one) == [
        "booking.members_closed", "booking.notice_short", "booking.length_short", "booking.length_long",
    ]  # fmt: skip


def test_every_venue_asked_for_must_let_it_through(house: House) -> None:
    venue("a", breaches_become_requests=True, length_max_minutes=60)
    venue("b")
    assert refused(ask(house, "lan", "a", "b")).code == "booking.length_long"


def test_the_centre_is_not_bound_and_sees_it(house: House) -> None:
    venue(length_max_minutes=60)
    one = transact(ask(house, "tuan", space="lan"))
    assert (fetch(one).status, broken(one)) == (BookingStatus.CONFIRMED, ["booking.length_long"])
    own = transact(lambda: make.book(house.tuan, None, make.the_venue("a"), when=make.span("09:00", "12:00")))
    assert own.breaches == []


def test_a_public_body_that_is_no_member_may_ask_where_the_venue_says_so(house: House) -> None:
    def found() -> int:
        space = make.space(house.cast.user("hoa"), "Nhà văn hoá quận", grade=None)
        space.ownership = Ownership.STATE
        return space.id

    house.ids["ward"] = transact(found)
    venue("a")
    venue("open", public_bodies_may_request=True)
    assert refused(ask(house, "hoa", "a", space="ward")).code == "booking.public_bodies_closed"
    one = transact(ask(house, "hoa", "open", space="ward"))
    assert fetch(one).status == BookingStatus.HELD  # never at once

    def private() -> None:
        house.space("ward").ownership = Ownership.PRIVATE

    transact(private)
    assert refused(ask(house, "hoa", "open", space="ward")).code == "booking.not_member"


def test_a_suspended_member_does_not_come_back_as_a_public_body(house: House) -> None:
    venue(public_bodies_may_request=True)

    def suspend() -> None:
        house.space("lan").ownership = Ownership.STATE
        db.session.add(
            MembershipEvent(
                space_id=house.ids["lan"], kind=EventKind.SUSPENDED, reason="x",
                effective_on=make.date(2026, 11, 1), recorded_at=make.span("08:00", "09:00", make.date(2026, 11, 1)).start,
            )
        )  # fmt: skip

    transact(suspend)
    assert refused(ask(house)).code == "booking.not_member"


def test_a_quota_counts_what_stands_is_held_or_offered_and_the_request_itself(house: House) -> None:
    venue(policy=Policy.HOLD)
    quota(4)
    one = transact(ask(house))
    assert refused(ask(house, when=make.span("09:00", "11:01", TUESDAY))).values["used"] == 2
    transact(ask(house, when=make.span("09:00", "11:00", TUESDAY)))
    error = refused(ask(house, when=make.span("12:00", "13:00", TUESDAY)))
    assert (error.code, error.field) == ("booking.quota_hours", "day")
    assert (error.values["first"], error.values["last"]) == ("07/12/2026", "13/12/2026")
    assert transact(ask(house, when=make.span("09:00", "11:00", make.date(2026, 12, 14))))
    assert transact(ask(house, "hoa", when=make.span("09:00", "11:00", make.date(2026, 12, 9))))
    transact(lambda: service.cancel_booking(fetch(one), actor=house.lan))
    assert transact(ask(house, when=make.span("12:00", "13:00", TUESDAY)))


def test_a_hold_past_its_time_counts_no_more(house: House, noon: time_machine.Traveller) -> None:
    venue(policy=Policy.HOLD)
    quota(1, measure="bookings")
    transact(ask(house))
    assert refused(ask(house, when=make.span("09:00", "10:00", TUESDAY))).code == "booking.quota_bookings"
    noon.shift(timedelta(hours=72))
    assert transact(ask(house, when=make.span("09:00", "10:00", TUESDAY)))


def test_a_quota_of_all_venues(house: House) -> None:
    venue("a")
    venue("b")
    quota(1, slug=None, period="month", measure="bookings")
    transact(ask(house, "lan", "a"))
    assert refused(ask(house, "lan", "b")).code == "booking.quota_all_bookings"


def test_an_associate_has_its_share(house: House) -> None:
    def admit() -> int:
        return make.space(house.cast.user("hoa"), "Liên kết", grade=Grade.ASSOCIATE).id

    house.ids["friend"] = transact(admit)
    venue(associates_may_request=True)
    quota(4)
    assert refused(ask(house, "hoa", space="friend", when=make.span("09:00", "12:00"))).values["amount"] == 2
    transact(lambda: change_setting("booking.associate_share", 75, actor=house.ha))
    assert transact(ask(house, "hoa", space="friend", when=make.span("09:00", "12:00")))


@pytest.mark.parametrize("policy", [Policy.INSTANT, Policy.COMPETE])
def test_each_date_of_a_series_sees_those_before_it(house: House, policy: Policy) -> None:
    venue(policy=policy)
    quota(3)

    def series(dates: int) -> Callable[[], object]:
        def act() -> object:
            days = [TUESDAY + timedelta(days=n) for n in range(dates)]
            wanted = [
                make.request(house.space("lan"), make.the_venue("a"), when=make.span("09:00", "10:00", day))
                for day in days
            ]
            return service.request_series(wanted, actor=house.lan, key=f"{dates}")

        return act

    error = refused(series(4))
    assert (error.code, error.values["used"], error.values["after"]) == ("booking.quota_hours", 3, 4)
    assert db.session.query(Booking).count() == 0
    transact(series(3))
    assert db.session.query(Booking).count() == 3


def test_as_many_questions_for_many_quotas_and_bookings_as_for_one(house: House) -> None:
    venue()
    quota(100)

    def asked(day: int) -> int:
        with counted(house.cast.app) as seen:
            transact(ask(house, when=make.span("09:00", "10:00", make.date(2026, 12, day))))
        return len(seen)

    transact(ask(house))
    few = asked(8)
    for day in range(10, 18):
        transact(ask(house, when=make.span("09:00", "10:00", make.date(2026, 12, day))))
    for period in ("month", "year"):
        quota(100, period=period)
        quota(100, slug=None, period=period, measure="bookings")
    assert asked(20) == few


@pytest.mark.both_engines
def test_two_requests_at_once_for_different_floor_do_not_share_a_quota(house: House) -> None:
    """The second is measured only once the first is decided: while the first stays open, the second waits."""
    venue("a")
    venue("b")
    quota(1, slug=None, measure="bookings")
    asked, answered, said = threading.Event(), threading.Event(), {}

    def first() -> str:
        made = ask(house, "lan", "a")()
        asked.set()
        answered.wait(0.5)
        return made

    def second() -> None:
        asked.wait(10)
        with house.cast.app.app_context():
            try:
                said["second"] = transact(ask(house, "lan", "b"))
            except DomainError as error:
                said["second"] = error.code
        answered.set()

    thread = threading.Thread(target=second)
    thread.start()
    transact(first)
    thread.join(20)
    assert said == {"second": "booking.quota_all_bookings"}


def test_the_team_may_cancel_until_the_venue_says_stop(house: House, noon: time_machine.Traveller) -> None:
    venue(cancel_until_hours=24)
    one = transact(ask(house, setup=timedelta(hours=1)))
    other = transact(ask(house, when=make.span("18:30", "19:00", TUESDAY)))
    noon.move_to(make.span("18:00", "19:00", make.date(2026, 12, 6)).start)
    error = refused(lambda: service.cancel_booking(fetch(one), actor=house.lan))
    assert (error.code, error.values["until"]) == ("booking.cancel_too_late", "18:00 06/12/2026")
    transact(lambda: service.cancel_booking(fetch(other), actor=house.lan))
    transact(lambda: service.cancel_booking(fetch(one), actor=house.tuan, reason="Họ nhờ"))
    assert fetch(one).status == BookingStatus.CANCELLED


def test_what_waits_may_be_taken_back_at_any_time(house: House, noon: time_machine.Traveller) -> None:
    venue(policy=Policy.COMPETE, cancel_until_hours=24)
    one = transact(ask(house))
    noon.move_to(make.span("18:00", "19:00").start)
    transact(lambda: service.cancel_booking(fetch(one), actor=house.lan))


def test_room_by_the_way_the_venue_is_set(house: House) -> None:
    venue(capacity=100)
    venue("b", capacity=30)

    def list_layouts() -> None:
        db.session.add(VenueLayout(venue_id=make.the_venue("a").id, layout="theatre", capacity=60))

    transact(list_layouts)
    error = refused(ask(house, layout="theatre", expected_people=61))
    assert (error.code, error.field, error.values["capacity"]) == (
        "booking.too_many_people", "expected_people", 60,
    )  # fmt: skip
    assert refused(ask(house, "lan", "a", "b", layout="theatre", expected_people=91)).values["capacity"] == 90
    error = refused(ask(house, layout="market"))
    assert (error.code, error.field) == ("booking.layout_not_here", "layout")
    assert transact(ask(house, expected_people=100))


def lend(slug: str | None, stock: int, *, active: bool = True) -> int:
    def act() -> int:
        one = Equipment(
            public_id=new_public_id(), venue_id=make.the_venue(slug).id if slug else None, name_vi="Loa",
            name_en="Speaker", stock=stock, position=1, active=active,
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        return one.id

    return transact(act)


def test_what_another_venue_has_cannot_be_asked_for(house: House) -> None:
    venue("a")
    venue("b")
    here, anywhere, there, gone = lend("a", 4), lend(None, 4), lend("b", 4), lend("a", 4, active=False)
    for wrong in (((there, 1),), ((gone, 1),), ((here, 1), (there, 1))):
        error = refused(ask(house, equipment=wrong))
        name = db.session.get_one(Equipment, wrong[-1][0]).public_id
        assert (error.code, error.field) == ("booking.equipment_elsewhere", f"lend_{name}")
    for wrong in (((here, 1), (999_999, 1)), ((here, 0),)):
        assert refused(ask(house, equipment=wrong)).code == "booking.equipment_elsewhere"
    assert transact(ask(house, equipment=((here, 1), (anywhere, 2))))


def test_too_little_equipment_is_no_refusal(house: House) -> None:
    venue("a")
    assert transact(ask(house, equipment=((lend("a", 1), 9),)))


def test_a_broken_term_keeps_an_offer_from_being_confirmed_at_once(house: House) -> None:
    venue(breaches_become_requests=True, length_max_minutes=60)
    blocker = transact(ask(house, "tuan", space="hoa"))
    waiting = make.request(house.space("lan"), make.the_venue("a"))
    one = transact(lambda: service.join_waiting_list(waiting, actor=house.lan, key="w").public_id)
    assert (fetch(one).status, broken(one)) == (BookingStatus.WAITLISTED, ["booking.length_long"])
    transact(lambda: service.cancel_booking(fetch(blocker), actor=house.tuan, reason="x"))
    assert fetch(one).status == BookingStatus.OFFERED
    transact(lambda: service.accept_offer(fetch(one), actor=house.lan))
    assert fetch(one).status == BookingStatus.HELD


def test_moved_by_the_centre_it_breaks_the_terms_of_where_it_is(house: House) -> None:
    """And a notice that its host did not give too short does not become so by the move."""
    venue("a", breaches_become_requests=True, length_max_minutes=60, notice_min_hours=48)
    venue("b", length_min_minutes=180)
    venue("c")
    one = transact(ask(house))
    assert broken(one) == ["booking.length_long"]

    def to(slug: str, when: Timespan) -> None:
        there = [make.the_venue(slug).id]
        transact(lambda: service.move_booking(fetch(one), actor=house.tuan, public=when, venue_ids=there))

    to("b", make.span("19:00", "21:00"))
    assert broken(one) == ["booking.length_short"]
    to("c", make.span("19:00", "21:00"))
    assert broken(one) == []
    to("a", make.span("20:00", "21:00", NOON.date()))
    assert broken(one) == []


def test_two_that_change_places_break_the_terms_of_each_others(house: House) -> None:
    venue("a", breaches_become_requests=True, length_max_minutes=60)
    venue("b")
    one = transact(ask(house))
    other = transact(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("b")).public_id)
    transact(lambda: service.swap_bookings(fetch(one), fetch(other), actor=house.tuan))
    assert (broken(one), broken(other)) == ([], ["booking.length_long"])


def test_what_is_offered_instead_breaks_its_own_terms(house: House) -> None:
    venue("a", policy=Policy.HOLD, breaches_become_requests=True, length_max_minutes=60)
    one = transact(ask(house))
    shorter = make.span("19:00", "20:00")
    offered = transact(lambda: service.counter_offer(fetch(one), actor=house.tuan, public=shorter).public_id)
    assert (broken(one), broken(offered)) == (["booking.length_long"], [])


def test_its_host_mends_a_term_by_taking_less(house: House) -> None:
    venue("a", policy=Policy.HOLD, breaches_become_requests=True, length_max_minutes=60, length_min_minutes=50)
    one = transact(ask(house, expected_people=10))

    def less(start: str, end: str, people: int) -> list[str]:
        transact(
            lambda: service.change_booking(fetch(one), actor=house.lan, public=make.span(start, end), people=people)
        )
        return broken(one)

    assert less("19:00", "21:00", 20) == ["booking.length_long"], "more people mend nothing"
    assert less("19:00", "20:00", 20) == []
    assert less("19:00", "19:30", 20) == [], "and less breaks nothing anew"
