"""The same race over HTTP: two server processes, forty posts of the real form in the same moment."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from flask import Flask

from app.bookings.models import Booking, BookingStatus
from app.core import clock
from app.core.db import db
from app.workdays.queries import day_off
from tests.cast import PASSWORD, email_of
from tests.machine import Browser, Machine

pytestmark = pytest.mark.real_time
ROUNDS, AT_ONCE = 5, 40


@contextmanager
def _two_processes(app: Flask) -> Iterator[str]:
    machine = Machine(app.config["SETTINGS"], mode="test")
    try:
        machine.start_web("--blocking-threads", "20")
        yield machine.url
    finally:
        machine.stop()


def _free_days(app: Flask) -> list[date]:
    with app.app_context():
        days = (clock.today() + timedelta(days=n) for n in range(20, 60))
        return [day for day in days if not day_off(day)][:ROUNDS]


def test_forty_posts_at_once_confirm_one(app: Flask) -> None:
    with _two_processes(app) as url:
        browser = Browser(url)
        browser.sign_in(email_of("tuan"), PASSWORD)
        for number, day in enumerate(_free_days(app)):
            wish = browser.fields_of(f"/desk/bookings/new?venue=lang-nghe&day={day}") | {
                "space": "centre",
                "title_vi": f"Vòng {number}",
                "starts_at": "10:00",
                "ends_at": "11:00",
            }
            assert _at_once(browser, wish) == {302: 1, 422: AT_ONCE - 1}
    with app.app_context():
        assert db.session.query(Booking).filter_by(status=BookingStatus.CONFIRMED).count() == ROUNDS
        assert db.session.query(Booking).count() == ROUNDS


def _at_once(browser: Browser, wish: dict[str, str]) -> Counter[int]:
    statuses: list[int] = []
    together = threading.Barrier(AT_ONCE)

    def post(number: int) -> None:
        together.wait()
        status, html = browser.send("/desk/bookings/new", wish | {"key": f"key-{number}-{wish['title_vi']}"})
        statuses.append(status)
        assert status == 302 or re.search(r"Vòng \d", html), "what was typed is still there"

    threads = [threading.Thread(target=post, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)
