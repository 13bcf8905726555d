"""Bookings of spaces that will be no members on their day: who they are, and that people decide, never the clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.bookings import queries, rules, service
from app.bookings.models import Booking, BookingStatus, Keep
from app.bookings.rules import Lapse
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.timespan import Timespan
from app.mail.models import Mail
from app.memberships.models import EventKind, Grade, MembershipEvent
from app.memberships.rules import standing
from app.settings.service import change_setting
from app.spaces.queries import space_by_public_id
from app.venues.models import Venue
from tests.bookings import factories as make
from tests.bookings.conftest import House, Town, refused

K, S = EventKind, BookingStatus
LAST = make.MONDAY  # the last day of the term in the tables below
PAGE = "/desk/bookings/lapsed"


def line(kind: EventKind, on: date, *, until: date | None = None, grade: Grade | None = None) -> MembershipEvent:
    recorded = datetime(on.year, on.month, on.day, 3, tzinfo=UTC)
    return MembershipEvent(
        kind=kind, effective_on=on, valid_until=until, grade=grade, recorded_at=recorded, reason=str(kind)
    )


def admitted(until: date | None = LAST, grade: Grade = Grade.FULL) -> MembershipEvent:
    return line(K.ADMITTED, date(2026, 1, 1), until=until, grade=grade)


def days_after(count: int) -> date:
    return LAST + timedelta(days=count)


def booking(public: Timespan, *, status: BookingStatus = S.CONFIRMED, associates: bool = True) -> Booking:
    venue = Venue(associates_may_request=associates)
    return Booking(
        space_id=1, status=status, venues=[venue], public_starts_at=public.start, public_ends_at=public.end,
        starts_at=public.start, ends_at=public.end,
    )  # fmt: skip


def why(one: Booking, events: list[MembershipEvent], *, grace: int = 0) -> Lapse | None:
    """As the query asks it: on each of the days that count."""
    found = (
        rules.lapsed(one, standing(events, on=day, grace_days=grace)) for day in rules.days_of_host(one, make.ZONE)
    )
    return next((lapse for lapse in found if lapse is not None), None)


@pytest.mark.parametrize(
    ("events", "day", "grace", "expected"),
    [
        ([admitted()], LAST, 0, None),
        ([admitted()], days_after(1), 0, Lapse.EXPIRED),
        ([admitted()], days_after(30), 30, None),
        ([admitted()], days_after(31), 30, Lapse.EXPIRED),
        ([admitted(None)], days_after(700), 0, None),
        ([], LAST, 0, None),  # never a member: a coordinator booked for it knowing that
        ([admitted(), line(K.SUSPENDED, days_after(-9))], LAST, 0, Lapse.SUSPENDED),
        ([admitted(), line(K.SUSPENDED, days_after(-9)), line(K.REINSTATED, days_after(-1))], LAST, 0, None),
        ([admitted(), line(K.SUSPENDED, days_after(-9)), line(K.REINSTATED, days_after(1))], LAST, 0, Lapse.SUSPENDED),
        ([admitted(), line(K.SUSPENDED, days_after(-9))], days_after(1), 0, Lapse.EXPIRED),
        ([admitted(), line(K.REVOKED, LAST)], LAST, 0, Lapse.REVOKED),
        ([admitted(), line(K.REVOKED, LAST)], days_after(-1), 0, None),
        ([admitted(), line(K.ENDED, LAST)], LAST, 0, Lapse.ENDED),
        ([admitted(), line(K.MERGED, LAST)], LAST, 0, Lapse.MERGED),
        ([admitted(), line(K.RENEWED, LAST, until=days_after(99))], days_after(1), 0, None),
    ],
)  # fmt: skip
def test_the_day_decides(events: list[MembershipEvent], day: date, grace: int, expected: Lapse | None) -> None:
    assert why(booking(make.span("19:00", "21:00", day)), events, grace=grace) == expected


def test_a_night_belongs_to_the_day_it_begins_and_an_exhibition_to_its_first_and_last() -> None:
    assert why(booking(make.span("21:00", "01:00", LAST, days_after(1))), [admitted()]) is None
    assert why(booking(make.span("09:00", "17:00", days_after(-5), days_after(1))), [admitted()]) == Lapse.EXPIRED
    assert why(booking(make.span("09:00", "17:00", days_after(-5), LAST)), [admitted()]) is None


def test_a_lower_grade_loses_only_what_is_closed_to_it() -> None:
    renewed = [admitted(), line(K.RENEWED, LAST, until=days_after(700), grade=Grade.ASSOCIATE)]
    evening = make.span("19:00", "21:00", days_after(1))
    assert why(booking(evening, associates=False), renewed) == Lapse.ASSOCIATE
    assert why(booking(evening, associates=True), renewed) is None
    assert why(booking(make.span("19:00", "21:00", days_after(-1)), associates=False), renewed) is None


@pytest.mark.parametrize("status", sorted(rules.GONE))
def test_what_is_over_is_nobodys_question(status: BookingStatus) -> None:
    gone = booking(make.span("19:00", "21:00", days_after(1)), status=status)
    assert why(gone, [admitted()]) is None
    gone.status, gone.space_id = S.CONFIRMED, None
    assert why(gone, [admitted()]) is None


@given(
    kinds=st.lists(st.tuples(st.sampled_from(list(K)), st.integers(-60, 60)), max_size=8),
    day=st.integers(-60, 60),
    grace=st.integers(0, 20),
)
def test_whoever_could_ask_for_it_that_day_keeps_it(kinds: list[tuple[EventKind, int]], day: int, grace: int) -> None:
    """Lapsed is exactly: was once a member, and on the day is none."""
    events = [admitted(days_after(-61))] + [
        line(kind, days_after(on), until=days_after(on + 40), grade=Grade.FULL) for kind, on in kinds
    ]
    lapse = why(booking(make.span("19:00", "21:00", days_after(day))), events, grace=grace)
    assert (lapse is None) == standing(events, on=days_after(day), grace_days=grace).is_member


def enter(space_id: int, kind: EventKind, **values: Any) -> None:
    db.session.add(
        MembershipEvent(
            space_id=space_id, kind=kind, recorded_at=datetime(2026, 11, 22, tzinfo=UTC),
            **{"effective_on": date(2026, 11, 22)} | values,
        )
    )  # fmt: skip
    db.session.flush()


def stage(house: House, *days: int) -> list[str]:
    """Confirmed evenings of Lan's space, so many days after the Monday."""

    def act() -> list[str]:
        hall = make.venue(f"nha-{days[0]}")
        evenings = [make.span("19:00", "21:00", days_after(day)) for day in days]
        return [make.book(house.lan, house.space("lan"), hall, when=when).public_id for when in evenings]

    return transact(act)


