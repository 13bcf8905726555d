"""What staff are told beforehand is what then happens, or the click is refused."""

from app.bookings import preview, service
from app.bookings.models import BookingStatus
from app.core.db import transact
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.conftest import House, refused
from tests.bookings.test_decide import booked, fetch, letters


def test_confirming_names_the_rivals_and_who_is_told(house: House) -> None:
    one, other = booked(house, policy=Policy.COMPETE), booked(house, who="hoa")
    seen = preview.consequences_of_confirming(one, house.tuan)
    assert (seen.status, seen.refusal, seen.obstacles) == ("confirmed", None, ())
    assert [(r.public_id, r.host and r.host.vi) for r in seen.rivals] == [(other, "Nhà Hoa")]
    assert [(one.rival.public_id, one.free) for one in seen.losing] == [
        (other, make.span("19:00", "21:00", make.date(2026, 12, 8)))
    ]
    assert [(t.name, t.template) for t in seen.told] == [
        ("Nguyễn Lan", "booking_confirmed"),
        ("Hoàng Hoa", "booking_waitlisted_instead"),
    ]
    nobody = preview.consequences_of_confirming(one, house.tuan, waits=[], instead=[])
    assert [t.name for t in nobody.told] == ["Nguyễn Lan"]
    assert nobody.fingerprint == seen.fingerprint, "ticks are no facts"
    assert (fetch(one).status, letters("booking_confirmed")) == (BookingStatus.REQUESTED, set())
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, fingerprint=seen.fingerprint))
    late = preview.consequences_of_confirming(other, house.tuan)
    assert late.refusal is not None
    assert late.refusal.code == "booking.taken"
    assert [o.where.read_in("en") for o in late.obstacles] == ["Area a"]


def test_a_new_rival_makes_staff_look_again(house: House) -> None:
    one = booked(house, policy=Policy.COMPETE)
    seen = preview.consequences_of_confirming(one, house.tuan)
    booked(house, who="hoa")
    again = lambda: service.confirm_booking(fetch(one), actor=house.tuan, fingerprint=seen.fingerprint)  # noqa: E731
    assert refused(again).code == "booking.facts_changed"


def test_confirming_shows_the_noisy_neighbour(house: House) -> None:
    def act() -> str:
        one, other = make.area("one"), make.area("other")
        make.edge(one, other)
        make.book(house.lan, house.space("lan"), make.venue("one", one))
        return make.book(house.hoa, house.space("hoa"), make.venue("other", other)).public_id

    seen = preview.consequences_of_confirming(transact(act), house.tuan)
    assert seen.status == "confirmed"
    assert [(n.kind, n.note.vi, n.where.vi, n.booking.title.vi) for n in seen.neighbours] == [
        ("sound", "Ồn", "Khu one", "Đêm nhạc")
    ]


def test_moving_shows_what_is_there(house: House) -> None:
    one = booked(house)
    booked(house, who="hoa", when=make.span("09:00", "10:00"))
    blocked = preview.consequences_of_moving(one, house.tuan, public=make.span("09:30", "11:00"))
    assert blocked.refusal is not None
    assert blocked.refusal.code == "booking.taken"
    free = preview.consequences_of_moving(one, house.tuan, public=make.span("10:00", "11:00"))
    assert (free.refusal, free.status) == (None, "confirmed")
    assert fetch(one).public == make.span("19:00", "21:00")
    ten = make.span("10:00", "11:00")
    transact(lambda: service.move_booking(fetch(one), actor=house.tuan, public=ten, fingerprint=free.fingerprint))
    stale = lambda: service.move_booking(fetch(one), actor=house.tuan, public=ten, fingerprint=free.fingerprint)  # noqa: E731
    assert refused(stale).code == "booking.facts_changed"
