"""What waits for whom, on the first page of the desk."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Role
from app.accounts.service import grant_role
from app.bookings.service import confirm_booking
from app.core import clock
from app.core.db import db, transact
from app.core.timespan import Timespan
from app.evaluations.models import Outcome
from app.evaluations.service import propose_decision
from app.mail.models import Mail, MailStatus
from app.mail.service import hold_waiting, queue_mail
from app.spaces.queries import spaces_of
from tests.applications.factories import join_team, make_space
from tests.bookings import factories as bookings
from tests.cast import Cast
from tests.evaluations.factories import in_review, person, proposed, reviewed, submitted
from tests.statements import counted


def do(cast: Cast, work: Callable[[], Any]) -> Any:
    with cast.app.app_context():
        return transact(work)


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.S)
    assert found
    return found[1].strip()


def rows(page: str) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<label.*?</label>", "", row, flags=re.S)).split())
        for row in re.findall(r'<li class="work.*?</li>', page, re.S)
    ]


def soon(hours: int, length: int = 2) -> Timespan:
    """In the hours of a Thursday: the tests' clock stands at nine on Wednesday morning in Hanoi."""
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    return Timespan(start, start + timedelta(hours=length))


def ask(slug: str, hours: int, **values: Any) -> str:
    """A request of a member of Hoa's."""
    known = spaces_of(person("hoa"))
    host = known[0] if known else bookings.space(person("hoa"), "Lò Gốm")
    return bookings.book(person("hoa"), host, bookings.the_venue(slug), when=soon(hours), **values).public_id


def test_a_coordinator_sees_cases_and_bookings_with_one_thing_to_do_each(cast: Cast) -> None:
    code = do(cast, lambda: submitted().case_code)
    asked = do(cast, lambda: ask("cau-kinh", 26, title_vi="Đêm nhạc kính"))
    page = cast.client("tuan").get("/desk").text
    assert heading(page) == "Chào Tuấn, 2 việc đang chờ"
    first, second = rows(page)
    assert "Không gian cầu kính" in first
    assert "Đêm nhạc kính" in first
    assert "Lò Gốm" in first
    assert first.startswith("ngày mai ")
    assert first.endswith("Duyệt")
    assert f'href="/desk/bookings/{asked}"' in page
    assert code in second
    assert second.startswith("còn ")
    assert second.endswith("Kiểm tra")


def test_the_greeting_counts_what_is_overdue(cast: Cast) -> None:
    def overdue() -> None:
        case = reviewed()
        case.submitted_at, case.promise_days, case.promised_on = clock.now() - timedelta(days=3), 1, None

    do(cast, overdue)
    page = cast.client("tuan").get("/desk").text
    assert heading(page) == "Chào Tuấn, 1 việc quá hạn"
    assert rows(page)[0].startswith("quá 2 ngày")
    assert rows(page)[0].endswith("Trình")
    english = cast.client("tuan", "en").get("/desk").text
    assert heading(english) == "Hello Tuấn, 1 task is overdue"


def test_what_reviewers_are_working_on_waits_for_nobody_else(cast: Cast) -> None:
    do(cast, in_review)
    assert rows(cast.client("tuan").get("/desk").text) == []


def test_requests_for_one_slot_say_how_many_want_it(cast: Cast) -> None:
    for title in ("Chèo", "Kịch"):
        do(cast, lambda title=title: ask("san-khau-kinh", 30, title_vi=title))
    shown = rows(cast.client("tuan").get("/desk").text)
    assert len(shown) == 2
    assert all("2 yêu cầu cùng muốn khung giờ này" in row and row.endswith("Chọn") for row in shown)


def test_an_approver_sees_what_is_to_be_signed_and_nothing_else(cast: Cast) -> None:
    code = do(cast, lambda: proposed().application.case_code)
    do(cast, lambda: ask("cau-kinh", 26))
    page = cast.client("dung").get("/desk").text
    assert heading(page) == "Chào Dũng, 1 việc đang chờ"
    assert code in rows(page)[0]
    assert rows(page)[0].endswith("Ký")
    assert "Đặt chỗ 1" not in page
    assert code not in "".join(rows(cast.client("tuan").get("/desk").text))


def test_nobody_is_asked_to_sign_their_own_proposal(cast: Cast) -> None:
    def act() -> None:
        grant_role(person("tuan"), Role.APPROVER, actor=None)
        propose_decision(reviewed(), Outcome.APPROVE, "", actor=person("tuan"))

    do(cast, act)
    assert rows(cast.client("tuan").get("/desk").text) == []
    assert len(rows(cast.client("dung").get("/desk").text)) == 1