def open_of(house: House) -> list[tuple[str, Lapse]]:
    group = queries.lapsed_of(house.ids["lan"])
    return [(one.booking.public_id, one.why) for one in group.open] if group else []


def letters(template: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id)))


def status_of(public_id: str) -> str:
    found = queries.booking_by_public_id(public_id)
    assert found
    return found.status


def test_nothing_is_cancelled_by_itself(house: House) -> None:
    one, other = stage(house, 0, 7)
    assert open_of(house) == []
    transact(lambda: enter(house.ids["lan"], K.SUSPENDED))
    assert open_of(house) == [(one, Lapse.SUSPENDED), (other, Lapse.SUSPENDED)]
    assert {status_of(one), status_of(other)} == {"confirmed"}
    transact(lambda: enter(house.ids["lan"], K.REINSTATED, effective_on=days_after(1)))
    assert open_of(house) == [(one, Lapse.SUSPENDED)]


def test_what_is_kept_stays_kept_until_the_standing_changes_again(house: House) -> None:
    (one,) = stage(house, 0)
    transact(lambda: enter(house.ids["lan"], K.SUSPENDED))
    transact(lambda: service.keep_lapsed(house.space("lan"), [one], reason="Vé đã bán.", actor=house.tuan))
    group = queries.lapsed_of(house.ids["lan"])
    assert group and not group.open
    assert [(k.keep.reason, k.keep.kept_by) for k in group.kept if k.keep] == [("Vé đã bán.", house.tuan.id)]
    transact(lambda: enter(house.ids["lan"], K.REVOKED))
    assert open_of(house) == [(one, Lapse.REVOKED)]
    transact(lambda: service.keep_lapsed(house.space("lan"), [one], reason="Vẫn vậy.", actor=house.tuan))
    told = letters("booking_kept")
    assert [(m.recipient, m.values["status"]) for m in told] == [("lan@example.org", "confirmed")] * 2
    assert "Vé đã bán" not in str([m.values for m in told])


