"""Codes, browsers and accounts as tests of the doors need them."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP
from werkzeug.test import TestResponse

from app.accounts import keyed, queries
from app.core import clock
from tests.cast import PASSWORD, Cast, email_of


def key_on(page: str) -> str:
    """The secret as the enrolment page spells it out for people who cannot scan."""
    spelled = re.search(r'class="enrol-key">(.*?)</p>', page, re.S)
    assert spelled, page
    return "".join(re.findall(r"<span>(\w+)</span>", spelled[1]))


def code_of(key: str, *, steps: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds later."""
    return TOTP(key).at(clock.now() + timedelta(seconds=30 * steps))


def enrol(client: FlaskClient, password: str = PASSWORD) -> tuple[str, list[str]]:
    """Through the real pages; returns the app's secret and the recovery codes."""
    answer = submit(client, "/account/second-factor", {"password": password})
    assert answer.location == "/account/second-factor/enrol", answer.text
    key = key_on(client.get("/account/second-factor/enrol").text)
    answer = submit(client, "/account/second-factor/enrol", {"code": code_of(key)})
    assert answer.status_code == 200, answer.text
    return key, re.findall(r"<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</li>", answer.text)


def key_of(app: Flask, cast: Cast, key: str) -> str:
    with app.app_context():
        factor = queries.active_factor(cast.user(key).id)
        assert factor is not None
        return keyed.totp_secret(factor.seed)


def submit(client: FlaskClient, page: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
    answer: TestResponse = client.submit(page, data, **options)  # type: ignore[attr-defined]
    return answer


def give_password(client: FlaskClient, key: str, **changes: Any) -> TestResponse:
    return submit(client, "/sign-in", {"email": email_of(key), "password": PASSWORD} | changes)
