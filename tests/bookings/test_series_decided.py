"""The Centre's answer to a series: several dates in one act and one letter."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings import queries
from app.bookings.models import Booking
from app.core.db import db
from app.mail.models import Mail
from app.venues.models import VenueApprover
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.bookings.test_request_screens import FORM
from tests.bookings.test_series import DAYS, in_the_way, letters, send, states, wish
from tests.web.browserless import forms_of


@pytest.fixture
def tuan(town: Town) -> FlaskClient:
    return town.cast.client("tuan")


def asked_for(town: Town, slug: str = "cau-kinh") -> tuple[Any, list[str]]:
    """A series of four of Lan's: its answer and the public ids."""
    lan = town.cast.client("lan")
    answer = send(lan, lan.submit(FORM, wish(town, venues=[slug])))
    series_id = answer.location.rsplit("/", 1)[1]
    ids = town.do(lambda: [b.public_id for b in queries.of_series(town.cast.user("tuan"), series_id)])
    return answer, list(ids)


def desk(answer: Any) -> str:
    return "/desk/series/" + str(answer.location).rsplit("/", 1)[1]


def post(client: FlaskClient, address: str, shown: Any, then: str, choices: dict[str, str] | None = None) -> Any:
    (form,) = [f for f in forms_of(shown.text) if f.action == address]
    fields = form.fields.copy()
    for name, value in {**(choices or {}), "then": then}.items():
        fields.setlist(name, [value])
    return client.post(address, data=fields)


def test_a_part_is_approved_one_declined_and_one_countered_in_one_letter(town: Town, tuan: FlaskClient) -> None:
    answer, ids = asked_for(town)
    address = desk(answer)
    page = tuan.get(address)
    assert "4 đang giữ chỗ" in page.text
    choices = {
        f"date-{ids[0]}": "approve", f"date-{ids[1]}": "decline", f"date-{ids[2]}": f"at:{DAYS[2]}T02:00",
        "reason": "Hôm ấy Bảo tàng có đoàn khách.",
    }  # fmt: skip
    looked = post(tuan, address, page, "look", choices)
    assert looked.status_code == 200, looked.text
    assert "Sau khi bấm:" in looked.text
    assert {state for _when, state in states(town, answer)} == {"held"}
    done = post(tuan, address, looked, "decide", choices)
    assert done.status_code == 302, done.text
    assert states(town, answer) == [
        ("07/12 19:00", "confirmed"), ("14/12 19:00", "declined"), ("21/12 09:00", "offered"),
        ("21/12 19:00", "declined"), ("28/12 19:00", "held"),
    ]  # fmt: skip
    assert letters(town, "series_answered", "lan") == [["confirmed", "declined", "offered"]]
    assert not [t for t in ("booking_confirmed", "booking_declined", "booking_countered") if letters(town, t)]


def test_everything_that_can_be_is_chosen_at_once_and_losers_wait(town: Town, tuan: FlaskClient) -> None:
    answer, ids = asked_for(town, "san-khau-kinh")
    rival = town.book("hoa", "san-khau-kinh", when=make.span("20:00", "22:00", DAYS[1]))
    address = desk(answer)
    looked = post(tuan, address, tuan.get(address), "all")
    assert "Nhà Hoa" in looked.text
    assert post(tuan, address, looked, "decide").status_code == 302
    assert {state for _when, state in states(town, answer)} == {"confirmed"}
    assert town.status(rival) == "waitlisted"
    assert letters(town, "series_answered", "lan") == [["confirmed"] * 4]
    assert len(letters(town, "booking_waitlisted_instead", "hoa")) == 1
    assert len(ids) == 4


def test_what_has_changed_since_is_shown_again_and_nothing_is_done(town: Town, tuan: FlaskClient) -> None:
    answer, ids = asked_for(town, "san-khau-kinh")
    address, choices = desk(answer), {f"date-{ids[0]}": "approve", f"date-{ids[1]}": "approve"}
    looked = post(tuan, address, tuan.get(address), "look", choices)
    town.book("hoa", "san-khau-kinh", when=make.span("20:00", "22:00", DAYS[1]))
    again = post(tuan, address, looked, "decide", choices)
    assert again.status_code == 422
    assert "Tình hình vừa thay đổi" in again.text
    assert "Nhà Hoa" in again.text
    assert {state for _when, state in states(town, answer)} == {"requested"}
    assert post(tuan, address, again, "decide").status_code == 302
    assert [state for _when, state in states(town, answer)] == ["confirmed", "confirmed", "requested", "requested"]


