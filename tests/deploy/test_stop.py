"""Asked to stop, web and worker finish what they have begun and take nothing new."""

import fcntl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.core.db import db, transact
from app.mail.models import Mail, MailStatus
from app.mail.service import queue_mail
from deploy import serve
from tests.cast import PASSWORD, email_of
from tests.machine import Browser, Machine, somebody_waits_for, wait_for
from tests.mail.sink import Sink

pytestmark = [
    pytest.mark.real_time,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def sink() -> Iterator[Sink]:
    server = Sink()
    yield server
    server.close()


@pytest.fixture
def machine(app: Flask, sink: Sink) -> Iterator[Machine]:
    made = Machine(app.config["SETTINGS"], smtp=sink.port)
    yield made
    made.stop()


def _asked_to_end(process: subprocess.Popen[bytes] | None) -> threading.Thread:
    assert process is not None
    thread = threading.Thread(target=serve.end, args=([process],))
    thread.start()
    return thread


def test_a_request_in_flight_is_answered_and_new_ones_are_not_taken(app: Flask, machine: Machine) -> None:
    machine.start_web()
    browser = Browser(machine.url)
    form = browser.fields_of("/sign-in") | {"email": email_of("lan"), "password": PASSWORD}
    answers: list[int] = []
    with Path(app.config["DB_LOCK"]).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # nobody can write now: the request waits its turn
        asking = threading.Thread(target=lambda: answers.append(browser.send("/sign-in", form)[0]))
        asking.start()
        wait_for(lambda: somebody_waits_for(Path(lock.name)))
        ending = _asked_to_end(machine.web)
        wait_for(lambda: _is_shut(machine))
        assert answers == []
        assert machine.web is not None and machine.web.poll() is None
    asking.join(30)
    ending.join(30)
    assert answers == [302]
    assert machine.web.returncode == 0


def _is_shut(machine: Machine) -> bool:
    try:
        Browser(machine.url).send("/healthz")
    except OSError:
        return True
    return False


def _threads_of(process: subprocess.Popen[bytes]) -> int:
    tasks = Path(f"/proc/{process.pid}/task")
    return len(list(tasks.iterdir())) if process.poll() is None else 0


def test_a_letter_that_is_being_sent_is_noted_as_sent(app: Flask, sink: Sink, machine: Machine) -> None:
    sink.hold.clear()
    with create_app(replace(app.config["SETTINGS"], mode="demo")).app_context():  # its queue lies in the instance
        for who in ("lan", "hoa"):
            transact(lambda who=who: queue_mail("known_address", to=email_of(who), language="vi", key=who))
    machine.start_worker()
    wait_for(lambda: sink.reading)
    worker = machine.worker
    assert worker is not None
    threads = _threads_of(worker)
    ending = _asked_to_end(worker)
    # What hands out jobs by the clock goes first: from then on the worker knows that it is to stop.
    wait_for(lambda: _threads_of(worker) < threads)
    assert worker.poll() is None
    sink.hold.set()
    ending.join(60)
    assert worker.returncode == 0
    with app.app_context():
        assert set(db.session.scalars(select(Mail.status))) == {MailStatus.SENT}
    assert len(sink.taken) == 2