def test_staff_on_the_team_do_not_see_their_own_case(cast: Cast) -> None:
    do(cast, lambda: submitted(space=make_space(person("lan"))))

    def join() -> None:
        join_team(spaces_of(person("lan"))[0], person("tuan"))

    do(cast, join)
    assert rows(cast.client("tuan").get("/desk").text) == []
    assert len(rows(cast.client("thu").get("/desk").text)) == 1


def test_the_list_can_be_narrowed_by_links(cast: Cast) -> None:
    do(cast, submitted)
    do(cast, lambda: ask("cau-kinh", 23))
    client = cast.client("tuan")
    page = client.get("/desk").text
    for show in ("applications", "bookings", "pressing"):
        assert f'href="/desk?show={show}"' in page
        narrowed = client.get(f"/desk?show={show}").text
        assert len(rows(narrowed)) == 1
        assert heading(narrowed) == heading(page)
        assert f'href="/desk?show={show}" aria-current="true"' in narrowed
    assert len(rows(client.get("/desk?show=nonsense").text)) == 2
    nothing = client.get("/desk?show=signatures")
    assert nothing.status_code == 200


@pytest.mark.parametrize(("language", "words"), [("vi", "Bàn đang trống"), ("en", "Your desk is clear")])
def test_an_empty_desk_says_what_will_come(cast: Cast, language: str, words: str) -> None:
    for key in ("tuan", "dung", "ha"):
        page = cast.client(key, language).get("/desk").text
        assert words in page
        assert rows(page) == []


def test_today_shows_set_up_opening_and_strike(cast: Cast) -> None:
    def act() -> None:
        host = bookings.space(person("hoa"), "Lò Gốm")
        hour = timedelta(hours=1)
        made = bookings.book(
            person("hoa"), host, bookings.the_venue("cau-kinh"), when=soon(4), setup=hour, strike=hour, title_vi="Đêm trăng"
        )  # fmt: skip
        confirm_booking(made, actor=person("tuan"))

    do(cast, act)
    page = cast.client("dung").get("/desk").text
    plan = re.findall(r'<li class="plan-line">.*?</li>', page, re.S)
    said = [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in plan]
    assert said == [
        "12:00 Lắp đặt: Đêm trăng Không gian cầu kính",
        "13:00 Đêm trăng Không gian cầu kính · đến 15:00",
        "15:00 Tháo dỡ: Đêm trăng Không gian cầu kính",
    ]
    assert "Hôm nay, Thứ Tư 25/11" in page


def test_only_the_centres_people_have_a_desk(cast: Cast, app: Flask) -> None:
    assert cast.client("lan").get("/desk").status_code == 403
    assert cast.client("mai").get("/desk").status_code == 403
    signed_out = app.test_client().get("/desk")
    assert signed_out.status_code == 302
    assert "/sign-in" in signed_out.headers["Location"]


def test_three_of_everything_take_as_many_queries_as_one(cast: Cast, app: Flask) -> None:
    def more(number: int) -> None:
        submitted(space=make_space(person("lan"), name=f"Xưởng {number}"))
        reviewed(space=make_space(person("lan"), name=f"Nhà {number}"))
        ask("san-khau-kinh", 30)

    do(cast, lambda: grant_role(person("tuan"), Role.APPROVER, actor=None))
    do(cast, lambda: propose_decision(reviewed(), Outcome.APPROVE, "", actor=person("thu")))
    client = cast.client("tuan")
    do(cast, lambda: more(1))
    client.get("/desk")
    with counted(app) as one:
        assert len(rows(client.get("/desk").text)) == 4
    do(cast, lambda: more(2))
    do(cast, lambda: more(3))
    client.get("/desk")  # reckons what the new sheets come to
    with counted(app) as three:
        assert len(rows(client.get("/desk").text)) == 10
    assert len(one) == len(three)


def test_an_administrator_sees_letters_that_did_not_leave(cast: Cast) -> None:
    assert "Thư chưa tới nơi" not in cast.client("ha").get("/desk").text

    def three_letters_one_dead() -> None:
        for number in range(3):
            queue_mail("known_address", to="x@example.org", language="vi", key=f"k{number}")
        hold_waiting()
        db.session.scalars(select(Mail).order_by(Mail.id)).all()[0].status = MailStatus.DEAD

    do(cast, three_letters_one_dead)
    page = cast.client("ha").get("/desk").text
    assert "1 bức thư không gửi được" in page
    assert "2 bức thư đang giữ lại" in page
    assert "1 letter could not be delivered" in cast.client("ha", "en").get("/desk").text
    assert "Thư chưa tới nơi" not in cast.client("tuan").get("/desk").text
