"""Nobody of the Centre decides about a booking of a space whose team they are on; somebody else does, and is named."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.accounts.models import User
from app.bookings import queries, service
from app.bookings.rules.series import Answer, Verdict
from app.core import clock
from app.core.db import db, transact
from app.mail.models import Mail
from app.spaces.models import Space, TeamMember, TeamRole
from app.venues.models import Policy, VenueApprover
from tests.bookings import factories as make
from tests.bookings.conftest import House, Town, refused
from tests.bookings.test_changes import change, confirmed, wish_of
from tests.bookings.test_decide import booked, fetch

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Act = Callable[[User], object]


def _join(house: House, who: str = "tuan") -> None:
    def act() -> None:
        now = clock.now()
        db.session.add(
            TeamMember(
                space_id=house.ids["lan"], user_id=house.cast.user(who).id, role=TeamRole.MEMBER, joined_at=now
            )
        )

    transact(act)


def _asked(house: House) -> str:
    return booked(house, policy=Policy.HOLD)


def _wished(house: House) -> str:
    one = confirmed(house)
    change(house, one, "19:00", "21:30")
    return one


def _waiting(house: House) -> str:
    """Lan waits for what nobody has any more."""
    first = booked(house, who="hoa")
    request = make.request(house.space("lan"), make.the_venue("a"))
    one = transact(lambda: service.join_waiting_list(request, actor=house.lan, key="waits").public_id)
    transact(lambda: setattr(make.the_venue("a"), "open_to_bookings", False))
    transact(lambda: service.cancel_booking(fetch(first), actor=house.hoa))
    transact(lambda: setattr(make.the_venue("a"), "open_to_bookings", True))
    return one


def _series(house: House) -> list[str]:
    def act() -> list[str]:
        venue = make.venue("a", policy=Policy.HOLD)
        spans = [make.span("19:00", "21:00", day=make.MONDAY + timedelta(days=7 * n)) for n in range(2)]
        asked = [make.request(house.space("lan"), venue, when=one) for one in spans]
        return [one.public_id for one in service.request_series(asked, actor=house.lan, key="series")]

    return transact(act)


def confirming(house: House, _noon: Any) -> Act:
    one = _asked(house)
    return lambda actor: service.confirm_booking(fetch(one), actor=actor)


def declining(house: House, _noon: Any) -> Act:
    one = _asked(house)
    return lambda actor: service.decline_booking(fetch(one), actor=actor, reason="Không được.")


def countering(house: House, _noon: Any) -> Act:
    one = _asked(house)
    return lambda actor: service.counter_offer(fetch(one), actor=actor, public=make.span("09:00", "11:00"))


def moving(house: House, _noon: Any) -> Act:
    one = confirmed(house)
    return lambda actor: service.move_booking(fetch(one), actor=actor, public=make.span("09:00", "11:00"))


def swapping(house: House, _noon: Any) -> Act:
    one, other = confirmed(house), confirmed(house, "b", who="hoa")
    return lambda actor: service.swap_bookings(fetch(other), fetch(one), actor=actor)


def granting(house: House, _noon: Any) -> Act:
    one = _wished(house)
    return lambda actor: service.grant_changes([wish_of(one)], actor=actor)


def refusing(house: House, _noon: Any) -> Act:
    one = _wished(house)
    return lambda actor: service.refuse_change(wish_of(one), actor=actor, reason="Không được.")


def offering(house: House, _noon: Any) -> Act:
    one = _waiting(house)
    return lambda actor: service.offer_by_hand(fetch(one), actor=actor)


def deciding_a_series(house: House, _noon: Any) -> Act:
    ids = _series(house)
    verdicts = {one: Verdict(Answer.APPROVE) for one in ids}
    return lambda actor: service.decide_dates([fetch(one) for one in ids], verdicts, actor=actor)


def checking_in(house: House, noon: time_machine.Traveller) -> Act:
    one = confirmed(house)
    noon.move_to(make.span("19:30", "20:00").start)
    return lambda actor: service.check_in(fetch(one), actor=actor)


def leaving(house: House, noon: time_machine.Traveller) -> Act:
    one = confirmed(house)
    noon.move_to(make.span("19:30", "20:00").start)
    transact(lambda: service.check_in(fetch(one), actor=house.thu))
    return lambda actor: service.leave_early(fetch(one), actor=actor)


def noting_a_no_show(house: House, noon: time_machine.Traveller) -> Act:
    one = confirmed(house)
    noon.move_to(make.span("19:30", "20:00").start)
    return lambda actor: service.note_no_show(fetch(one), note="Cửa khoá, không ai nghe máy.", actor=actor)


def clearing_a_no_show(house: House, noon: time_machine.Traveller) -> Act:
    one = confirmed(house)
    noon.move_to(make.span("19:30", "20:00").start)
    transact(lambda: service.note_no_show(fetch(one), note="Cửa khoá, không ai nghe máy.", actor=house.thu))
    return lambda actor: service.undo_no_show(fetch(one), actor=actor)


@pytest.mark.parametrize(
    "act",
    [
        confirming,
        declining,
        countering,
        moving,
        swapping,
        granting,
        refusing,
        offering,
        deciding_a_series,
        checking_in,
        leaving,
        noting_a_no_show,
        clearing_a_no_show,
    ],
)
def test_somebody_on_the_team_is_refused_and_a_colleague_does_it(
    house: House, noon: time_machine.Traveller, act: Callable[[House, Any], Act]
) -> None:
    do = act(house, noon)
    _join(house)
    error = refused(lambda: do(house.tuan))
    assert (error.code, error.values["who"]) == ("booking.of_own_space", ["Lê Thu"])
    transact(lambda: do(house.thu))


def test_a_venue_may_be_shut_by_whoever_has_a_booking_there(house: House) -> None:
    """That hits everybody there alike."""
    confirmed(house)
    _join(house)
    transact(
        lambda: service.close_venues(
            actor=house.tuan, venue_ids=[make.the_venue("a").id], span=make.span("08:00", "22:00"), title_vi="Bão"
        )
    )


def test_who_asks_for_the_own_space_is_bound_by_the_terms_like_any_host(house: House) -> None:
    """And may not cancel when a host no longer may."""
    one = confirmed(house)
    _join(house)

    def strict() -> None:
        venue = make.the_venue("a")
        venue.notice_min_hours, venue.cancel_until_hours = 24 * 60, 24 * 60

    transact(strict)
    later = make.span("09:00", "10:00")
    assert refused(lambda: make.book(house.tuan, house.space("lan"), make.the_venue("a"), when=later)).code == (
        "booking.notice_short"
    )
    assert refused(lambda: service.cancel_booking(fetch(one), actor=house.tuan)).code == "booking.cancel_too_late"
    transact(lambda: make.book(house.thu, house.space("lan"), make.the_venue("a"), when=later))
    transact(lambda: service.cancel_booking(fetch(one), actor=house.thu, reason="Họ nhờ."))


def _name(house: House, *who: str) -> None:
    venue = make.the_venue("a")
    db.session.add_all(VenueApprover(venue_id=venue.id, user_id=house.cast.user(one).id) for one in who)


def test_where_only_the_team_is_named_the_other_coordinators_decide(house: House) -> None:
    one = _asked(house)
    _join(house)
    transact(lambda: _name(house, "tuan"))
    assert queries.deciders_of([fetch(one)])[fetch(one).id] == {house.thu.id}
    transact(lambda: service.confirm_booking(fetch(one), actor=house.thu))


def test_where_all_coordinators_are_on_the_team_it_says_whom_to_ask(house: House) -> None:
    one = _asked(house)
    _join(house)
    _join(house, "thu")
    assert refused(lambda: service.confirm_booking(fetch(one), actor=house.tuan)).code == "booking.of_own_space_alone"


def test_the_letter_about_it_goes_to_those_who_decide(house: House) -> None:
    _join(house)
    _asked(house)
    told = {mail.recipient for mail in db.session.query(Mail).filter_by(template="booking_waiting")}
    assert told == {"thu@example.org"}


def test_the_pages_say_who_decides_and_offer_nothing_that_is_refused(town: Town) -> None:
    def act() -> None:
        tuan, lan = town.cast.user("tuan"), db.session.query(Space).filter_by(public_id=town.lan).one()
        db.session.add(TeamMember(space_id=lan.id, user_id=tuan.id, role=TeamRole.MEMBER, joined_at=clock.now()))
        make.venue("a", policy=Policy.HOLD)

    town.do(act)
    one = town.book("lan", "a")
    tuan, thu = town.cast.client("tuan"), town.cast.client("thu")
    page = tuan.get(f"/desk/bookings/{one}").text
    assert "Người quyết: Lê Thu." in page
    assert f"/desk/bookings/{one}/confirm" not in page
    assert f"/desk/bookings/{one}/confirm" in thu.get(f"/desk/bookings/{one}").text
    assert "người khác quyết" in tuan.get("/desk/bookings").text
    assert tuan.get(f"/desk/bookings/{one}/move").status_code == 302
    assert "Việc của tôi" in tuan.get("/desk/bookings").text
