from typing import Any

import pytest

from app.bookings import preview, queries, service
from app.bookings.models import BookingStatus, Closure, Occupancy
from app.bookings.rules import ClosureWish
from app.core.db import db, transact
from app.core.errors import DomainError
from app.mail.models import Mail
from app.venues.models import Policy
from tests.bookings import factories as make
from tests.bookings.conftest import House, refused
from tests.bookings.test_decide import blocking, booked, fetch, letters

EVENING = make.span("17:00", "22:00")


def wish(*venue_ids: int, span: make.Timespan = EVENING, **values: Any) -> ClosureWish:
    return ClosureWish(venue_ids=venue_ids, span=span, title_vi="Sửa sàn kính", **values)


def close(house: House, slug: str = "a", span: make.Timespan = EVENING, fingerprint: str | None = None) -> str:
    return transact(
        lambda: (
            service.close_venues(
                actor=house.tuan,
                venue_ids=[make.the_venue(slug).id],
                span=span,
                title_vi="Sửa sàn kính",
                title_en="Glass floor repairs",
                fingerprint=fingerprint,
            ).public_id
        )
    )


def test_a_closure_displaces_what_is_in_its_way(house: House) -> None:
    confirmed = booked(house)
    earlier = booked(house, when=make.span("15:00", "17:00"), who="hoa")
    close(house)
    assert (fetch(confirmed).status, fetch(confirmed).sequence) == (BookingStatus.DISPLACED, 1)
    assert blocking(confirmed) == [False]
    assert fetch(earlier).status == BookingStatus.CONFIRMED
    letter = db.session.query(Mail).filter_by(template="booking_displaced").one()
    assert letter.recipient == "lan@example.org"
    assert letter.values["closure"] == "Sửa sàn kính"
    assert letter.values["alternatives"] == [
        "19:00–21:00, thứ Ba 08/12/2026",
        "19:00–21:00, thứ Tư 09/12/2026",
        "19:00–21:00, thứ Năm 10/12/2026",
    ]


def test_requests_that_only_wait_are_displaced_too(house: House) -> None:
    waiting = booked(house, policy=Policy.COMPETE)
    close(house)
    assert fetch(waiting).status == BookingStatus.DISPLACED


def test_nobody_books_while_it_is_closed_and_the_answer_names_the_closure(house: House) -> None:
    transact(lambda: make.venue("a"))
    public_id = close(house)
    error = refused(lambda: make.book(house.lan, house.space("lan"), make.the_venue("a")))
    assert error.code == "booking.closed"
    assert error.values["what"].read_in("en") == "Glass floor repairs"
    closure = queries.closure_by_public_id(public_id)
    assert closure is not None
    transact(lambda: service.lift_closure(fetch_closure(public_id), actor=house.tuan))
    assert fetch_closure(public_id).sequence == 1
    assert booked(house)
    assert (
        refused(lambda: service.lift_closure(fetch_closure(public_id), actor=house.tuan)).code
        == "booking.closure_lifted"
    )


def fetch_closure(public_id: str) -> Closure:
    found = queries.closure_by_public_id(public_id)
    assert found is not None
    return found


def test_closing_the_whole_touches_its_parts(house: House) -> None:
    def plant() -> None:
        east, west = make.area("east"), make.area("west")
        make.venue("garden", east, west), make.venue("east", east), make.venue("far")

    transact(plant)
    part, far = booked(house, "east"), booked(house, "far")
    close(house, "garden")
    assert (fetch(part).status, fetch(far).status) == (BookingStatus.DISPLACED, BookingStatus.CONFIRMED)


def test_two_closures_of_one_floor_do_not_overlap(house: House) -> None:
    transact(lambda: make.venue("a"))
    close(house)
    with pytest.raises(DomainError, match=r"booking\.closed"):
        close(house, span=make.span("20:00", "22:00"))
    assert db.session.query(Closure).count() == 1


def test_the_preview_names_them_and_keeps_nothing(house: House) -> None:
    one = booked(house)
    venue_id = fetch(one).venues[0].id
    seen = preview.consequences_of_closing(house.tuan, wish(venue_id))
    assert [a.public_id for a in seen.displaced] == [one]
    assert [(t.name, t.template) for t in seen.told] == [("Nguyễn Lan", "booking_displaced")]
    assert fetch(one).status == BookingStatus.CONFIRMED
    assert (db.session.query(Closure).count(), letters("booking_displaced")) == (0, set())
    close(house, fingerprint=seen.fingerprint)
    assert fetch(one).status == BookingStatus.DISPLACED


def test_a_closure_looks_again_when_the_facts_have_changed(house: House) -> None:
    one = booked(house)
    seen = preview.consequences_of_closing(house.tuan, wish(fetch(one).venues[0].id))
    booked(house, who="hoa", when=make.span("21:00", "22:00"))
    with pytest.raises(DomainError, match=r"booking\.facts_changed"):
        close(house, fingerprint=seen.fingerprint)
    assert fetch(one).status == BookingStatus.CONFIRMED


def test_a_closure_may_have_begun_but_not_ended(house: House) -> None:
    transact(lambda: make.venue("a"))
    today = make.date(2026, 11, 22)
    assert close(house, span=make.span("08:00", "20:00", today))
    with pytest.raises(DomainError, match=r"booking\.in_the_past"):
        close(house, span=make.span("07:00", "08:00", today))


def test_the_day_table_sees_what_stands(house: House) -> None:
    one, gone = booked(house), booked(house, when=make.span("09:00", "10:00"))
    transact(lambda: service.cancel_booking(fetch(gone), actor=house.lan))
    close(house, span=make.span("12:00", "13:00"))
    venue = make.the_venue("a")
    rows = queries.on_day([venue.id], make.span("00:00", "23:59"))
    assert [(r.booking.public_id if r.booking else "closed") for r in rows] == ["closed", one]
    assert len(queries.closures_between(make.span("00:00", "23:59"), [venue.id])) == 1
    assert queries.closures_between(make.span("14:00", "15:00"), [venue.id]) == []
    assert db.session.query(Occupancy).count() == 3
