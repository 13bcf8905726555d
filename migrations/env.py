"""Run by Alembic through `app.core.schema`, which hands over the engine."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Engine

from app.core.db import Base, UTCDateTime
from app.registry import load_models
from migrations import guards

load_models()


def render_item(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(engine: Engine) -> None:
    with engine.connect().execution_options(write=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(connection, on=False)
        with connection.begin():
            guards.remove(connection)
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=sqlite,
                render_item=render_item,
                transactional_ddl=True,
                compare_server_default=False,
            )
            context.run_migrations()
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration breaks foreign keys: {broken[:5]}")
            if set(context.get_context().get_current_heads()) == set(context.script.get_heads()):
                guards.install(connection)  # they name the columns of the newest schema
        if sqlite:
            _foreign_keys(connection, on=True)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """Outside any transaction, where SQLite heeds it: batch mode drops tables, which would delete their children."""
    raw = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")  # type: ignore[union-attr]


run(context.config.attributes["engine"])
