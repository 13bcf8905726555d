"""The database, one session a request, and the only commit.

Writes happen inside `transact(fn)`: any read is ended, a write transaction begins, `fn` fetches, authorises and
acts, the commit follows, and only then is released what `after_commit` holds. It alone retries, so `fn` may run
more than once and must have no effect outside the session. `rehearse(fn)` does the same and always rolls back.
"""

import fcntl
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app, g
from sqlalchemy import DateTime, MetaData, create_engine, event
from sqlalchemy.engine import Dialect, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from app.core.errors import Overtaken

T = TypeVar("T")
TRIES = 4
_HELD = "held"
_RETRYABLE_SQLSTATES = {"40001", "40P01", "55P03"}


class UTCDateTime(TypeDecorator[datetime]):
    """Aware in, aware (UTC) out; refuses naive values, which would be somebody's guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime refused")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], datetime | None] | None:
        """SQLite keeps text; read in one step it costs a fifth, and long lists are full of instants."""
        return _instant_of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _instant_of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime()}


class Versioned:
    """Rows that people read, think about and then change: a write on a stale copy is refused and run again."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def make_engine(url: str) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": 5.0, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=15)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: its lazy BEGIN loses updates
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


class Database:
    """The engine of an app and its session for the current app context (a request, a job, a command)."""

    def init_app(self, app: Flask, url: str) -> None:
        app.extensions["database"] = make_engine(url)
        app.teardown_appcontext(self._close)

    @property
    def engine(self) -> Engine:
        engine: Engine = current_app.extensions["database"]
        return engine

    @property
    def session(self) -> Session:
        if "db_session" not in g:
            g.db_session = Session(self.engine)
        session: Session = g.db_session
        return session

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def _close(self, _error: BaseException | None) -> None:
        session: Session | None = g.pop("db_session", None)
        if session is not None:
            session.close()


db = Database()


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads that all see the database as it stands at the first of them, whatever is committed meanwhile."""
    session = db.session
    session.rollback()
    try:
        if not db.is_sqlite:  # whose deferred transaction is one already
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        session.rollback()


def transact(fn: Callable[[], T]) -> T:
    """Run `fn` in one write transaction and commit it. See the module's words for the order.

    Raises what `fn` raises, with everything rolled back; a busy or deadlocked database only after the last try.
    """
    result, released = _in_write_transaction(fn, keep=True)
    for action in released:
        action()
    return result


def rehearse(fn: Callable[[], T]) -> T:
    """Run `fn` as `transact` would, give back what it returned, keep nothing and release nothing.

    What it returns must be plain values: rows are gone after the rollback.
    """
    result, _ = _in_write_transaction(fn, keep=False)
    return result


def after_commit(action: Callable[[], None]) -> None:
    """Have `action` run once the surrounding `transact` has committed; never if it does not. Equal ones run once."""
    if "db_after_commit" not in g:
        raise RuntimeError("after_commit belongs inside transact()")
    if action not in g.db_after_commit:
        g.db_after_commit.append(action)


def in_transaction() -> bool:
    return "db_after_commit" in g


def held(key: str, read: Callable[[], T], *, while_writing: bool = False) -> T:
    """What `read` gives, asked once in a transaction of the session; a savepoint, which may be undone, is its own.

    Who decides must see what stands now: inside `transact` it is asked every time, unless it is held `while_writing`
    too, and then whoever changes it calls `let_go`.
    """
    if in_transaction() and not while_writing:
        return read()
    session = db.session
    kept: tuple[Any, dict[str, Any]] | None = session.info.get(_HELD)
    if kept is None or kept[0] != _where(session) or kept[0][0] is None:
        kept = (None, None), {}
    if key not in kept[1]:
        kept[1][key] = read()
        session.info[_HELD] = _where(session), kept[1]
    result: T = kept[1][key]
    return result


def let_go(key: str, session: Session | None = None) -> None:
    """What was held under this key has changed."""
    if (kept := (session or db.session).info.get(_HELD)) is not None:
        kept[1].pop(key, None)


def _where(session: Session) -> tuple[Any, Any]:
    return session.get_transaction(), session.get_nested_transaction()


def _in_write_transaction(fn: Callable[[], T], *, keep: bool) -> tuple[T, list[Callable[[], None]]]:
    if in_transaction():
        raise RuntimeError("transact() and rehearse() do not nest")
    for attempt in range(1, TRIES + 1):
        try:
            return _try_once(fn, keep=keep)
        except (DBAPIError, StaleDataError, Overtaken) as error:
            if attempt == TRIES or not _worth_retrying(error):
                raise
            time.sleep(random.uniform(0.005, 0.04) * attempt)
    raise AssertionError("unreachable")


def _try_once(fn: Callable[[], T], *, keep: bool) -> tuple[T, list[Callable[[], None]]]:
    session = db.session
    session.rollback()
    g.db_after_commit = []
    try:
        with _writers_queue():
            try:
                session.connection(execution_options={"write": True})
                result = fn()
                if keep:
                    session.commit()
                else:
                    session.flush()
            finally:
                session.rollback()
        return result, g.db_after_commit
    finally:
        del g.db_after_commit


@contextmanager
def _writers_queue() -> Iterator[None]:
    """SQLite has one writer and an unfair busy handler; a file lock makes writers wait their turn."""
    path = current_app.config.get("DB_LOCK")
    if not (path and db.is_sqlite):
        yield
        return
    with Path(path).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _worth_retrying(error: DBAPIError | StaleDataError | Overtaken) -> bool:
    if isinstance(error, StaleDataError | Overtaken):
        return True
    if getattr(error.orig, "sqlstate", None) in _RETRYABLE_SQLSTATES:
        return True
    return str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_BUSY")