def test_declining_needs_a_reason_and_then_nothing_of_the_rest_is_done(town: Town, tuan: FlaskClient) -> None:
    answer, ids = asked_for(town)
    address, choices = desk(answer), {f"date-{ids[0]}": "approve", f"date-{ids[1]}": "decline"}
    looked = post(tuan, address, tuan.get(address), "look", choices)
    refused = post(tuan, address, looked, "decide", choices)
    assert refused.status_code == 422
    assert "Hãy ghi lý do" in refused.text
    assert {state for _when, state in states(town, answer)} == {"held"}
    assert not letters(town, "series_answered")


@pytest.mark.parametrize("choice", ["at:x", "in:nowhere", "approve!", "x" * 3000])
def test_nonsense_answers_nothing(town: Town, tuan: FlaskClient, choice: str) -> None:
    answer, ids = asked_for(town)
    page = post(tuan, desk(answer), tuan.get(desk(answer)), "look", {f"date-{ids[0]}": choice})
    assert page.status_code == 422
    assert "Bạn chưa chọn buổi nào." in page.text


def test_the_inbox_shows_a_series_as_one_line(town: Town, tuan: FlaskClient) -> None:
    answer, _ids = asked_for(town, "san-khau-kinh")
    town.book("hoa", "san-khau-kinh", when=make.span("20:00", "22:00", DAYS[1]))
    page = tuan.get("/desk/bookings").text
    assert page.count(desk(answer)) == 2  # the title and its button
    assert "4 buổi, 1 buổi vướng" in page


def test_nobody_else_sees_the_desk_of_it(town: Town) -> None:
    answer, _ids = asked_for(town)
    assert town.cast.client("mai").get(desk(answer)).status_code in (403, 404)
    assert town.do(lambda: db.session.query(Booking).filter_by(status="held").count()) == 4


def own(public_id: str, start: str, end: str) -> dict[str, str]:
    """What one fills in to offer a time of one's own."""
    before = f"own-{public_id}-"
    return {f"date-{public_id}": "own", f"{before}starts_at": start, f"{before}ends_at": end}


def test_a_time_that_somebody_types_is_offered_by_the_same_rule(town: Town, tuan: FlaskClient) -> None:
    answer, ids = asked_for(town)
    address = desk(answer)
    unread = post(tuan, address, tuan.get(address), "look", own(ids[0], "nine", "11:00"))
    assert unread.status_code == 422
    assert "Có buổi bạn ghi giờ khác mà ngày giờ chưa đúng." in unread.text
    assert 'value="nine"' in unread.text
    shut = post(tuan, address, unread, "look", own(ids[0], "02:00", "03:00"))
    assert "không mở cho công chúng vào giờ này" in shut.text
    looked = post(tuan, address, shut, "look", own(ids[0], "09:15", "10:45"))
    assert "Sau khi bấm:" in looked.text
    assert post(tuan, address, looked, "decide").status_code == 302
    assert states(town, answer)[:2] == [("07/12 09:15", "offered"), ("07/12 19:00", "declined")]


def test_only_what_one_may_decide_can_be_ticked_and_the_rest_says_whose_it_is(town: Town, tuan: FlaskClient) -> None:
    """One date went to another venue, and each venue has somebody of its own."""
    lan = town.cast.client("lan")
    in_the_way(town, DAYS[1], "cau-kinh")

    def name_them() -> None:
        for slug, who in (("cau-kinh", "tuan"), ("san-khau-kinh", "thu")):
            db.session.add(VenueApprover(venue_id=make.the_venue(slug).id, user_id=town.cast.user(who).id))

    town.do(name_them)
    answer = send(lan, lan.submit(FORM, wish(town, venues=["cau-kinh"])), {f"on-{DAYS[1]}": "in:san-khau-kinh"})
    series_id = answer.location.rsplit("/", 1)[1]
    ids = town.do(lambda: [b.public_id for b in queries.of_series(town.cast.user("tuan"), series_id)])
    page = tuan.get(desk(answer))
    assert [f"date-{one}" in page.text for one in ids] == [True, False, True, True]
    assert "Người quyết: Lê Thu" in page.text
    assert "Cùng giờ: Sân khấu" not in page.text
    forged = post(tuan, desk(answer), page, "look", {f"date-{ids[1]}": "approve"})
    assert forged.status_code == 422
    assert post(tuan, desk(answer), post(tuan, desk(answer), page, "all"), "decide").status_code == 302
    assert [state for _when, state in states(town, answer)] == ["confirmed", "requested", "confirmed", "confirmed"]
    waiting = {m.recipient.split("@")[0]: len(m.values["times"]) for m in town.do(_waiting_letters)}
    assert waiting == {"tuan": 3, "thu": 1}


def _waiting_letters() -> list[Mail]:
    found = db.session.query(Mail).filter_by(template="booking_waiting").order_by(Mail.id).all()
    db.session.expunge_all()
    return list(found)
