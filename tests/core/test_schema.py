"""Migrations on a filled database, on both engines; the guards stand after each of them."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import func, select, text

from app.core import schema
from app.core.db import Base, db
from migrations import guards


def _counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


def _wanted() -> set[str]:
    return {guard.name for guard in guards.guards(db.engine.dialect.name)}


def test_the_migrations_make_what_the_models_say(ctx: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_guards_of_the_schema_are_exactly_the_list(ctx: Flask) -> None:
    with db.engine.connect() as connection:
        assert guards.installed(connection) == _wanted()


def test_going_up_again_keeps_every_row_and_every_guard(ctx: Flask) -> None:
    before = _counts()
    assert before["wards"] == 126
    assert before["users"] > 5
    schema.upgrade(db.engine)
    assert _counts() == before
    with db.engine.connect() as connection:
        assert guards.installed(connection) == _wanted()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_batch_migration_that_drops_triggers_gets_them_back(ctx: Flask) -> None:
    """The trap itself: SQLite's batch mode rebuilds a table without its triggers, and the run mends it."""
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("membership_events", recreate="always"):
            pass
    with db.engine.connect() as connection:
        assert _wanted() - guards.installed(connection) == {
            "membership_events_no_update",
            "membership_events_no_delete",
        }
    schema.upgrade(db.engine)
    with db.engine.connect() as connection:
        assert guards.installed(connection) == _wanted()


def test_what_was_there_before_the_desk_is_found_there(ctx: Flask) -> None:
    db.session.close()
    schema.downgrade(db.engine, "50a4")
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(
            text(
                'INSERT INTO mails (key, message_id, recipient, recipient_name, language, template, "values", thread,'
                " status, attempts, created_at, next_try_at) VALUES ('k', 'm', 'a@example.org', 'A', 'vi', 'x', '{}',"
                " 'booking:abc', 'sent', 0, '2026-11-01 00:00:00+00', '2026-11-01 00:00:00+00')"
            )
        )
    schema.upgrade(db.engine)
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT about FROM mails WHERE key = 'k'")).scalar_one() == "booking:abc"
        assert connection.execute(text("SELECT count(*) FROM users WHERE search_text = ''")).scalar_one() == 0
        assert guards.installed(connection) == _wanted()


def test_down_to_nothing_and_up_again(ctx: Flask) -> None:
    db.session.close()
    schema.downgrade(db.engine, "base")
    with db.engine.connect() as connection:
        assert guards.installed(connection) == set()
    schema.upgrade(db.engine)
    assert set(_counts().values()) == {0}
    with db.engine.connect() as connection:
        assert guards.installed(connection) == _wanted()
        connection.execute(text("SELECT 1"))
