"""The watch that looks after the tests of calendars does see who forgets."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import Role, User
from app.accounts.service import disable_user, revoke_role
from app.core import clock
from app.core.db import db, transact
from tests.bumps import looked_after, watched
from tests.calendars.factories import cancel, confirmed_event, staff


def test_a_change_without_its_bump_is_caught(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context(), watched(app) as forgotten:
        event = confirmed_event(title="Đêm nhạc", days=10)
        transact(lambda: revoke_role(staff("thu"), Role.COORDINATOR, actor=None))
        assert forgotten == []
        monkeypatch.setattr("app.accounts.service.people.bump", lambda *_topics: db.session.flush())
        transact(lambda: disable_user(staff("lan"), reason="thử", actor=staff("ha")))
        assert forgotten == ["UPDATE users disabled_at without person:"]
        monkeypatch.setattr("app.bookings.service.steps.bump", lambda *_topics: db.session.flush())
        cancel(event)
        assert any(one.startswith("UPDATE bookings") for one in forgotten)


def test_what_a_test_lays_down_itself_is_its_own(app: Flask) -> None:
    with app.app_context(), watched(app) as forgotten:
        transact(lambda: setattr(staff("lan"), "disabled_at", clock.now()))
        transact(lambda: db.session.execute(update(User).values(disabled_at=None)))
    assert forgotten == []


def test_every_test_of_a_folder_can_be_looked_after(
    app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.accounts.service.people.bump", lambda *_topics: db.session.flush())
    watch: Iterator[None] = looked_after(request)
    next(watch)
    with app.app_context():
        transact(lambda: revoke_role(staff("thu"), Role.COORDINATOR, actor=None))
    with pytest.raises(AssertionError, match="304"):
        next(watch)
