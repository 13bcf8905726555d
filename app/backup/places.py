"""Where a restored database is built, and how it takes the old one's place in a single step."""

import os
import sqlite3
import time
from abc import ABC, abstractmethod
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from app.backup.tables import NOT_OURS
from app.core.db import make_engine

BUILDING = "restoring"


class InUse(Exception):
    """Somebody works with the database; the message says who must stop."""


class Place(ABC):
    """A database that can be built beside the one in use. `begin` clears what a broken attempt left."""

    @abstractmethod
    def begin(self) -> Engine:
        """An empty database to build in."""

    @abstractmethod
    def is_taken(self) -> bool:
        """Whether the database in use has anything in it."""

    @abstractmethod
    def swap(self, aside: str) -> None:
        """Put the new one in use; the old one, if there is any, is kept under the name `aside`."""

    @abstractmethod
    def give_up(self) -> None:
        """Remove what was built."""


def place_of(url: str) -> Place:
    return SqlitePlace(url) if make_url(url).get_backend_name() == "sqlite" else PostgresPlace(url)


class SqlitePlace(Place):
    """A file beside the file."""

    def __init__(self, url: str) -> None:
        self._path = Path(make_url(url).database or "")
        self._new = self._path.with_name(f"{self._path.name}.{BUILDING}")
        self._engine: Engine | None = None

    def begin(self) -> Engine:
        self.give_up()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = make_engine(f"sqlite:///{self._new}")
        return self._engine

    def is_taken(self) -> bool:
        return self._path.exists() and self._path.stat().st_size > 0

    def swap(self, aside: str) -> None:
        if self._engine is not None:
            self._engine.dispose()
        _make_one_file(self._new)
        if self.is_taken():
            _make_one_file(self._path)
            folder = self._path.parent / aside
            folder.mkdir(mode=0o700, exist_ok=True)
            os.link(self._path, folder / self._path.name)
        os.replace(self._new, self._path)

    def give_up(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
        for tail in ("", "-wal", "-shm", "-journal"):
            Path(f"{self._new}{tail}").unlink(missing_ok=True)


def _make_one_file(path: Path) -> None:
    """Bring what stands in the log beside a database into it. SQLite allows that to the last connection only."""
    with closing(sqlite3.connect(path, timeout=1.0)) as alone:
        try:
            (mode,) = alone.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            raise InUse(f"{path} is in use: stop web and worker first") from error
    if mode != "delete":
        raise InUse(f"{path} is in use: stop web and worker first")


class PostgresPlace(Place):
    """A schema beside the schema; renaming both is one transaction."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._admin = make_engine(url)
        self._engine: Engine | None = None

    def begin(self) -> Engine:
        with self._admin.begin() as connection:
            self._may_rename(connection)
            connection.execute(text(f"DROP SCHEMA IF EXISTS {BUILDING} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {BUILDING}"))
        url = self._url.update_query_dict({"options": f"-csearch_path={BUILDING}"})
        self._engine = make_engine(url.render_as_string(hide_password=False))
        return self._engine

    def is_taken(self) -> bool:
        with self._admin.connect() as connection:
            return any(not name.startswith(NOT_OURS) for name in inspect(connection).get_table_names())

    def swap(self, aside: str) -> None:
        if self._engine is not None:
            self._engine.dispose()
        taken = self.is_taken()
        self._wait_until_alone()
        with self._admin.begin() as connection:
            schema = connection.execute(text("SELECT current_schema()")).scalar_one()
            old = f'ALTER SCHEMA "{schema}" RENAME TO "{aside}"' if taken else f'DROP SCHEMA "{schema}" CASCADE'
            connection.execute(text(old))
            connection.execute(text(f'ALTER SCHEMA {BUILDING} RENAME TO "{schema}"'))
        self._admin.dispose()

    def give_up(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
        with suppress(OperationalError), self._admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {BUILDING} CASCADE"))
        self._admin.dispose()

    def _may_rename(self, connection: Connection) -> None:
        allowed = connection.execute(
            text(
                "SELECT pg_has_role(current_user, nspowner, 'USAGE') "
                "AND has_database_privilege(current_database(), 'CREATE') "
                "FROM pg_namespace WHERE nspname = current_schema()"
            )
        ).scalar()
        if not allowed:
            raise InUse("the database user must own the database: ALTER DATABASE … OWNER TO …")

    def _wait_until_alone(self) -> None:
        """Connections that were just closed linger for a moment."""
        for _try in range(20):
            with self._admin.connect() as connection:
                others = connection.execute(
                    text(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                    )
                ).scalar_one()
            if not others:
                return
            time.sleep(0.1)
        raise InUse(f"{others} other connections to the database are open: stop web and worker first")
