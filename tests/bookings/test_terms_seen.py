"""What deciding means beside the floor, seen before the click: quotas, equipment, papers, whose venue it is. The picture
is what the act then does, and changed facts are shown anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Role
from app.accounts.service import revoke_role
from app.bookings import measures, preview, service
from app.bookings.models import BookingStatus
from app.core import clock
from app.core.db import db, transact
from app.core.ids import new_public_id
from app.licences.models import LicenceRule
from app.mail.delivery import compose
from app.mail.models import Mail
from app.venues.models import Equipment, Policy, Quota, VenueApprover
from app.venues.terms import QuotaUse
from tests.bookings import factories as make
from tests.bookings.conftest import House, Town, refused
from tests.bookings.test_decide import booked, fetch, letters
from tests.bookings.test_decide_screens import desk
from tests.bookings.test_terms import lend, quota
from tests.statements import counted

TUESDAY = make.date(2026, 12, 8)
EARLY = make.span("09:00", "12:00", TUESDAY)


def of(uses: Any) -> list[tuple[Any, ...]]:
    return [(use.where and use.where.vi, use.first, use.before, use.after, use.amount, use.is_over) for use in uses]


def stood(public_id: str) -> list[QuotaUse]:
    return transact(lambda: measures.quotas_of(fetch(public_id), now=clock.now()))


@pytest.mark.parametrize("policy", [Policy.HOLD, Policy.COMPETE])
def test_the_quota_after_confirming_is_the_one_foretold(house: House, policy: Policy) -> None:
    first = booked(house, policy=policy)
    one = booked(house, when=EARLY)
    transact(lambda: service.confirm_booking(fetch(first), actor=house.tuan))
    quota(4)
    seen = preview.consequences_of_confirming(one, house.tuan)
    assert of(seen.measured.quotas) == [("Nhà a", date(2026, 12, 7), 2, 5, 4, True)]
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, fingerprint=seen.fingerprint))
    assert of(stood(one)) == of(seen.measured.quotas)  # the Centre saw it and is not bound


def test_a_quota_used_meanwhile_makes_staff_look_again(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    quota(100)
    seen = preview.consequences_of_confirming(one, house.tuan)
    moved = preview.consequences_of_moving(one, house.tuan, public=make.span("13:00", "14:00", TUESDAY))
    booked(house, when=EARLY)
    confirm = lambda: service.confirm_booking(fetch(one), actor=house.tuan, fingerprint=seen.fingerprint)  # noqa: E731
    assert refused(confirm).code == "booking.facts_changed"
    move = lambda: service.move_booking(  # noqa: E731
        fetch(one), actor=house.tuan, public=make.span("13:00", "14:00", TUESDAY), fingerprint=moved.fingerprint
    )
    assert refused(move).code == "booking.facts_changed"
    again = preview.consequences_of_confirming(one, house.tuan)
    assert [use.before for use in again.measured.quotas] == [3]
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan, fingerprint=again.fingerprint))


def test_moving_shows_the_quota_of_where_it_goes(house: House) -> None:
    one = booked(house)
    booked(house, "b", when=EARLY)
    quota(6, slug="b")
    b = transact(lambda: make.the_venue("b").id)
    there: dict[str, Any] = {"public": make.span("13:00", "15:00", TUESDAY), "venue_ids": [b]}
    assert preview.consequences_of_moving(one, house.tuan, public=there["public"]).measured.quotas == ()
    seen = preview.consequences_of_moving(one, house.tuan, **there)
    assert of(seen.measured.quotas) == [("Nhà b", date(2026, 12, 7), 3, 5, 6, False)]
    transact(lambda: service.move_booking(fetch(one), actor=house.tuan, fingerprint=seen.fingerprint, **there))
    assert of(stood(one)) == of(seen.measured.quotas)


def shortage(public_id: str) -> list[tuple[str, int, int]]:
    found = transact(lambda: measures.missing_for(fetch(public_id), now=clock.now()))
    return [(one.name.vi, one.wanted, one.free) for one in found]


def test_what_is_out_at_the_same_time_is_missing(house: House) -> None:
    transact(lambda: make.venue("a", policy=Policy.HOLD))
    speakers = lend(None, 5)
    one = booked(house, equipment=((speakers, 4),))
    booked(house, "b", Policy.HOLD, when=make.span("17:00", "20:00"), equipment=((speakers, 2),))
    booked(house, "b", when=make.span("20:00", "22:00"), equipment=((speakers, 3),))
    booked(house, "c", Policy.COMPETE, equipment=((speakers, 5),))  # blocks nobody, so has nothing yet
    seen = preview.consequences_of_confirming(one, house.tuan)
    assert [(m.name.vi, m.wanted, m.free, m.short) for m in seen.measured.missing] == [("Loa", 4, 2, 2)]
    assert shortage(one) == [("Loa", 4, 2)]
    assert preview.consequences_of_moving(one, house.tuan, public=EARLY).measured.missing == ()

    def buy() -> None:
        db.session.get_one(Equipment, speakers).stock = 7

    transact(buy)
    stale = lambda: service.confirm_booking(fetch(one), actor=house.tuan, fingerprint=seen.fingerprint)  # noqa: E731
    assert refused(stale).code == "booking.facts_changed"
    assert preview.consequences_of_confirming(one, house.tuan).measured.missing == ()


def test_the_papers_of_the_day_it_would_be(house: House) -> None:
    def rule() -> None:
        db.session.query(LicenceRule).delete()
        db.session.add(
            LicenceRule(
                code="t", paper="notice", name_vi="Thông báo biểu diễn", name_en="Notice", source_vi="…",
                lead_days=5, working_days=True, position=1,
            )
        )  # fmt: skip

    transact(rule)
    one = booked(house, policy=Policy.HOLD)
    seen = preview.consequences_of_confirming(one, house.tuan).measured.papers
    assert [(paper.name.vi, paper.last_day, paper.late) for paper in seen] == [
        ("Thông báo biểu diễn", date(2026, 11, 30), False)
    ]
    sooner = preview.consequences_of_moving(
        one, house.tuan, public=make.span("09:00", "12:00", make.date(2026, 11, 24))
    )
    assert [paper.late for paper in sooner.measured.papers] == [True]


# Whose venue it is


def name(slug: str, *people: str) -> Callable[[House], None]:
    def act(house: House) -> None:
        db.session.add_all(
            VenueApprover(venue_id=make.the_venue(slug).id, user_id=house.cast.user(who).id) for who in people
        )

    return act


def test_where_somebody_is_named_only_they_decide(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    confirmed = booked(house, when=EARLY)
    transact(lambda: name("a", "thu")(house))
    transact(lambda: service.confirm_booking(fetch(confirmed), actor=house.thu))
    free = make.span("13:00", "14:00", TUESDAY)
    acts: list[Callable[[Any], object]] = [
        lambda who: service.confirm_booking(fetch(one), actor=who),
        lambda who: service.move_booking(fetch(one), actor=who, public=free),
        lambda who: service.counter_offer(fetch(one), actor=who, public=free),
        lambda who: service.decline_booking(fetch(one), actor=who, reason="x"),
        lambda who: service.swap_bookings(fetch(one), fetch(confirmed), actor=who),
    ]
    for act in acts:
        error = refused(lambda act=act: act(house.tuan))  # type: ignore[misc]
        assert (error.code, error.values["who"]) == ("booking.not_your_venue", ["Lê Thu"])
    seen = preview.consequences_of_confirming(one, house.tuan).refusal
    assert seen is not None
    assert seen.code == "booking.not_your_venue"
    transact(lambda: service.confirm_booking(fetch(one), actor=house.thu))
    transact(lambda: service.cancel_booking(fetch(one), actor=house.tuan, reason="Bão"))


def test_a_booking_is_not_moved_into_somebody_elses_venue(house: House) -> None:
    one = booked(house)
    booked(house, "b", when=EARLY)
    transact(lambda: name("b", "thu")(house))
    b = transact(lambda: make.the_venue("b").id)
    there: dict[str, Any] = {"public": make.span("13:00", "14:00", TUESDAY), "venue_ids": [b]}
    assert (
        refused(lambda: service.move_booking(fetch(one), actor=house.tuan, **there)).code == "booking.not_your_venue"
    )
    transact(lambda: service.move_booking(fetch(one), actor=house.thu, **there))


def test_nobody_left_means_every_coordinator(house: House) -> None:
    one = booked(house, policy=Policy.HOLD)
    transact(lambda: name("a", "thu", "dung")(house))  # who never was a coordinator does not count
    assert refused(lambda: service.confirm_booking(fetch(one), actor=house.tuan)).values["who"] == ["Lê Thu"]
    transact(lambda: revoke_role(house.thu, Role.COORDINATOR, actor=house.ha))
    transact(lambda: service.confirm_booking(fetch(one), actor=house.tuan))


def test_the_letter_goes_to_who_decides(house: House) -> None:
    transact(lambda: make.venue("a", policy=Policy.HOLD, length_max_minutes=60, breaches_become_requests=True))
    transact(lambda: name("a", "thu")(house))
    booked(house)
    booked(house, "b", Policy.HOLD)
    first = db.session.query(Mail).filter_by(template="booking_waiting").order_by(Mail.id).all()
    assert [mail.recipient for mail in first] == ["thu@example.org", "thu@example.org", "tuan@example.org"]
    assert "- Ở Nhà a phần mở cửa dài nhiều nhất 1 giờ" in str(compose(first[0]).body)
    asker = db.session.query(Mail).filter_by(template="booking_received").order_by(Mail.id).first()
    assert asker is not None
    asker.language = "en"
    assert "- At House a the part open to guests lasts at most 1 h" in str(compose(asker).body)
    db.session.rollback()
    assert letters("booking_waiting") == {"thu@example.org", "tuan@example.org"}


# On the screens


@pytest.fixture
def tuan(town: Town) -> FlaskClient:
    return town.cast.client("tuan")


def strict(slug: str = "cau-kinh", **values: Any) -> Callable[[], None]:
    def act() -> None:
        for field, one in values.items():
            setattr(make.the_venue(slug), field, one)

    return act


def test_the_card_says_what_the_quota_and_the_store_would_be(town: Town, tuan: FlaskClient) -> None:
    def given() -> int:
        there = make.the_venue("cau-kinh")
        db.session.add(Quota(public_id=new_public_id(), venue_id=there.id, period="week", measure="hours", amount=1))
        speakers = Equipment(public_id=new_public_id(), name_vi="Loa", name_en="Speaker", stock=1, position=1)
        db.session.add(speakers)
        db.session.flush()
        there.breaches_become_requests = True
        return speakers.id

    one = town.book("lan", "cau-kinh", equipment=((town.do(given), 3),))
    page = tuan.get(desk(one)).text
    assert "Quá hạn mức:</b> tuần 07/12–13/12/2026, Không gian cầu kính: 2/1 giờ" in page
    assert "thiếu 2 trên 3 Loa" in page
    assert "Chưa theo đúng điều kiện của địa điểm" in page
    own = town.cast.client("lan").get(f"/bookings/{one}").text
    assert "Thiếu 2 trên 3 loa" in own
    assert "Quá hạn mức ở Không gian cầu kính" in own
    moving = {"day": "2026-12-15", "starts_at": "19:00", "ends_at": "20:00", "venues": ["cau-kinh"]}
    assert "tuần 14/12–20/12/2026, Không gian cầu kính: 1/1 giờ" in tuan.submit(desk(one, "move"), moving).text


def test_the_inbox_puts_first_what_is_mine(town: Town, tuan: FlaskClient) -> None:
    town.book("hoa", "cau-kinh", title_vi="Của Thu")
    town.book("lan", "san-khau-kinh", title_vi="Của mọi người", when=make.span("19:00", "21:00", TUESDAY))
    assert "Việc của tôi" not in tuan.get("/desk/bookings").text

    def named() -> None:
        db.session.add(VenueApprover(venue_id=make.the_venue("cau-kinh").id, user_id=town.cast.user("thu").id))

    town.do(named)
    page = tuan.get("/desk/bookings").text
    assert page.index("Của mọi người") < page.index("Của Thu")
    assert page.count("người khác quyết") == 1
    mine = tuan.get("/desk/bookings?whose=mine").text
    assert "Của mọi người" in mine
    assert "Của Thu" not in mine
    thus = town.cast.client("thu").get("/desk/bookings").text
    assert thus.index("Của Thu") < thus.index("Của mọi người")
    assert "Của Thu" not in tuan.get("/desk").text


def test_others_see_who_decides(town: Town, tuan: FlaskClient) -> None:
    one = town.book("hoa", "cau-kinh")

    def named() -> None:
        db.session.add(VenueApprover(venue_id=make.the_venue("cau-kinh").id, user_id=town.cast.user("thu").id))

    town.do(named)
    page = tuan.get(desk(one)).text
    assert "Người quyết: Lê Thu." in page
    assert desk(one, "confirm") not in page
    assert desk(one, "move") not in page
    assert tuan.get(desk(one, "move")).status_code == 302
    assert desk(one, "confirm") in town.cast.client("thu").get(desk(one)).text


def test_the_form_says_the_terms_and_the_refusal_stands_at_its_field(town: Town) -> None:
    lan = town.cast.client("lan")
    town.do(strict(notice_min_hours=24 * 60, cancel_until_hours=48, length_max_minutes=90))
    page = lan.get("/bookings/new?venue=cau-kinh").text
    for sentence in (
        "Điều kiện của nơi bạn chọn", "Đặt trước ít nhất 60 ngày, tính đến lúc bắt đầu chuẩn bị.",
        "Phần mở cửa dài nhiều nhất 1,5 giờ.", "Đã được xác nhận thì tự huỷ trước ít nhất 2 ngày",
    ):  # fmt: skip
        assert sentence in page
    data = {
        "day": "2026-12-07", "starts_at": "19:00", "ends_at": "20:00", "venues": ["cau-kinh"], "space": town.lan,
        "title_vi": "Đêm nhạc",
    }  # fmt: skip
    answer = lan.submit("/bookings/new", data)
    assert answer.status_code == 422
    assert "sớm nhất bạn bắt đầu chuẩn bị được lúc 12:00 21/01/2027." in answer.text
    assert 'href="#starts_at"' in answer.text
    english = town.cast.client("lan", "en").get("/bookings/new?venue=cau-kinh").text
    assert "The part open to guests lasts at most 1.5 hours." in english


def test_past_the_cut_off_the_page_says_whom_to_ask(town: Town, noon: Any) -> None:
    one = town.book("lan", "lang-nghe")
    lan = town.cast.client("lan")
    town.do(strict("lang-nghe", cancel_until_hours=24))
    assert "Bạn tự huỷ được đến 19:00 06/12/2026." in lan.get(f"/bookings/{one}").text
    noon.move_to(make.span("19:00", "20:00", make.date(2026, 12, 6)).start)
    lan = town.cast.client("lan")
    page = lan.get(f"/bookings/{one}").text
    assert "Đã hết giờ tự huỷ" in page
    assert f"/bookings/{one}/cancel" not in page
    assert town.status(one) == BookingStatus.CONFIRMED


def test_as_many_questions_for_the_inbox_however_much_waits(town: Town, tuan: FlaskClient) -> None:
    def asked() -> int:
        with counted(town.app) as seen:
            assert tuan.get("/desk/bookings").status_code == 200
        return len(seen)

    town.book("lan", "san-khau-kinh")
    asked()
    one = asked()
    for day in (8, 9):
        town.book("hoa", "cau-kinh", when=make.span("19:00", "21:00", make.date(2026, 12, day)))
    assert asked() == one