def test_letting_go_says_why_and_gives_the_floor_back(house: House) -> None:
    one, other = stage(house, 0, 7)
    transact(lambda: enter(house.ids["lan"], K.REVOKED))
    transact(lambda: service.release_lapsed(house.space("lan"), [one], reason="Đã thu hồi.", actor=house.tuan))
    assert (status_of(one), status_of(other)) == ("cancelled", "confirmed")
    (told,) = letters("booking_cancelled")
    assert (told.recipient, told.values["reason"]) == ("lan@example.org", "Đã thu hồi.")
    assert open_of(house) == [(other, Lapse.REVOKED)]


def test_what_may_not_be_settled(house: House) -> None:
    (one,) = stage(house, 0)

    def settle(who: str = "tuan", chosen: tuple[str, ...] = (one,), reason: str = "Vì vậy.", seen: str = "") -> str:
        def act() -> None:
            space, actor = house.space("lan"), getattr(house, who)
            service.release_lapsed(space, chosen, reason=reason, actor=actor, seen=seen or None)

        return refused(act).code

    assert settle() == "booking.lapse_unchosen"  # still a member
    transact(lambda: enter(house.ids["lan"], K.SUSPENDED))
    assert settle(chosen=()) == "booking.lapse_unchosen"
    assert settle(chosen=(one, "0" * 24)) == "booking.lapse_unchosen"
    assert settle(reason=" ") == "booking.lapse_reason_missing"
    assert settle(seen="khac") == "booking.facts_changed"
    assert settle("dung") == settle("lan") == "booking.lapse_of_own"
    assert status_of(one) == "confirmed"


def test_a_coordinator_on_the_team_leaves_it_to_another(house: House) -> None:
    def act() -> int:
        space = make.space(house.tuan, "Nhà Tuấn")
        make.book(house.tuan, space, make.venue("nha-tuan"))
        enter(space.id, K.SUSPENDED)
        return space.id

    space_id = transact(act)
    group = queries.lapsed_of(space_id)
    assert group
    assert not queries.may_settle_lapse(house.tuan, group.space)
    assert queries.may_settle_lapse(house.thu, group.space)


@pytest.mark.parametrize("way", ["instant", "waiting", "series"])
@pytest.mark.parametrize("kind", [K.SUSPENDED, K.REVOKED, K.ENDED, K.MERGED, None])
def test_no_way_of_asking_passes_without_the_membership(house: House, way: str, kind: EventKind | None) -> None:
    """None: the term has run out by itself."""

    def lapse() -> None:
        if kind is None:
            enter(house.ids["lan"], K.RENEWED, valid_until=date(2026, 11, 21), effective_on=date(2026, 11, 1))
        else:
            enter(house.ids["lan"], kind)
        make.venue("nha-thu", policy=make.Policy.HOLD if way == "waiting" else make.Policy.INSTANT)

    transact(lapse)

    def ask() -> None:
        host, hall = house.space("lan"), make.the_venue("nha-thu")
        if way == "series":
            weeks = [make.request(host, hall, when=make.span("19:00", "21:00", days_after(7 * n))) for n in range(3)]
            service.request_series(weeks, actor=house.lan, key=new_public_id())
        else:
            make.book(house.lan, host, hall)

    assert refused(ask).code == "booking.not_member"


def test_in_grace_a_space_still_books(house: House) -> None:
    def lapse() -> None:
        enter(house.ids["lan"], K.RENEWED, valid_until=date(2026, 11, 21), effective_on=date(2026, 11, 1))
        change_setting("membership.grace_days", 30, actor=house.ha)

    transact(lapse)
    (one,) = stage(house, 0)
    assert status_of(one) == "confirmed"
    assert open_of(house) == []


