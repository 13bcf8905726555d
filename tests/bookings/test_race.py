"""Forty at once for one slot, from two processes: one gets it, thirty-nine are told so. Never two, never a crash."""

import multiprocessing
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.bookings import service
from app.core import clock
from app.core.db import db, transact
from app.core.errors import DomainError
from app.core.timespan import at
from app.spaces.models import Space, TeamMember
from app.venues.models import Policy
from app.workdays.models import SpecialDay
from migrations import guards
from tests.bookings import factories as make
from tests.bookings.race import PATIENCE, Task, run
from tests.bookings.test_decide import fetch
from tests.cast import Cast

pytestmark = pytest.mark.real_time
PROCESSES, THREADS = 2, 20


def _prepare(cast: Cast) -> tuple[int, int]:
    for special in db.session.query(SpecialDay):
        db.session.delete(special)
    return make.space(cast.user("lan")).id, make.venue("a").id


def _race(app: Flask, instance: Path, *, rounds: int, unguarded: bool = False) -> list[Counter[str]]:
    """What became of the requests of each round, over all processes."""
    with app.app_context():
        space_id, venue_id = transact(lambda: _prepare(Cast(app)))
    first = at(clock.today() + timedelta(days=40), make.time(10), make.ZONE)
    url = app.config["SETTINGS"].database_url
    task = Task(instance, url, space_id, venue_id, first, rounds, THREADS, unguarded)
    spawn = multiprocessing.get_context("spawn")
    start, results = spawn.Barrier(PROCESSES), spawn.Queue()
    workers = [spawn.Process(target=run, args=(task, start, results)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    outcomes: list[Counter[str]] = [Counter() for _ in range(rounds)]
    try:
        for _ in range(rounds * PROCESSES):
            number, counts = results.get(timeout=PATIENCE)
            outcomes[number].update(counts)
    finally:
        for worker in workers:
            worker.join(20)
            worker.kill()
    return outcomes


def _double_bookings(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(
            text(
                "SELECT count(*) FROM occupancies a JOIN occupancies b ON a.area_id = b.area_id AND a.id < b.id "
                "AND a.blocking AND b.blocking AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
            )
        ).scalar_one()


def test_forty_at_once_get_one_booking(app: Flask, tmp_path: Path) -> None:
    outcomes = _race(app, tmp_path, rounds=5)
    expected = Counter({"confirmed": 1, "booking.taken": PROCESSES * THREADS - 1})
    assert outcomes == [expected] * 5
    assert _double_bookings(app) == 0


def test_without_guard_and_locks_the_same_race_books_twice(app: Flask, tmp_path: Path) -> None:
    """Negative control: what the test above would look like in a house without them."""
    with app.app_context():
        transact(lambda: guards.remove(db.session.connection()))
    outcomes = _race(app, tmp_path, rounds=3, unguarded=True)
    assert max(counts["confirmed"] for counts in outcomes) > 1
    assert _double_bookings(app) > 0


@pytest.mark.both_engines
def test_approve_against_cancel(app: Flask, cast: Cast) -> None:
    """At the same instant either the approval comes first and the cancellation ends it, or it hears of the other."""
    with app.app_context():
        transact(lambda: _prepare(cast) and make.venue("b", policy=Policy.HOLD).id)
    for day in range(8):
        assert _decide_at_once(app, cast, day) in (
            {"confirm": "ok", "cancel": "ok"},
            {"confirm": "booking.is_cancelled", "cancel": "ok"},
        )


def _decide_at_once(app: Flask, cast: Cast, day: int) -> dict[str, str]:
    with app.app_context():
        when = make.span("09:00", "10:00", clock.today() + timedelta(days=50 + day))
        one = transact(lambda: make.book(cast.user("tuan"), None, make.the_venue("b"), when=when).public_id)
    said: dict[str, str] = {}
    together = threading.Barrier(2)

    def attempt(name: str) -> None:
        together.wait()
        with app.app_context():
            try:
                if name == "confirm":
                    transact(lambda: service.confirm_booking(fetch(one), actor=cast.user("tuan")))
                else:
                    transact(lambda: service.cancel_booking(fetch(one), actor=cast.user("thu")))
                said[name] = "ok"
            except DomainError as error:
                said[name] = error.code

    threads = [threading.Thread(target=attempt, args=(name,)) for name in ("confirm", "cancel")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert fetch(one).status == "cancelled"
    return said


@pytest.mark.parametrize("pair", [("a", "b"), ("b", "a")])
@pytest.mark.both_engines
def test_moves_against_each_other_never_deadlock(app: Flask, cast: Cast, pair: tuple[str, str]) -> None:
    """A to B while B to A: both want what the other holds, so both hear that it is taken and nothing hangs."""
    with app.app_context():
        transact(lambda: _prepare(cast) and make.venue("b").id)
        when = make.span("09:00", "10:00", clock.today() + timedelta(days=50))
        ids = {
            slug: transact(
                lambda slug=slug: make.book(cast.user("tuan"), None, make.the_venue(slug), when=when).public_id
            )
            for slug in pair
        }
    said: list[str] = []
    together = threading.Barrier(2)

    def move(here: str, there: str) -> None:
        together.wait()
        with app.app_context():
            try:
                transact(
                    lambda: service.move_booking(
                        fetch(ids[here]), actor=cast.user("tuan"), public=when, venue_ids=[make.the_venue(there).id]
                    )
                )
                said.append("ok")
            except DomainError as error:
                said.append(error.code)

    threads = [threading.Thread(target=move, args=way) for way in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert said == ["booking.taken"] * 2


@pytest.mark.both_engines
def test_a_double_click_on_a_report_writes_one(app: Flask, cast: Cast) -> None:
    """Both taps find none yet; the second corrects what the first wrote instead of breaking over it."""
    with app.app_context():
        transact(lambda: _prepare(cast))
    for day in range(6):
        assert _report_at_once(app, cast, day) == ["ok", "ok"]


def _report_at_once(app: Flask, cast: Cast, day: int) -> list[str]:
    began = clock.now() - timedelta(days=day + 1)

    def over() -> str:
        when = make.span("09:00", "10:00", clock.today() + timedelta(days=50 + day))
        booking = make.book(cast.user("lan"), _space_of_lan(cast), make.the_venue("a"), when=when)
        booking.starts_at = booking.public_starts_at = began
        booking.ends_at = booking.public_ends_at = began + timedelta(hours=1)
        return booking.public_id

    with app.app_context():
        one = transact(over)
    together, said = threading.Barrier(2), list[str]()

    def tap() -> None:
        with app.app_context():
            together.wait()
            try:
                transact(
                    lambda: service.report_usage(
                        fetch(one), people=40, disadvantaged_people=None, went="", trouble="", actor=cast.user("lan")
                    )
                )
                said.append("ok")
            except IntegrityError:
                said.append("broken")

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def _space_of_lan(cast: Cast) -> Space:
    return db.session.query(Space).join(TeamMember).filter(TeamMember.user_id == cast.user("lan").id).one()
