"""Days on which the mail server is difficult: nobody who uses the site waits for it, and every letter arrives after."""

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app.accounts.models import User
from app.core import clock
from app.core.db import db, transact
from app.mail import delivery
from app.mail.delivery import deliver_waiting
from app.mail.models import Mail, MailStatus
from app.mail.service import queue_mail
from tests.accounts.steps import TYPED
from tests.mail.sink import CUT, Sink, connect

PEOPLE = [f"{who}@example.org" for who in ("lan", "hoa", "minh")]


class Silent:
    """Something that takes connections and never says a word."""

    def __init__(self) -> None:
        self.taken: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            try:
                self.taken.append(self._door.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        for line in (*self.taken, self._door):
            line.close()


@pytest.fixture
def silent() -> Iterator[Silent]:
    made = Silent()
    yield made
    made.close()


def test_no_request_speaks_with_the_mail_server(app: Flask, silent: Silent) -> None:
    """By structure, not by the clock: signing up causes a letter, and no line to the server is opened."""
    connect(app, silent)  # type: ignore[arg-type]
    answer = app.test_client().submit("/sign-up", TYPED)  # type: ignore[attr-defined]
    assert answer.status_code == 302, answer.text
    assert silent.taken == []
    with app.app_context():
        assert db.session.scalars(select(User).where(User.email == TYPED["email"])).one()
        (mail,) = db.session.scalars(select(Mail).where(Mail.recipient == TYPED["email"]))
        assert mail.status == MailStatus.WAITING


def test_a_server_that_hangs_costs_a_while_and_no_letter(
    ctx: Flask, silent: Silent, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TIMEOUT_SECONDS", 0.3)
    connect(ctx, silent)  # type: ignore[arg-type]
    with travel(clock.now(), tick=False) as time:
        transact(_three_letters)
        assert deliver_waiting() == 0
        assert len(silent.taken) == 3
        connect(ctx, sink)
        time.shift(timedelta(minutes=1))
        assert deliver_waiting() == 3
    assert _arrived(sink) == Counter(PEOPLE)


def _refuse_all(line: str) -> Callable[[Sink], None]:
    def be_difficult(sink: Sink) -> None:
        sink.refuse = dict.fromkeys(PEOPLE, line)

    return be_difficult


def _answer(line: str) -> Callable[[Sink], None]:
    def be_difficult(sink: Sink) -> None:
        sink.after_data = line

    return be_difficult


@pytest.mark.parametrize(
    ("be_difficult", "copies"),
    [
        pytest.param(Sink.close, 1, id="refuses-connections"),
        pytest.param(_refuse_all("451 4.7.1 come back later"), 1, id="greylisting"),
        pytest.param(_refuse_all("554 5.7.1 relay access denied"), 1, id="our-settings-were-wrong"),
        pytest.param(_answer("452 4.3.1 disk full"), 1, id="4xx-after-the-letter"),
        pytest.param(_answer("554 5.6.0 no"), 1, id="5xx-after-the-letter"),
        pytest.param(_answer(CUT), 2, id="line-cut-after-the-letter"),
    ],
)
def test_when_the_bad_day_is_over_every_letter_arrives(
    ctx: Flask, sink: Sink, be_difficult: Callable[[Sink], None], copies: int
) -> None:
    """A letter whose answer was lost is sent again under the same name: readers' clients show it once."""
    with travel(clock.now(), tick=False) as time:
        transact(_three_letters)
        be_difficult(sink)
        assert deliver_waiting() == 0
        sink.refuse, sink.after_data = {}, "250 OK"
        if be_difficult is Sink.close:
            sink.open()
        time.shift(timedelta(hours=1))
        assert deliver_waiting() == 3
        time.shift(timedelta(days=1))
        assert deliver_waiting() == 0
    assert _arrived(sink) == Counter(PEOPLE * copies)
    names = Counter(str(taken.message["Message-ID"]) for taken in sink.taken)
    assert list(names.values()) == [copies] * 3


def _three_letters() -> None:
    for address in PEOPLE:
        queue_mail("known_address", to=address, language="vi", key=address)


def _arrived(sink: Sink) -> Counter[str]:
    return Counter(recipient for taken in sink.taken for recipient in taken.recipients)
