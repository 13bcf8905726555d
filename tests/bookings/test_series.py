"""A series from the request to its end, as its host meets it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bookings import queries, service
from app.bookings.models import Booking, Origin
from app.core.db import db
from app.mail.models import Mail
from app.workdays.models import SpecialDay
from tests.bookings import factories as make
from tests.bookings.conftest import Town
from tests.bookings.test_request_screens import FORM, asked
from tests.web.browserless import forms_of

WEEK = timedelta(days=7)
DAYS = [make.MONDAY + WEEK * n for n in range(4)]


@pytest.fixture
def lan(town: Town) -> FlaskClient:
    return town.cast.client("lan")


def wish(town: Town, **changes: Any) -> dict[str, Any]:
    return asked(town, repeats="weekly", count="4", **changes)


def send(client: FlaskClient, shown: Any, changes: dict[str, str] | None = None, then: str = "series") -> Any:
    (form,) = [f for f in forms_of(shown.text) if "key" in f.fields]
    fields = form.fields.copy()
    for name, value in {**(changes or {}), "then": then}.items():
        fields.setlist(name, [value])
    return client.post(FORM, data=fields)


def in_the_way(town: Town, day: date, slug: str = "lang-nghe") -> str:
    return town.book("hoa", slug, when=make.span("20:00", "21:30", day))


def letters(town: Town, template: str, to: str = "") -> list[list[str]]:
    """Of each letter, what has become of the dates it names."""

    def look() -> list[list[str]]:
        found = db.session.query(Mail).filter_by(template=template).order_by(Mail.id)
        return [[d["became"] for d in m.values.get("dates", ())] for m in found if m.recipient.startswith(to)]

    return list(town.do(look))


def states(town: Town, answer: Any) -> list[tuple[str, str]]:
    def look() -> list[tuple[str, str]]:
        found = queries.of_series(town.cast.user("tuan"), answer.location.rsplit("/", 1)[1])
        return [(f"{b.public_starts_at.astimezone(make.ZONE):%d/%m %H:%M}", b.status) for b in found]

    return list(town.do(look))


def test_every_date_is_shown_with_what_is_in_its_way_before_anything_is_sent(town: Town, lan: FlaskClient) -> None:
    in_the_way(town, DAYS[1])
    town.do(lambda: db.session.add(SpecialDay(day=DAYS[2], works=False, name_vi="Lễ", name_en="Holiday")))
    page = lan.submit(FORM, wish(town))
    assert page.status_code == 200
    assert "4 buổi: 3 buổi gửi được ngay, 1 buổi vướng" in page.text
    assert "21/12/2026" not in page.text
    assert "đã có người đặt:" in page.text
    assert "04/01/2027" in page.text  # four take place, the day off is not one of them
    assert town.do(lambda: db.session.query(Booking).count()) == 1


def test_a_taken_date_waits_another_moves_and_one_is_dropped_in_one_letter(town: Town, lan: FlaskClient) -> None:
    in_the_way(town, DAYS[1])
    in_the_way(town, DAYS[2])
    page = lan.submit(FORM, wish(town))
    changes = {f"on-{DAYS[2]}": f"at:{DAYS[2]}T08:00", f"on-{DAYS[3]}": "drop"}
    answer = send(lan, page, changes)
    assert answer.status_code == 302, answer.text
    assert states(town, answer) == [
        ("07/12 19:00", "confirmed"), ("14/12 19:00", "waitlisted"), ("21/12 15:00", "confirmed"),
    ]  # fmt: skip
    assert letters(town, "series_received", "lan") == [["confirmed", "waitlisted", "confirmed"]]
    assert not letters(town, "booking_confirmed", "lan")
    assert send(lan, page, changes).location == answer.location  # sent twice: the first stands
    assert "1 trong danh sách chờ" in lan.get(answer.location).text


def test_the_skipped_date_comes_back_by_itself_as_an_offer(town: Town, lan: FlaskClient) -> None:
    blocker = in_the_way(town, DAYS[1])
    answer = send(lan, lan.submit(FORM, wish(town)))

    def free() -> str:
        booking = queries.booking_by_public_id(blocker)
        assert booking
        service.cancel_booking(booking, actor=town.cast.user("hoa"))
        (skipped,) = db.session.query(Booking).filter_by(origin=Origin.SKIPPED)
        return str(skipped.public_id)

    one = town.do(free)
    assert town.status(one) == "offered"
    page = lan.get(answer.location)
    assert "1 buổi chờ bạn trả lời" in page.text
    done = lan.submit(answer.location, {"picked": [one], "then": "accept"}, to=answer.location, follow_redirects=True)
    assert "Bạn đã nhận 1 buổi." in done.text
    assert town.status(one) == "confirmed"


def test_a_date_that_has_changed_is_shown_again_with_what_was_chosen(town: Town, lan: FlaskClient) -> None:
    page = lan.submit(FORM, wish(town))
    in_the_way(town, DAYS[1])
    again = send(lan, page, {f"on-{DAYS[3]}": "drop"})
    assert again.status_code == 422
    assert again.text.count("Vừa thay đổi") == 1
    (form,) = [f for f in forms_of(again.text) if "key" in f.fields]
    assert form.fields[f"on-{DAYS[3]}"] == "drop"
    answer = send(lan, again, {f"on-{DAYS[1]}": "wait"})
    assert [state for _when, state in states(town, answer)] == ["confirmed", "waitlisted", "confirmed"]


@pytest.mark.parametrize(
    "choice", ["at:9999-99-99T99:99", "at:2026-12-07T19:00:00", "in:nowhere", "x" * 5000, "wait"]
)
def test_choices_that_make_no_sense_are_harmless(town: Town, lan: FlaskClient, choice: str) -> None:
    answer = send(lan, lan.submit(FORM, wish(town)), {f"on-{DAYS[1]}": choice})
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": ""}, "Bạn điền ngày cuối hoặc số buổi."),
        ({"repeats": "dates", "other_days": "30/02/2027"}, "“30/02/2027” chưa phải là ngày"),
        ({"count": "61"}, "Số phải từ 1 đến 60."),
        ({"until": "2026-12-01", "count": ""}, "Một chuỗi có từ 1 đến 60 buổi."),
    ],
)
def test_what_cannot_be_a_series_is_said_at_its_field(
    town: Town, lan: FlaskClient, changes: dict[str, str], words: str
) -> None:
    page = lan.submit(FORM, wish(town) | changes)
    assert page.status_code == 422
    assert words in page.text
    assert "Đêm nhạc bên hồ" in page.text


def test_one_goes_back_to_the_form_with_everything_still_there(town: Town, lan: FlaskClient) -> None:
    page = send(lan, lan.submit(FORM, wish(town)), then="edit")
    assert page.status_code == 200
    (form,) = [f for f in forms_of(page.text) if "key" in f.fields]
    assert (form.fields["count"], form.fields["title_vi"]) == ("4", "Đêm nhạc bên hồ")


def test_the_host_cancels_some_and_then_the_rest_in_one_letter_each(town: Town, lan: FlaskClient) -> None:
    answer = send(lan, lan.submit(FORM, wish(town)))
    first = town.do(lambda: queries.of_series(town.cast.user("tuan"), answer.location.rsplit("/", 1)[1])[0].public_id)
    lan.submit(answer.location, {"picked": [first], "then": "cancel"}, to=answer.location)
    assert [state for _when, state in states(town, answer)] == ["cancelled", *["confirmed"] * 3]
    lan.submit(answer.location, {"then": "rest", "reason": "Nghỉ ốm"}, to=answer.location)
    assert {state for _when, state in states(town, answer)} == {"cancelled"}
    assert letters(town, "series_answered", "lan") == [["cancelled"], ["cancelled"] * 3]
    assert not letters(town, "booking_cancelled")
    assert {len(dates) for dates in letters(town, "series_changed")} == {1, 3}
    nothing = lan.post(answer.location, data={"then": "cancel", **_token(lan)})
    assert nothing.status_code == 422
    assert "Bạn chưa chọn buổi nào." in nothing.text


def _token(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": next(f.fields["csrf_token"] for f in forms_of(client.get("/my/bookings").text))}


def test_a_stranger_finds_no_series(town: Town, lan: FlaskClient) -> None:
    answer = send(lan, lan.submit(FORM, wish(town)))
    hoa = town.cast.client("hoa")
    assert hoa.get(answer.location).status_code == 404
    assert hoa.post(answer.location, data={"then": "rest", **_token(hoa)}).status_code == 404
    assert {state for _when, state in states(town, answer)} == {"confirmed"}
