"""Who of a closure's people knows of it, the letter to hand them, and what the site says to everybody."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.bookings import service
from app.core.db import db
from app.core.timespan import Timespan
from app.mail.models import Mail, MailStatus
from tests.bookings import factories as make
from tests.bookings.conftest import NOON, Town

EVENING = make.span("17:00", "22:00")
SOON = Timespan(NOON + timedelta(days=3), NOON + timedelta(days=3, hours=4))


def shut(town: Town, span: Timespan = EVENING, **values: Any) -> str:
    def act() -> str:
        made = service.close_venues(
            actor=town.cast.user("tuan"), venue_ids=[make.the_venue("lang-nghe").id], span=span, title_vi="Thay kính",
            title_en="New glass", **values,
        )  # fmt: skip
        return made.public_id

    return str(town.do(act))


def test_people_are_called_one_by_one_and_one_may_be_taken_back(town: Town) -> None:
    one = town.book("lan", "lang-nghe", title_vi="Đêm nhạc", contact_name="Chị Mây", contact_phone="0900 000 009")
    page = f"/desk/closures/{shut(town)}"
    tuan = town.cast.client("tuan")
    shown = tuan.get(page).text
    assert "Chưa gọi báo" in shown
    assert 'href="tel:0900000009"' in shown
    assert "&lt;span" not in shown
    assert "1 lượt chưa gọi báo" in tuan.get("/desk/closures").text
    answer = tuan.submit(page, {f"{one}-note": "Chị Mây đã biết"}, to=f"{page}/reached/{one}", follow_redirects=True)
    assert "Mọi lượt đều đã được báo." in answer.text
    assert "Chị Mây đã biết" in answer.text
    assert "Ghi là đã báo một lượt" in answer.text
    assert "Chưa gọi báo" in tuan.submit(page, to=f"{page}/not-reached/{one}", follow_redirects=True).text


def test_a_note_too_long_is_refused_at_its_line_and_kept(town: Town) -> None:
    one = town.book("lan", "lang-nghe")
    page = f"/desk/closures/{shut(town)}"
    answer = town.cast.client("tuan").submit(page, {f"{one}-note": "dài " * 100}, to=f"{page}/reached/{one}")
    assert answer.status_code == 422
    assert "dài dài" in answer.text
    assert "Chưa gọi báo" in answer.text


@pytest.mark.parametrize(
    ("status", "words"),
    [(MailStatus.WAITING, "đang chờ gửi"), (MailStatus.SENT, "đã gửi"), (MailStatus.DEAD, '<span class="late">')],
)
def test_how_the_letter_fared_is_said(town: Town, status: MailStatus, words: str) -> None:
    town.book("lan", "lang-nghe")
    page = f"/desk/closures/{shut(town)}"

    def fare() -> None:
        db.session.query(Mail).filter_by(template="booking_displaced").one().status = status

    town.do(fare)
    shown = town.cast.client("tuan").get(page).text
    assert "lan@example.org" in shown
    assert words in shown.split("lan@example.org</a>")[1].split("</li>")[0]


def test_the_letter_can_be_printed_word_for_word(town: Town) -> None:
    one, other = town.book("lan", "lang-nghe", title_vi="Đêm nhạc"), town.book("hoa", "cau-kinh")
    closure = shut(town, message_vi="Xin lỗi bạn.")
    tuan = town.cast.client("tuan")
    letter = tuan.get(f"/desk/closures/{closure}/letters/{one}").text
    for words in ("Kính gửi: Nguyễn Lan", "Xưởng Mây", "Xin lỗi bạn.", "Thời gian đã đặt: 19:00–21:00"):
        assert words in letter
    assert tuan.get(f"/desk/closures/{closure}/letters/{other}").status_code == 404


@pytest.mark.parametrize("who", ["lan", "mai"])
def test_only_coordinators_see_whom_to_call(town: Town, who: str) -> None:
    one = town.book("lan", "lang-nghe")
    page = f"/desk/closures/{shut(town)}"
    client = town.cast.client(who)
    for path in (page, f"{page}/letters/{one}", f"{page}/edit"):
        assert client.get(path).status_code == 403


def said(town: Town, path: str = "/", language: str = "vi") -> str:
    client = town.app.test_client()
    client.set_cookie("lang", language)
    return client.get(path).text


def test_the_site_says_it_in_both_languages_until_it_is_lifted(town: Town) -> None:
    closure = shut(town, SOON, announced=True, message_vi="Xin lỗi bạn.", message_en="We are sorry.")
    for path in ("/", "/venues", "/venues/lang-nghe"):
        assert "Không gian làng nghề tạm đóng cửa: 12:00–16:00, Thứ Tư 25/11/2026." in said(town, path)
    assert "Thay kính" not in said(town, "/venues/cau-kinh")
    english = said(town, "/", "en")
    assert "New glass" in english
    assert "We are sorry." in english
    tuan = town.cast.client("tuan")
    tuan.submit("/desk/closures", to=f"/desk/closures/{closure}/lift")
    assert "Thay kính" not in said(town)


@pytest.mark.parametrize(
    ("span", "announced", "later"),
    [
        (SOON, False, timedelta()),
        (SOON, True, timedelta(days=4)),
        (Timespan(SOON.start + timedelta(days=30), SOON.end + timedelta(days=30)), True, timedelta()),
    ],
    ids=["not announced", "over", "far off"],
)
def test_the_site_says_nothing(
    town: Town, noon: time_machine.Traveller, span: Timespan, announced: bool, later: timedelta
) -> None:
    shut(town, span, announced=announced)
    noon.shift(later)
    assert "Thay kính" not in said(town)
