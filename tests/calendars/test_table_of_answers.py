"""Who holds which address, and what it answers: alive, taken back, unknown, somebody else's, of a role that was lost;
asked in every way a client asks, before the house wakes and inside it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import http_date

from app.accounts import service as accounts
from app.accounts.models import Role
from app.accounts.service.passwords import hash_password
from app.calendars import service
from app.calendars.models import FeedLink
from app.core import clock
from app.core.db import db
from app.spaces import service as spaces
from tests.calendars.conftest import Studio
from tests.calendars.factories import staff
from tests.calendars.links import made_for
from tests.readers.clients import icalendar_reads

# A parameter that nobody knows is not answered before the house wakes.
WAYS = {"fast": "", "slow": "?utm_source=thu"}
ADMINISTRATOR = "ha"


def _link() -> FeedLink:
    return db.session.query(FeedLink).order_by(FeedLink.id).first()  # type: ignore[return-value]


def _nothing() -> None:
    """As it was made."""


def _revoke() -> None:
    service.revoke_link(_link(), actor=_link().user)


def _renew() -> None:
    service.renew_link(_link(), actor=_link().user)


def _disable(key: str) -> None:
    accounts.disable_user(staff(key), reason="Nghỉ việc", actor=staff(ADMINISTRATOR))


def _back_again(key: str) -> None:
    _disable(key)
    accounts.enable_user(staff(key), actor=staff(ADMINISTRATOR))


def _new_password(key: str) -> None:
    user, hashed = staff(key), hash_password("mật khẩu mới 2026")
    accounts.change_password(user.id, hashed, checked_hash=user.password_hash, secret="không có")


def _lose_role(key: str) -> None:
    accounts.revoke_role(staff(key), Role.COORDINATOR, actor=staff(ADMINISTRATOR))


def _leave_team(studio: Studio, key: str) -> None:
    spaces.leave_team(studio.space(), actor=staff(key))


def _of(person: str, scope: str, act: Callable[..., None], **named: str) -> tuple[str, str, Callable[..., None]]:
    return person, scope, partial(act, **named)


# Whose address of what, what happens to it, what it answers from then on, and how many events it tells.
TABLE = {
    "alive, mine": (*_of("lan", "mine", _nothing), 200, 2),
    "alive, hours only": (*_of("lan", "busy", _nothing), 200, 3),
    "alive, the house": (*_of("tuan", "staff", _nothing), 200, 6),
    "alive, somebody else's bookings are not in it": (*_of("hoa", "mine", _nothing), 200, 0),
    "taken back": (*_of("lan", "mine", _revoke), 410, None),
    "hours only, taken back": (*_of("lan", "busy", _revoke), 410, None),
    "renewed: the old address": (*_of("lan", "mine", _renew), 410, None),
    "account closed": (*_of("lan", "mine", _disable, key="lan"), 410, None),
    "account closed, the house": (*_of("tuan", "staff", _disable, key="tuan"), 410, None),
    "account closed and opened again": (*_of("minh", "mine", _back_again, key="minh"), 410, None),
    "password changed": (*_of("lan", "mine", _new_password, key="lan"), 410, None),
    "password changed, the house": (*_of("tuan", "staff", _new_password, key="tuan"), 410, None),
    "role lost": (*_of("tuan", "staff", _lose_role, key="tuan"), 200, 0),
    "left the team": (*_of("minh", "mine", _leave_team, key="minh"), 200, 0),
    "left the team, hours only": (*_of("minh", "busy", _leave_team, key="minh"), 200, 0),
    "another left the team": (*_of("lan", "mine", _leave_team, key="minh"), 200, 2),
    "another's password": (*_of("lan", "mine", _new_password, key="minh"), 200, 2),
}
UNCHANGED = [name for name in TABLE if name.startswith(("alive", "another"))]


@pytest.fixture
def full(studio: Studio) -> Studio:
    studio.book("Đêm nhạc Mây")
    studio.book("Lớp vẽ chờ duyệt", venue="cho")
    return studio


def _known(client: FlaskClient, path: str) -> dict[str, dict[str, str]]:
    """What a client that has read it would ask with."""
    client.get(path)
    with _later(seconds=10):
        answer = client.get(path)
        assert answer.status_code == 200
        return {
            "plain": {},
            "by tag": {"If-None-Match": answer.headers["ETag"]},
            "by weak tag": {"If-None-Match": f"W/{answer.headers['ETag']}"},
            "by date": {"If-Modified-Since": answer.headers["Last-Modified"]},
            "by date of the answer": {"If-Modified-Since": http_date(clock.now())},
            "packed": {"Accept-Encoding": "gzip"},
        }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", TABLE)
def test_the_table(app: Flask, client: FlaskClient, full: Studio, name: str, way: str) -> None:
    person, scope, act, status, events = TABLE[name]
    path = made_for(app, person, scope) + WAYS[way]
    asked = _known(client, path)
    with _later(minutes=1):
        full.do(partial(act, full) if "team" in name else act)
    with _later(minutes=2):
        for how, headers in asked.items():
            got, head = client.get(path, headers=headers), client.head(path, headers=headers)
            assert got.status_code == head.status_code, how
            assert head.data == b"", how
            assert got.headers["X-Robots-Tag"] == "noindex", how
            assert got.headers["Referrer-Policy"] == "no-referrer", how
            assert "Set-Cookie" not in got.headers, how
            if status == 410:
                assert got.status_code == 410, how
                assert got.headers["Cache-Control"] == "no-store", how
                assert got.headers["Content-Type"] == "text/plain; charset=utf-8", how
                assert b"VCALENDAR" not in got.data, how
            elif how.startswith("by") and name in UNCHANGED:
                assert (got.status_code, got.data) == (304, b""), how
                assert got.headers["Cache-Control"] == "private, max-age=300", how
            else:
                assert got.status_code == 200, how
                assert got.headers["Cache-Control"] == "private, max-age=300", how
        if status == 200:
            assert len(icalendar_reads(client.get(path).data)) == events


def _secret_of(path: str) -> str:
    return path.removeprefix("/calendars/private/").removesuffix(".ics")


UNKNOWN = {
    "a secret nobody made": lambda path: "a" * 43,
    "one letter more": lambda path: _secret_of(path) + "x",
    "one letter less": lambda path: _secret_of(path)[:-1],
    "other letters": lambda path: _secret_of(path).swapcase(),
    "a mark": lambda path: "ă%00",
    "one of another world": lambda path: "%F0%9F%8E%A8",
    "a way out": lambda path: "..%2Fpublic",
    "very long": lambda path: "a" * 4000,
}


@pytest.mark.parametrize("way", WAYS)
def test_what_nobody_made_is_not_found(app: Flask, client: FlaskClient, full: Studio, way: str) -> None:
    path = made_for(app, "lan")
    asked = _known(client, path)
    with app.app_context():
        names = {"its digest": _link().secret_digest, "its public id": _link().public_id}
    for name, secret in (names | {name: make(path) for name, make in UNKNOWN.items()}).items():
        wrong = f"/calendars/private/{secret}.ics{WAYS[way]}"
        for how, headers in asked.items():
            got, head = client.get(wrong, headers=headers), client.head(wrong, headers=headers)
            assert (got.status_code, head.status_code, head.data) == (404, 404, b""), (name, how)
            assert "Set-Cookie" not in got.headers, (name, how)
            assert b"VCALENDAR" not in got.data, (name, how)


@pytest.mark.parametrize("scope", ["mine", "busy"])
def test_no_parameter_opens_more(app: Flask, client: FlaskClient, full: Studio, scope: str) -> None:
    """What an address shows stands in its row: asking for more, or for another's, gives the same."""
    path, others = made_for(app, "lan", scope), made_for(app, "tuan", "staff")
    own = {event.uid for event in icalendar_reads(client.get(path).data)}
    for more in ("scope=staff", "depth=staff", "depth=3", "kind=staff", "space=1", "user=1", "viewer_id=1",
                 f"token={_secret_of(others)}"):  # fmt: skip
        answer = client.get(f"{path}?{more}")
        assert answer.status_code in {200, 400}, more
        if answer.status_code == 200:
            assert {event.uid for event in icalendar_reads(answer.data)} == own, more
            assert (scope == "busy") is (b"SUMMARY:\xc4\x90\xc3\xaam" not in answer.data), more


@pytest.mark.parametrize("tag", ["*", '"{}", "x"', 'W/"x", W/"{}"'])
def test_any_form_of_the_tag_is_known_again_and_of_no_use_once_it_is_dead(
    app: Flask, client: FlaskClient, full: Studio, tag: str
) -> None:
    path = made_for(app, "lan")
    headers = {"If-None-Match": tag.format(client.get(path).headers["ETag"].strip('"'))}
    assert client.get(path, headers=headers).status_code == 304
    full.do(_revoke)
    assert client.get(path, headers=headers).status_code == 410


def test_nobody_writes_to_a_feed(app: Flask, client: FlaskClient, full: Studio) -> None:
    path = made_for(app, "lan")
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)(path).status_code in {400, 405}, method
    assert client.get(path).status_code == 200


def _later(**by: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(**by), tick=True)
