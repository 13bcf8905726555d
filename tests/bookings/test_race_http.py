"""The same race over HTTP: two server processes, forty posts of the real form in the same moment."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from flask import Flask

from app.bookings.models import Booking, BookingStatus
from app.config import ROOT
from app.core import clock
from app.core.db import db
from app.workdays.queries import day_off
from tests.cast import PASSWORD, email_of
from tests.web.browserless import forms_of

pytestmark = pytest.mark.real_time
ROUNDS, AT_ONCE = 5, 40


@contextmanager
def _two_processes(app: Flask) -> Iterator[str]:
    config = app.config["SETTINGS"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "MODE": "test",
        "INSTANCE": str(config.instance),
        "DATABASE_URL": config.database_url,
        "SECRET_KEY": config.secret_key,
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    log = (config.instance / "granian.log").open("wb")
    server = subprocess.Popen(
        [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--workers", "2", "--blocking-threads", "20", "--no-ws", "wsgi:app"],
        cwd=ROOT, env=environment, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        _wait_until_ready(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        """A redirect is the answer we want to see."""


class Browser:
    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = CookieJar()

    def send(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _NoRedirects)
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            with opener.open(self.url + path, body, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def fields_of(self, path: str) -> dict[str, str]:
        _status, html = self.send(path)
        form = next(f for f in forms_of(html) if "csrf_token" in f.fields and f.action != "/sign-out")
        return form.fields.to_dict()


def _free_days(app: Flask) -> list[date]:
    with app.app_context():
        days = (clock.today() + timedelta(days=n) for n in range(20, 60))
        return [day for day in days if not day_off(day)][:ROUNDS]


def test_forty_posts_at_once_confirm_one(app: Flask) -> None:
    with _two_processes(app) as url:
        browser = Browser(url)
        credentials = {"email": email_of("tuan"), "password": PASSWORD}
        assert browser.send("/sign-in", browser.fields_of("/sign-in") | credentials)[0] == 302
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
