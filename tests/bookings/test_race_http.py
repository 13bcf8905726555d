"""The same race over HTTP: two server processes, forty posts of the real form in the same moment, in six shapes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from app.core.db import db, transact
from migrations import guards
from tests.bookings.contest import OVERLAPS, SHAPES, Contest, free_days
from tests.cast import PASSWORD, email_of
from tests.machine import Browser, Machine

pytestmark = pytest.mark.real_time


@contextmanager
def _two_processes(app: Flask, target: str = "wsgi:app") -> Iterator[Contest]:
    machine = Machine(app.config["SETTINGS"], mode="test")
    try:
        machine.start_web("--blocking-threads", "20", target=target)
        browser = Browser(machine.url)
        browser.sign_in(email_of("tuan"), PASSWORD)
        yield Contest(app, browser)
    finally:
        machine.stop()


@pytest.mark.by_turns  # the same forty, in one process each, on both: `test_race`
def test_forty_posts_at_once_get_what_there_is(app: Flask) -> None:
    with _two_processes(app) as contest:
        for shape, day in zip(SHAPES, free_days(app, len(SHAPES)), strict=True):
            verdict = contest.verdict(shape, contest.run(shape, day), day)
            assert (verdict.accepted, verdict.faults) == (shape.allowed, []), shape.name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_guards_the_same_race_books_twice(app: Flask) -> None:
    """Negative control: the judge of the test above finds it. On both databases `test_race` has one."""
    with app.app_context():
        transact(lambda: guards.remove(db.session.connection()))
    identical = SHAPES[0]
    with _two_processes(app, "tests.bookings.unguarded:app") as contest:
        day = free_days(app, 1)[0]
        verdict = contest.verdict(identical, contest.run(identical, day), day)
    with app.app_context():
        assert db.session.execute(OVERLAPS).scalar_one() > 0
    assert verdict.accepted > 1
    assert [fault.split()[1] for fault in verdict.faults] == ["stand,", "overlaps"]