@pytest.fixture
def tuan(town: Town) -> FlaskClient:
    return town.cast.client("tuan")


def suspend(town: Town) -> None:
    town.do(lambda: enter(id_of(town.lan), K.SUSPENDED))


def id_of(public_id: str) -> int:
    space = space_by_public_id(public_id)
    assert space
    return space.id


def test_the_desk_the_list_and_the_space_say_so(town: Town, tuan: FlaskClient) -> None:
    one = town.book("lan", "san-khau-kinh", title_vi="Chèo tối")
    assert "Không có lượt nào cần xem" in tuan.get(PAGE).text
    suspend(town)
    assert "1 lượt đặt chỗ sắp tới: giữ hay huỷ" in tuan.get("/desk?show=bookings").text
    assert "1 lượt đặt chỗ của không gian không còn là thành viên" in tuan.get("/desk/bookings").text
    assert "Ngày 07/12/2026 không gian đang bị đình chỉ." in tuan.get(f"/desk/bookings/{one}").text
    lan = town.cast.client("lan")
    assert "Trung tâm đang xem lại" in lan.get("/my/bookings").text
    assert "lượt đặt chỗ vẫn còn nguyên" in lan.get(f"/bookings/{one}").text
    ledger = town.cast.client("dung").get(f"/desk/members/{town.lan}").text
    assert "Không gian có 1 lượt đặt chỗ sắp tới." in ledger


def test_a_whole_space_is_settled_at_once(town: Town, tuan: FlaskClient) -> None:
    booked = [
        town.book("lan", "san-khau-kinh", when=make.span("19:00", "21:00", days_after(n)), title_vi=f"Tối {n}")
        for n in range(3)
    ]
    suspend(town)
    to = f"{PAGE}/{town.lan}"
    nothing = tuan.submit(PAGE, {f"{town.lan}-act": "release", f"{town.lan}-reason": "Vì đình chỉ."}, to=to)
    assert nothing.status_code == 422
    assert "Bạn chưa chọn lượt đặt chỗ nào." in nothing.text
    assert "Vì đình chỉ." in nothing.text
    kept = tuan.submit(
        PAGE,
        {f"{town.lan}-chosen": booked[0], f"{town.lan}-act": "keep", f"{town.lan}-reason": "Đã bán vé."},
        to=to,
        follow_redirects=True,
    )
    assert "Đã giữ 1 lượt và báo cho không gian." in kept.text
    gone = tuan.submit(
        PAGE,
        {f"{town.lan}-everything": "y", f"{town.lan}-act": "release", f"{town.lan}-reason": "Vì đình chỉ."},
        to=to,
        follow_redirects=True,
    )
    assert "Đã huỷ 2 lượt và báo cho không gian." in gone.text
    assert [town.status(one) for one in booked] == ["requested", "cancelled", "cancelled"]
    assert "1 lượt đã xem và vẫn giữ" in gone.text
    assert town.do(lambda: len(db.session.scalars(select(Keep)).all())) == 1


def test_an_unknown_space_is_not_found(town: Town, tuan: FlaskClient) -> None:
    town.book("lan", "san-khau-kinh")
    suspend(town)
    token = tuan.get(PAGE).text.split('name="csrf_token" value="')[1].split('"')[0]
    assert tuan.post(f"{PAGE}/{'0' * 24}", data={"csrf_token": token}).status_code == 404


def test_what_was_seen_is_what_is_settled(house: House) -> None:
    (one,) = stage(house, 0)
    transact(lambda: enter(house.ids["lan"], K.SUSPENDED))
    seen = service.facts_of_lapses(queries.lapsed_of(house.ids["lan"]))
    transact(lambda: enter(house.ids["lan"], K.REVOKED))

    def act() -> None:
        service.keep_lapsed(house.space("lan"), [one], reason="Vì vậy.", actor=house.tuan, seen=seen)

    error = refused(act)
    assert isinstance(error, DomainError)
    assert error.code == "booking.facts_changed"
