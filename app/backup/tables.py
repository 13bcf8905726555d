"""Every row of a database as lines of JSON, the same whether SQLite or PostgreSQL holds it, and back again.

Reads the schema that stands in the database, not the models: a backup may be older than the code.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    cast,
    collate,
    false,
    func,
    insert,
    select,
    text,
)

NOT_OURS = ("alembic_version", "huey_")  # the schema's version is in the manifest; a queue is never restored
# Made again from the other tables, and wrong beside older ones: a kept sum of revisions could be met a second time.
CACHES = frozenset({"feed_bodies", "feed_topics", "feed_contents", "feed_fragments"})
BATCH = 500


@dataclass(frozen=True)
class Digest:
    rows: int
    sha256: str


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection to which the database stands still, while others go on writing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            revision_of(connection)  # the moment is that of the first read
            yield connection


def revision_of(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def tables_of(connection: Connection) -> dict[str, Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return {name: table for name, table in sorted(metadata.tables.items()) if not name.startswith(NOT_OURS)}


def dump(connection: Connection, table: Table, write: Callable[[bytes], object], *, rows: bool = True) -> Digest:
    """Give `write` the names of the columns, then row by row, in an order that every engine agrees on; or the names alone."""
    columns = sorted(table.columns, key=lambda column: column.name)
    hasher, count = hashlib.sha256(), -1
    bytewise = "C" if connection.dialect.name == "postgresql" else "BINARY"  # a locale would order words otherwise
    order = [
        collate(column, bytewise) if isinstance(column.type, String) else column
        for column in list(table.primary_key.columns) or columns
    ]
    statement = select(*map(_readable, columns)).order_by(*order).execution_options(yield_per=BATCH)
    found = connection.execute(statement if rows else statement.where(false()))
    for row in _chain([column.name for column in columns], found):
        line = (
            json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        )
        hasher.update(line)
        write(line)
        count += 1
    return Digest(count, hasher.hexdigest())


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
    """Insert what `dump` wrote, into an empty table of the same columns."""
    read = iter(lines)
    names: list[str] = json.loads(next(read))
    columns = [table.columns[name] for name in names]
    sqlite = connection.dialect.name == "sqlite"
    statement = insert(table).values({column.name: _writable(column, sqlite=sqlite) for column in columns})
    while batch := list(islice(read, BATCH)):
        connection.execute(
            statement,
            [{f"p_{c.name}": _rich(c, v) for c, v in zip(columns, json.loads(line), strict=True)} for line in batch],
        )


def set_sequences(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids beside the table: let the next one come after those that were loaded."""
    for column in table.primary_key.columns:
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        ).scalar_one()
        highest = connection.execute(select(func.max(column))).scalar_one()
        if sequence and highest is not None:
            connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _chain(header: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[Iterable[Any]]:
    yield header
    yield from rows


def _readable(column: Column[Any]) -> Any:
    """JSON as the text it is: what was signed or digested must come back to the letter."""
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _writable(column: Column[Any], *, sqlite: bool) -> Any:
    if not isinstance(column.type, JSON):
        return bindparam(f"p_{column.name}", type_=column.type)
    given = bindparam(f"p_{column.name}", type_=Text)
    return given if sqlite else cast(given, column.type)  # SQLite's JSON is text, and its CAST would make a number


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            aware = value if value.tzinfo else value.replace(tzinfo=UTC)
            return aware.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bytes():
            return base64.b64encode(value).decode()
    return value


_READERS: dict[type, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Decimal: Decimal,
    bytes: base64.b64decode,
}


def _rich(column: Column[Any], value: Any) -> Any:
    if value is None or isinstance(column.type, JSON):
        return value
    reader = _READERS.get(column.type.python_type)
    return reader(value) if reader else value
