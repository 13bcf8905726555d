"""The database's traps, each shown to be shut."""

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from app.core.db import UTCDateTime, after_commit, db, rehearse, transact
from app.core.errors import DomainError
from app.numbering.models import Counter
from app.numbering.service import next_number
from app.revisions.models import Revision
from app.venues.models import Venue


def _in_threads(app: Flask, count: int, work: object) -> list[Exception]:
    errors: list[Exception] = []
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        try:
            with app.app_context():
                work()  # type: ignore[operator]
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def _read_then_write() -> None:
    """The shape of every lost update: read a value, think, write the next one."""

    def act() -> None:
        venue = db.session.query(Venue).order_by(Venue.id).first()
        assert venue is not None
        venue.capacity = (venue.capacity or 0) + 1

    while True:
        try:
            return transact(act)
        except StaleDataError:  # beaten four times in a row: refused aloud, which is not lost
            continue


@pytest.fixture
def venue(app: Flask) -> None:
    with app.app_context():
        assert db.session.query(Venue).count() > 0


def test_no_update_is_lost(app: Flask, venue: None) -> None:
    errors = _in_threads(app, 4, lambda: [_read_then_write() for _ in range(10)])
    with app.app_context():
        first = db.session.query(Venue).order_by(Venue.id).first()
        assert first is not None
        assert (first.capacity, errors) == (40, [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_drivers_own_begin_loses_updates(app: Flask, venue: None) -> None:
    """Negative control: with plain deferred transactions SQLite refuses or loses work, so the lock is not idle."""
    lost = threading.Event()
    ready = threading.Barrier(2, timeout=5)

    def work() -> None:
        connection = db.engine.raw_connection()
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=50")
        cursor.execute("BEGIN")  # what our begin event never does for a write
        value = cursor.execute("SELECT coalesce(capacity, 0) FROM venues ORDER BY id LIMIT 1").fetchone()[0]
        ready.wait()
        try:
            cursor.execute("UPDATE venues SET capacity = ?", (value + 1,))
            cursor.execute("COMMIT")
        except Exception:
            lost.set()
            cursor.execute("ROLLBACK")
        connection.close()

    _in_threads(app, 2, work)
    assert lost.is_set()


def test_a_savepoint_dies_with_its_transaction(ctx: Flask) -> None:
    def act() -> None:
        with db.session.begin_nested():
            db.session.add(Counter(name="inside", value=1))
        raise DomainError("refused")

    with pytest.raises(DomainError):
        transact(act)
    assert db.session.get(Counter, "inside") is None


def test_a_refused_savepoint_leaves_the_rest(ctx: Flask) -> None:
    def act() -> None:
        db.session.add(Counter(name="kept", value=1))
        db.session.flush()
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(text("INSERT INTO counters (name, value) VALUES ('kept', 2)"))

    transact(act)
    kept = db.session.get(Counter, "kept")
    assert kept is not None
    assert kept.value == 1


def test_rehearse_keeps_and_releases_nothing(ctx: Flask) -> None:
    released: list[str] = []

    def act() -> int:
        after_commit(lambda: released.append("x"))
        return next_number("rehearsed")

    assert rehearse(act) == 1
    assert rehearse(act) == 1
    assert released == []
    assert db.session.get(Counter, "rehearsed") is None


def test_what_waits_for_the_commit_runs_once_after_it(ctx: Flask) -> None:
    seen: list[bool] = []

    def act() -> None:
        next_number("committed")
        after_commit(lambda: seen.append(db.session.get(Counter, "committed") is not None))

    transact(act)
    assert seen == [True]
    with pytest.raises(RuntimeError):
        after_commit(lambda: None)


def test_nothing_waits_for_a_commit_that_fails(ctx: Flask) -> None:
    released: list[str] = []

    def act() -> None:
        after_commit(lambda: released.append("x"))
        raise DomainError("refused")

    with pytest.raises(DomainError):
        transact(act)
    assert released == []


def test_transactions_do_not_nest(ctx: Flask) -> None:
    with pytest.raises(RuntimeError):
        transact(lambda: transact(lambda: None))


def test_a_busy_database_is_tried_again(ctx: Flask) -> None:
    tries: list[int] = []

    def act() -> int:
        tries.append(1)
        if len(tries) < 3:
            _raise_busy()
        return next_number("retried")

    assert transact(act) == 1
    assert len(tries) == 3


def _raise_busy() -> None:
    class Busy(Exception):
        sqlstate = "40P01"
        sqlite_errorname = "SQLITE_BUSY"

    raise OperationalError("busy", {}, Busy())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_write_begins_immediately_and_a_read_does_not(app: Flask) -> None:
    with app.app_context():
        statements: list[str] = []
        event.listen(
            db.engine, "before_cursor_execute", lambda c, cur, statement, *rest: statements.append(statement)
        )
        db.session.execute(text("SELECT 1"))
        transact(lambda: db.session.execute(text("SELECT 1")))
        assert [s for s in statements if s.startswith("BEGIN")] == ["BEGIN", "BEGIN IMMEDIATE"]


def test_numbers_have_no_gap_under_concurrency_and_after_rollback(app: Flask) -> None:
    given: list[int] = []

    def work() -> None:
        def fail() -> None:
            next_number("certificate")
            raise DomainError("refused")

        for _ in range(3):
            with pytest.raises(DomainError):
                transact(fail)
            given.append(transact(lambda: next_number("certificate")))

    errors = _in_threads(app, 4, work)
    assert errors == []
    assert sorted(given) == list(range(1, 13))


def test_naive_instants_are_refused(ctx: Flask) -> None:
    with pytest.raises(StatementError):
        transact(lambda: db.session.add(Revision(topic="x", number=1, changed_at=datetime(2026, 1, 1))))


@pytest.mark.parametrize("kept", ["2027-01-01 06:00:00.000000", "2027-01-01 06:00:00"])
def test_sqlites_text_is_read_as_utc(kept: str) -> None:
    read = UTCDateTime().dialect_impl(sqlite.dialect()).result_processor(sqlite.dialect(), None)
    assert read is not None
    assert (read(kept), read(kept).tzinfo, read(None)) == (datetime(2027, 1, 1, 6, tzinfo=UTC), UTC, None)
