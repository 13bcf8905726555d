"""A letter about a booking that did not arrive is seen on its page, by those who may do something about it."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.bookings import service
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.mail.delivery import TRIES, deliver_waiting
from app.mail.models import Fate, Mail, MailStatus
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.conftest import studio as studio
from tests.calendars.factories import staff
from tests.cast import Cast
from tests.mail.sink import Sink

LAN, TUAN = "lan@example.org", "tuan@example.org"
NOBODY, RETURNED, STUCK = "không có hộp thư này", "bị trả lại", "chưa đi được sau nhiều lần thử"
WHEN = make.span("19:00", "21:00")


def deliver(app: Flask) -> None:
    with app.app_context():
        deliver_waiting()


def the_mail(to: str = LAN) -> Mail:
    return db.session.query(Mail).filter_by(recipient=to).order_by(Mail.id.desc()).first()


@pytest.fixture
def refused(app: Flask, sink: Sink, studio: Studio) -> str:
    """A booking whose letter to Lan the server refused for good."""
    sink.refuse[LAN] = "550 5.1.1 no such person"
    public_id = studio.book("Đêm nhạc", when=WHEN)
    deliver(app)
    return public_id


def test_host_and_staff_read_whom_a_letter_did_not_reach(refused: str, cast: Cast) -> None:
    for who, path in (("lan", "/bookings"), ("minh", "/bookings"), ("dung", "/bookings"), ("tuan", "/desk/bookings")):
        page = cast.client(who).get(f"{path}/{refused}").text
        assert "Thư gửi Nguyễn Lan lúc" in page, who
        assert NOBODY in page
        assert LAN not in page.partition("<main")[2]
        assert ("Gửi lại" in page) == (who == "tuan")
    for who in ("hoa", "mai"):
        assert cast.client(who).get(f"/bookings/{refused}").status_code == 404


def test_the_answer_of_the_server_is_kept(app: Flask, refused: str) -> None:
    with app.app_context():
        mail = the_mail()
        assert (mail.status, mail.reply_code, mail.fate) == (MailStatus.DEAD, 550, Fate.NOBODY)
        assert mail.refused_at is not None


def test_a_host_hears_nothing_of_letters_to_others(app: Flask, sink: Sink, studio: Studio, cast: Cast) -> None:
    sink.refuse[TUAN] = "550 5.1.1 no such person"
    public_id = studio.book("Lớp gốm", venue="cho", when=WHEN)
    deliver(app)
    assert NOBODY in cast.client("tuan").get(f"/desk/bookings/{public_id}").text
    assert NOBODY not in cast.client("lan").get(f"/bookings/{public_id}").text


@pytest.mark.parametrize("answer", ["450 4.2.1 mailbox busy", "550 5.7.1 relaying denied"])
def test_what_may_pass_is_said_only_when_it_is_given_up_and_is_no_fault_of_the_reader(
    app: Flask, sink: Sink, studio: Studio, cast: Cast, answer: str
) -> None:
    sink.refuse[LAN] = answer
    public_id = studio.book("Đêm nhạc", when=WHEN)
    deliver(app)
    lan = cast.client("lan")
    assert "Có thư không tới nơi" not in lan.get(f"/bookings/{public_id}").text
    studio.do(lambda: setattr(the_mail(), "attempts", TRIES - 1))
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        deliver(app)
    page = lan.get(f"/bookings/{public_id}").text
    assert STUCK in page
    assert NOBODY not in page


def test_the_coordinator_sends_it_again(app: Flask, sink: Sink, refused: str, studio: Studio, cast: Cast) -> None:
    del sink.refuse[LAN]
    tuan, here = cast.client("tuan"), f"/desk/bookings/{refused}"
    answer = tuan.submit(here, {}, to=f"{here}/letters", follow_redirects=True)
    assert "Đang gửi lại" in answer.text
    assert "Có thư không tới nơi" not in answer.text
    deliver(app)
    assert len(sink.letters_to(LAN)) == 1
    assert "Đã gửi lại thư không tới" in tuan.get(here).text
    again = lambda: service.send_lost_again(studio.booking(refused), actor=staff("tuan"))  # noqa: E731
    assert studio.do(again) == 0


def test_nobody_else_sends_it_again(refused: str, studio: Studio) -> None:
    with pytest.raises(DomainError, match="not_allowed"):
        studio.do(lambda: service.send_lost_again(studio.booking(refused), actor=staff("lan")))


def test_a_later_letter_that_arrived_makes_it_good(
    app: Flask, sink: Sink, refused: str, studio: Studio, cast: Cast
) -> None:
    del sink.refuse[LAN]
    studio.move(refused, make.span("14:00", "16:00"))
    deliver(app)
    assert NOBODY not in cast.client("lan").get(f"/bookings/{refused}").text


def test_what_came_back_is_said_in_its_own_words(app: Flask, sink: Sink, studio: Studio, cast: Cast) -> None:
    public_id = studio.book("Đêm nhạc", when=WHEN)
    deliver(app)

    def returned() -> None:
        the_mail().bounced_at, the_mail().bounce_code = clock.now(), "5.2.2"

    studio.do(returned)
    assert RETURNED in cast.client("lan").get(f"/bookings/{public_id}").text
