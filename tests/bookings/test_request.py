from dataclasses import replace
from datetime import timedelta

import pytest

from app.bookings.models import Booking, BookingStatus, Occupancy
from app.bookings.service import request_booking, request_series
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.models import Mail
from app.memberships.models import Grade
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.conftest import House, refused


@pytest.mark.parametrize(
    ("policy", "status", "blocks"),
    [
        (Policy.INSTANT, BookingStatus.CONFIRMED, True),
        (Policy.HOLD, BookingStatus.HELD, True),
        (Policy.COMPETE, BookingStatus.REQUESTED, False),
    ],
)
def test_the_policy_decides_what_a_request_becomes(
    house: House, policy: Policy, status: BookingStatus, blocks: bool
) -> None:
    def act() -> tuple[str, list[bool]]:
        booking = make.book(house.lan, house.space("lan"), make.venue("a", policy=policy))
        rows = db.session.query(Occupancy).filter_by(booking_id=booking.id).all()
        return booking.status, [row.blocking for row in rows]

    assert transact(act) == (status, [blocks])


def test_of_several_venues_the_strictest_policy_decides(house: House) -> None:
    def act() -> str:
        venues = make.venue("a"), make.venue("b", policy=Policy.HOLD)
        return make.book(house.lan, house.space("lan"), *venues).status

    assert transact(act) == BookingStatus.HELD


def test_what_is_taken_is_refused_by_place_and_time(house: House) -> None:
    transact(lambda: make.book(house.lan, house.space("lan"), make.venue("a")))
    error = refused(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("a")))
    assert error.code == "booking.taken"
    assert error.values["when"] == make.span("19:00", "21:00")
    assert error.values["where"].read_in("en") == "Area a"
    assert db.session.query(Booking).count() == 1


def test_back_to_back_is_free_and_phases_add_up(house: House) -> None:
    transact(lambda: make.book(house.lan, house.space("lan"), make.venue("a"), strike=timedelta(minutes=30)))
    after = make.span("21:00", "22:00")
    later = make.span("21:30", "22:00")
    assert (
        refused(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("a"), when=after)).code
        == "booking.taken"
    )
    with_setup = lambda: make.book(  # noqa: E731
        house.hoa, house.space("hoa"), make.the_venue("a"), when=later, setup=timedelta(minutes=1)
    )
    assert refused(with_setup).code == "booking.taken"
    assert transact(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("a"), when=later)).id


def test_the_whole_garden_and_its_parts(house: House) -> None:
    def plant() -> None:
        east, west = make.area("east"), make.area("west")
        make.venue("garden", east, west), make.venue("garden-east", east), make.venue("garden-west", west)

    transact(plant)
    transact(lambda: make.book(house.lan, house.space("lan"), make.the_venue("garden-east")))
    whole = refused(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("garden")))
    assert whole.values["where"].vi == "Khu east"
    assert transact(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("garden-west"))).id


def test_requests_compete_until_one_is_confirmed(house: House) -> None:
    transact(lambda: make.book(house.lan, house.space("lan"), make.venue("a", policy=Policy.COMPETE)))
    assert transact(lambda: make.book(house.hoa, house.space("hoa"), make.the_venue("a"))).status == "requested"


def test_a_noisy_neighbour_keeps_a_request_from_being_confirmed_at_once(house: House) -> None:
    def act() -> list[str]:
        one, other = make.area("one"), make.area("other")
        make.edge(one, other)
        first = make.book(house.lan, house.space("lan"), make.venue("one", one))
        second = make.book(house.hoa, house.space("hoa"), make.venue("other", other))
        return [first.status, second.status]

    assert transact(act) == [BookingStatus.CONFIRMED, BookingStatus.HELD]


def test_the_same_key_and_body_is_the_same_booking(house: House) -> None:
    transact(lambda: make.venue("a"))

    def send() -> int:
        request = make.request(house.space("lan"), make.the_venue("a"))
        return request_booking(request, actor=house.lan, key="k").id

    assert transact(send) == transact(send)
    assert db.session.query(Booking).count() == 1
    assert db.session.query(Mail).filter_by(template="booking_confirmed").count() == 1


def test_the_same_key_with_another_body_is_refused(house: House) -> None:
    transact(lambda: make.venue("a"))

    def send(title: str) -> int:
        request = make.request(house.space("lan"), make.the_venue("a"), title_vi=title)
        return request_booking(request, actor=house.lan, key="k").id

    transact(lambda: send("Một"))
    assert refused(lambda: send("Hai")).code == "booking.key_reused"


