"""The way out of a letter: for people and for their programs, and for nobody else."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transact
from app.mail import links
from app.mail.delivery import Letter, compose
from app.mail.models import Mail
from app.notices import queries, service
from app.notices.models import NoticeChoice
from app.notices.rules import Choice, Kind
from tests.cast import email_of
from tests.notices.test_notices import tell

LAN = email_of("lan")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def _composed(key: str = "one") -> Letter:
    return compose(db.session.scalars(select(Mail).where(Mail.key == key)).one())


def _way_out(app: Flask, template: str = "booking_received") -> str:
    with app.test_request_context():
        tell(template=template)
        found = re.search(r"/unsubscribe/[\w.-]+", str(_composed().body))
    assert found
    return found[0]


def _chosen(app: Flask) -> Choice:
    with app.app_context():
        return queries.choice(LAN, Kind.BOOKINGS)


def test_a_letter_says_how_to_have_no_more_of_them(app: Flask) -> None:
    with app.test_request_context():
        tell()
        letter = _composed()
        head = letter.as_string()
    assert re.search(r"List-Unsubscribe: <https?://[^>]+/unsubscribe/[\w.-]+>", head)
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert "Bạn không muốn nhận những thư như thế này nữa: http" in str(letter.body)


def test_a_letter_that_must_arrive_has_no_way_out(app: Flask) -> None:
    with app.test_request_context():
        tell(template="booking_confirmed")
        letter = _composed()
        assert "nsubscribe" not in letter.as_string()
        assert "unsubscribe" not in str(letter.body)


def test_the_link_tells_no_address(app: Flask) -> None:
    path = _way_out(app)
    assert "lan" not in path.removeprefix("/unsubscribe/").lower().replace("-", "") or "@" not in path
    page = app.test_client().get(path).text
    assert LAN not in page
    assert "example.org" not in page


def test_opening_the_link_changes_nothing(app: Flask) -> None:
    path = _way_out(app)
    client = app.test_client()
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    with app.app_context():
        assert db.session.scalars(select(NoticeChoice)).all() == []


def test_a_program_acts_without_session_or_token_and_is_not_sent_on(app: Flask) -> None:
    path = _way_out(app)
    answers = [app.test_client().post(path, data=ONE_CLICK) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert _chosen(app) == Choice(by_mail=False, in_app=True)


def test_a_person_presses_the_button_and_takes_it_back(app: Flask) -> None:
    path = _way_out(app)
    client = app.test_client()
    assert client.post(path).headers["Location"] == path
    assert "Nhận lại thư này" in client.get(path).text
    assert _chosen(app).by_mail is False
    client.post(path, data={"again": "1"})
    assert _chosen(app).by_mail is True


def test_whoever_has_no_notices_either_keeps_it_so(app: Flask) -> None:
    path = _way_out(app)
    with app.app_context():
        transact(lambda: service.choose(LAN, Kind.BOOKINGS, Choice(by_mail=True, in_app=False)))
    app.test_client().post(path, data=ONE_CLICK)
    assert _chosen(app) == Choice(by_mail=False, in_app=False)


@pytest.mark.parametrize("purpose", ["confirm", "reset", "invitation"])
def test_a_link_made_for_something_else_does_nothing(app: Flask, purpose: str) -> None:
    _way_out(app)
    with app.test_request_context():
        token = links.sign(purpose, db.session.scalars(select(Mail.message_id)).one())
    assert app.test_client().post(f"/unsubscribe/{token}", data=ONE_CLICK).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 3000, "%00", "..%2f", "eyJ.x.y", "ă"])
def test_a_forged_link_is_not_there(app: Flask, token: str) -> None:
    for ask in (app.test_client().get, app.test_client().post):
        assert ask(f"/unsubscribe/{token}").status_code == 404


def test_the_link_of_a_letter_that_must_arrive_turns_nothing_off(app: Flask) -> None:
    """Signed by nobody but us, and still."""
    with app.test_request_context():
        tell(template="booking_confirmed")
        token = links.sign("unsubscribe", db.session.scalars(select(Mail.message_id)).one())
    assert app.test_client().post(f"/unsubscribe/{token}", data=ONE_CLICK).status_code == 404


def test_an_old_letter_speaks_for_the_old_address_alone(app: Flask) -> None:
    path = _way_out(app)
    with app.app_context():
        transact(lambda: service.move_address(LAN, "lan.moi@example.org"))
    app.test_client().post(path, data=ONE_CLICK)
    with app.app_context():
        assert queries.choice("lan.moi@example.org", Kind.BOOKINGS).by_mail is True


def test_the_page_is_in_the_readers_language(app: Flask) -> None:
    path = _way_out(app)
    client: Any = app.test_client()
    client.set_cookie("lang", "en")
    assert "No more letters about: Bookings" in client.get(path).text
