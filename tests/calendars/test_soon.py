"""Who follows an event in their own calendar hears by letter when it changes shortly before it begins."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar

from app.bookings import rules, service
from app.bookings.models import LateChange
from app.calendars.definition import Depth
from app.calendars.models import PersonalFeed
from app.calendars.queries import links_of
from app.calendars.service import revoke_link
from app.calendars.service.links import add_device
from app.calendars.service.soon import tell_of_late_changes
from app.core import clock
from app.core.db import db
from app.core.timespan import Timespan
from app.mail.delivery import deliver_waiting
from app.mail.models import Mail, MailStatus
from app.spaces.service import remove_from_team
from tests.bookings import factories as make
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.calendars.links import made_for
from tests.calendars.test_invitations import calendar_of
from tests.cast import Cast
from tests.mail.sink import Sink, text_of

MINH = "minh@example.org"
DAY = timedelta(days=1)
FIRST, LATER = make.span("19:00", "21:00"), make.span("14:00", "16:00")


@pytest.fixture
def followed(app: Flask, studio: Studio) -> str:
    """A confirmed evening of the space, which Lan asked for; Minh has the bookings of his spaces in his calendar."""
    made_for(app, "minh")
    return studio.book("Đêm nhạc", when=FIRST)


def before(moment: datetime, ahead: timedelta) -> time_machine.travel:
    return time_machine.travel(moment - ahead, tick=False)


def run(app: Flask) -> int:
    with app.app_context():
        return tell_of_late_changes()


def written(app: Flask) -> list[Mail]:
    with app.app_context():
        return db.session.query(Mail).filter_by(template="calendar_soon").order_by(Mail.id).all()


@pytest.mark.parametrize(
    ("ahead", "late"), [(timedelta(hours=47, minutes=59), True), (timedelta(hours=48, minutes=1), False)]
)
def test_late_is_within_two_days(ahead: timedelta, late: bool) -> None:
    far = Timespan(FIRST.start + 30 * DAY, FIRST.end + 30 * DAY)
    now = FIRST.start - ahead
    assert rules.is_late_change(FIRST, FIRST, now=now) == late
    assert rules.is_late_change(FIRST, far, now=now) == late  # who set out for the old time
    assert rules.is_late_change(far, FIRST, now=now) == late
    assert not rules.is_late_change(FIRST, FIRST, now=FIRST.start)


def test_who_has_it_in_their_calendar_is_told_once(app: Flask, sink: Sink, studio: Studio, followed: str) -> None:
    with before(FIRST.start, timedelta(hours=47)):
        studio.move(followed, LATER, "kia")
        assert [run(app), run(app)] == [1, 0]
        with app.app_context():
            deliver_waiting()
    (letter,) = sink.letters_to(MINH)
    text = text_of(letter)
    assert "Vừa đổi giờ hoặc địa điểm" in letter["Subject"]
    assert "14:00–16:00" in text
    assert "Trước đó: 19:00–21:00" in text
    assert "Nhà kia" in text
    assert f"/bookings/{followed}" in text
    assert "/my/calendars/edit" in text
    assert Calendar.from_ical(calendar_of(letter))["METHOD"] == "REQUEST"
    with app.app_context():
        assert "calendar_soon" not in {
            m.template for m in db.session.query(Mail).filter_by(recipient="lan@example.org")
        }


def test_what_is_called_off_is_taken_out(app: Flask, sink: Sink, studio: Studio, followed: str) -> None:
    with before(FIRST.start, timedelta(hours=30)):
        studio.do(lambda: service.cancel_booking(studio.booking(followed), actor=staff("tuan"), reason="Mưa to"))
        assert run(app) == 1
        with app.app_context():
            deliver_waiting()
    (letter,) = sink.letters_to(MINH)
    assert "Không diễn ra nữa" in letter["Subject"]
    assert "Mưa to" not in text_of(letter)
    assert Calendar.from_ical(calendar_of(letter))["METHOD"] == "CANCEL"


def _opt_out(studio: Studio) -> None:
    feed = PersonalFeed(user_id=staff("minh").id, depth="own", soon_by_mail=False, updated_at=clock.now())
    studio.do(lambda: db.session.add(feed))


def _revoke(studio: Studio) -> None:
    studio.do(lambda: [revoke_link(link, actor=staff("minh")) for link in links_of(staff("minh"))])


def _leave(studio: Studio) -> None:
    studio.do(lambda: remove_from_team(studio.space(), staff("minh"), actor=staff("lan")))


@pytest.mark.parametrize("less", [_opt_out, _revoke, _leave])
def test_nobody_is_told_who_does_not_want_it_or_has_it_no_longer(
    app: Flask, studio: Studio, followed: str, less: Callable[[Studio], None]
) -> None:
    with app.app_context():
        less(studio)
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(followed, LATER)
        assert run(app) == 0


def test_other_words_and_early_changes_are_no_news(app: Flask, studio: Studio, followed: str) -> None:
    studio.move(followed, make.span("14:00", "16:00", make.MONDAY + 14 * DAY))
    with before(FIRST.start + 14 * DAY, timedelta(hours=30)):
        studio.do(lambda: service.change_words(studio.booking(followed), actor=staff("lan"), title_vi="Đêm nhạc II"))
    assert run(app) == 0
    assert written(app) == []


def test_what_was_only_asked_for_is_no_news(app: Flask, studio: Studio) -> None:
    made_for(app, "minh")
    with before(FIRST.start, timedelta(hours=30)):
        studio.decline(studio.book("Lớp gốm", venue="cho", when=FIRST))
        assert run(app) == 0


def test_a_worker_that_is_late_tells_what_stands_now(app: Flask, studio: Studio, followed: str) -> None:
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(followed, LATER)
        studio.move(followed, FIRST, "kia")
        assert run(app) == 1
        (mail,) = written(app)
        assert mail.invitation is not None
        assert mail.invitation["entries"][0]["sequence"] == 2


def test_who_was_told_late_is_told_of_what_comes_after(app: Flask, studio: Studio, followed: str) -> None:
    """They may have taken the invitation into their own calendar, where the feed changes nothing."""
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(followed, make.span("14:00", "16:00", make.MONDAY + 14 * DAY))
        assert run(app) == 1
        studio.move(followed, make.span("09:00", "10:00", make.MONDAY + 15 * DAY))
        assert [run(app), run(app)] == [1, 0]
    with time_machine.travel(FIRST.start + 40 * DAY):
        assert run(app) == 0
        with app.app_context():
            assert db.session.query(LateChange).count() == 0


def test_a_letter_that_was_given_up_may_be_sent_again(app: Flask, studio: Studio, followed: str) -> None:
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(followed, LATER)
        run(app)
        studio.do(
            lambda: setattr(
                db.session.query(Mail).filter_by(template="calendar_soon").one(), "status", MailStatus.DEAD
            )
        )
        assert run(app) == 0


def test_a_stranger_who_follows_public_events_is_told(app: Flask, sink: Sink, studio: Studio) -> None:
    studio.do(lambda: add_device(name="Máy", depth=Depth.OWN, actor=staff("hoa")))
    shown = studio.book("Đêm nhạc", when=FIRST, open_to_public=True)
    hidden = studio.book("Họp kín", when=LATER, open_to_public=False)
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(shown, FIRST, "kia")
        studio.move(hidden, LATER, "kia")
        assert run(app) == 1
        with app.app_context():
            deliver_waiting()
        studio.do(lambda: service.cancel_booking(studio.booking(shown), actor=staff("tuan"), reason="Mưa to"))
        run(app)
        with app.app_context():
            deliver_waiting()
    moved, gone = sink.letters_to("hoa@example.org")
    assert f"/events/{shown}" in text_of(moved)
    assert "Họp kín" not in text_of(moved)
    cancelled = (calendar_of(gone) or b"").decode().replace("\r\n ", "")
    assert "STATUS:CANCELLED" in cancelled
    assert f"/events/{shown}" in cancelled


def test_who_follows_an_event_is_named_to_nobody(app: Flask, sink: Sink, studio: Studio, cast: Cast) -> None:
    sink.refuse["hoa@example.org"] = sink.refuse["lan@example.org"] = "550 5.1.1 no such person"
    studio.do(lambda: add_device(name="Máy", depth=Depth.OWN, actor=staff("hoa")))
    with app.app_context():
        hoa = staff("hoa").name
    shown = studio.book("Đêm nhạc", when=FIRST, open_to_public=True)
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(shown, FIRST, "kia")
        assert run(app) == 1
        with app.app_context():
            deliver_waiting()
            assert db.session.query(Mail).filter_by(recipient="hoa@example.org", status=MailStatus.DEAD).count() == 1
        page = cast.client("tuan").get(f"/desk/bookings/{shown}").text
    assert "Thư gửi Nguyễn Lan lúc" in page
    assert hoa not in page


def test_no_letter_says_more_than_the_calendar_does(app: Flask, sink: Sink, studio: Studio) -> None:
    made_for(app, "minh", "busy")
    public_id = studio.book("Đêm nhạc", when=FIRST)
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(public_id, LATER, "kia")
        assert run(app) == 1
        with app.app_context():
            deliver_waiting()
    (letter,) = sink.letters_to(MINH)
    whole = text_of(letter) + str(letter["Subject"]) + (calendar_of(letter) or b"").decode()
    assert "14:00–16:00" in whole
    assert not [word for word in ("Đêm nhạc", "Nhà kia", "Xưởng Mây", public_id) if word in whole]


def test_nor_does_the_letter_that_takes_it_out_again(app: Flask, sink: Sink, studio: Studio) -> None:
    made_for(app, "minh", "busy")
    public_id = studio.book("Đêm nhạc", when=FIRST)
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(public_id, LATER)
        assert run(app) == 1
        studio.do(lambda: service.cancel_booking(studio.booking(public_id), actor=staff("tuan"), reason="Mưa to"))
        assert run(app) == 1
        with app.app_context():
            deliver_waiting()
    _moved, off = sink.letters_to(MINH)
    assert Calendar.from_ical(calendar_of(off))["METHOD"] == "CANCEL"
    whole = text_of(off) + str(off["Subject"]) + (calendar_of(off) or b"").decode()
    assert not [word for word in ("Đêm nhạc", "Xưởng Mây", public_id) if word in whole]


def test_the_deepest_address_speaks(app: Flask, sink: Sink, studio: Studio) -> None:
    made_for(app, "minh", "busy")
    made_for(app, "minh", "mine")
    public_id = studio.book("Đêm nhạc", when=FIRST)
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(public_id, LATER)
        assert run(app) == 1
    (mail,) = written(app)
    assert mail.values["title"] == "Đêm nhạc"


def test_who_sees_everything_by_office_gets_no_letters_about_it(app: Flask, studio: Studio) -> None:
    studio.do(lambda: add_device(name="Máy", depth=Depth.STAFF, actor=staff("thu")))
    public_id = studio.book("Đêm nhạc", when=FIRST)
    with before(FIRST.start, timedelta(hours=30)):
        studio.move(public_id, LATER)
        assert run(app) == 0