def test_a_key_is_its_owners_own(house: House) -> None:
    transact(lambda: make.venue("a", policy=Policy.COMPETE))

    def ask(who: str) -> int:
        request = make.request(house.space(who), make.the_venue("a"))
        return request_booking(request, actor=house.cast.user(who), key="k").id

    assert transact(lambda: ask("lan")) != transact(lambda: ask("hoa"))


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title_vi": ""}, "booking.no_title", "title_vi"),
        ({"venue_ids": ()}, "booking.no_venue", "venues"),
        ({"venue_ids": (999_999,)}, "booking.no_venue", "venues"),
        ({"setup": timedelta(days=-1)}, "booking.phase_too_long", "setup"),
        ({"strike": timedelta(days=8)}, "booking.phase_too_long", "strike"),
        ({"public": make.span("09:00", "10:00", make.date(2026, 11, 21))}, "booking.in_the_past", "starts_at"),
        ({"public": make.span("09:00", "10:00", make.date(2029, 6, 1))}, "booking.too_far_ahead", "starts_at"),
        ({"public": make.span("09:00", "10:00", last=make.date(2028, 1, 5))}, "booking.too_long", "ends_at"),
        ({"public": make.span("21:00", "22:30")}, "booking.outside_hours", "starts_at"),
        ({"expected_people": 31}, "booking.too_many_people", "expected_people"),
    ],
)
def test_a_request_that_does_not_fit_says_why(house: House, change: dict[str, object], code: str, field: str) -> None:
    transact(lambda: make.venue("a", capacity=30))

    def send() -> None:
        request = replace(make.request(house.space("lan"), make.the_venue("a")), **change)  # type: ignore[arg-type]
        request_booking(request, actor=house.lan, key="k")

    error = refused(send)
    assert (error.code, error.field) == (code, field)
    assert db.session.query(Booking).count() == 0


def test_setup_that_should_have_begun_is_in_the_past(house: House) -> None:
    transact(lambda: make.venue("a"))
    soon = make.span("13:00", "14:00", make.date(2026, 11, 22))
    ask = lambda: make.book(  # noqa: E731
        house.lan, house.space("lan"), make.the_venue("a"), when=soon, setup=make.HOUR
    )
    assert refused(ask).code == "booking.in_the_past"


def test_a_venue_that_takes_no_bookings(house: House) -> None:
    transact(lambda: make.venue("a", open_to_bookings=False))
    assert (
        refused(lambda: make.book(house.lan, house.space("lan"), make.the_venue("a"))).code
        == "booking.venue_not_open"
    )


def test_who_may_ask_for_whom(house: House) -> None:
    transact(lambda: make.venue("a", policy=Policy.COMPETE))
    ask = lambda who, host: transact(  # noqa: E731
        lambda: make.book(house.cast.user(who), house.space(host) if host else None, make.the_venue("a"))
    )
    assert ask("minh", "lan").space_id == house.ids["lan"]
    assert ask("tuan", "hoa").space_id == house.ids["hoa"]
    assert ask("tuan", None).space_id is None
    for who, host in (("hoa", "lan"), ("lan", None), ("dung", "lan"), ("mai", "lan")):
        with pytest.raises(DomainError, match=r"booking\.not_allowed"):
            ask(who, host)


def test_only_members_ask(house: House) -> None:
    def act() -> None:
        outsider = make.space(house.minh, "Chưa vào", grade=None)
        make.book(house.minh, outsider, make.venue("a"))

    assert refused(act).code == "booking.not_member"


def test_an_associate_asks_for_some_venues_and_never_at_once(house: House) -> None:
    def act() -> str:
        associate = make.space(house.minh, "Liên kết", grade=Grade.ASSOCIATE)
        with pytest.raises(DomainError, match=r"booking\.associate"):
            make.book(house.minh, associate, make.venue("closed-to-them"))
        return make.book(house.minh, associate, make.venue("open-to-them", associates_may_request=True)).status

    assert transact(act) == BookingStatus.HELD


def test_a_series_is_all_or_nothing(house: House) -> None:
    transact(lambda: make.venue("a"))
    week = timedelta(days=7)
    days = [make.MONDAY + week * n for n in range(3)]
    transact(
        lambda: make.book(
            house.hoa, house.space("hoa"), make.the_venue("a"), when=make.span("20:00", "21:00", days[2])
        )
    )

    def series(count: int) -> list[str]:
        requests = [
            make.request(house.space("lan"), make.the_venue("a"), when=make.span("19:00", "21:00", day))
            for day in days[:count]
        ]
        return [b.public_id for b in request_series(requests, actor=house.lan, key="k")]

    assert refused(lambda: series(3)).code == "booking.taken"
    assert db.session.query(Booking).count() == 1
    made = transact(lambda: series(2))
    assert len(set(made)) == 2
    assert transact(lambda: series(2)) == made
    assert refused(lambda: series(1)).code == "booking.key_reused"
    assert db.session.query(Mail).filter_by(template="booking_confirmed", recipient="lan@example.org").count() == 1


def test_a_series_does_not_overlap_itself(house: House) -> None:
    def act() -> None:
        venue = make.venue("a", policy=Policy.COMPETE)
        requests = [
            make.request(house.space("lan"), venue, when=make.span(*t))
            for t in (("09:00", "10:00"), ("09:30", "11:00"))
        ]
        request_series(requests, actor=house.lan, key="k")

    assert refused(act).code == "booking.series_overlaps"


def test_coordinators_hear_of_what_waits_and_of_nothing_else(house: House) -> None:
    transact(lambda: make.book(house.lan, house.space("lan"), make.venue("a")))
    assert db.session.query(Mail).filter_by(template="booking_waiting").count() == 0
    transact(lambda: make.book(house.lan, house.space("lan"), make.venue("b", policy=Policy.HOLD)))
    told = {m.recipient for m in db.session.query(Mail).filter_by(template="booking_waiting")}
    assert told == {"tuan@example.org", "thu@example.org"}
