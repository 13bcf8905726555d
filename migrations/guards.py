"""What the database itself refuses, whatever the application believes. The one list; env.py installs it after every
migration (SQLite's batch mode silently drops a table's triggers), and a test compares it with the schema."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

# Blocking rows of an area are disjoint, so only the latest that starts before the new end can be in the way. It says
# `blocking = 1`, since a bare `blocking` would have all rows of the area read instead of one.
_SQLITE_OVERLAP = """
CREATE TRIGGER {name} BEFORE {event} ON occupancies WHEN NEW.blocking AND EXISTS (
  SELECT 1 FROM (
    SELECT ends_at FROM occupancies
    WHERE area_id = NEW.area_id AND blocking = 1 AND id IS NOT NEW.id AND starts_at < NEW.ends_at
    ORDER BY starts_at DESC LIMIT 1
  ) WHERE ends_at > NEW.starts_at
) BEGIN SELECT RAISE(ABORT, 'ex_occupancies_no_overlap'); END
"""
_SQLITE_REFUSE = "CREATE TRIGGER {name} BEFORE {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"
_POSTGRES_EXCLUDE = """
ALTER TABLE occupancies ADD CONSTRAINT ex_occupancies_no_overlap EXCLUDE USING gist (
  int4range(area_id, area_id, '[]') WITH &&, tstzrange(starts_at, ends_at, '[)') WITH &&
) WHERE (blocking)
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = '23514'; END $$
"""
_POSTGRES_TRIGGER = "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()"


@dataclass(frozen=True)
class Guard:
    name: str
    table: str
    create: tuple[str, ...]
    drop: tuple[str, ...]


def _refusal(
    dialect: str, name: str, table: str, event: str, sqlite_when: str = "", postgres_when: str = ""
) -> Guard:
    if dialect == "sqlite":
        create = (_SQLITE_REFUSE.format(name=name, event=event, table=table, when=sqlite_when),)
        return Guard(name, table, create, (f"DROP TRIGGER IF EXISTS {name}",))
    return Guard(
        name,
        table,
        (
            _POSTGRES_FUNCTION.format(name=name),
            _POSTGRES_TRIGGER.format(name=name, event=event, table=table, when=postgres_when),
        ),
        (f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"),
    )


def _append_only(dialect: str, table: str) -> Iterable[Guard]:
    for event in ("UPDATE", "DELETE"):
        yield _refusal(dialect, f"{table}_no_{event.lower()}", table, event)


def _frozen(dialect: str, name: str, table: str, columns: tuple[str, ...], unless: str = "") -> Guard:
    changed = {
        "sqlite": " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in columns),
        "postgresql": " OR ".join(f"NEW.{c}::text IS DISTINCT FROM OLD.{c}::text" for c in columns),
    }
    condition = f"({changed[dialect]})" + (f" AND {unless}" if unless else "")
    return _refusal(dialect, name, table, "UPDATE", f"WHEN {condition}", f"WHEN ({condition})")


def _no_overlap(dialect: str) -> Iterable[Guard]:
    if dialect == "sqlite":
        for event in ("INSERT", "UPDATE"):
            name = f"ex_occupancies_no_overlap_{event.lower()}"
            create = (_SQLITE_OVERLAP.format(name=name, event=event),)
            yield Guard(name, "occupancies", create, (f"DROP TRIGGER IF EXISTS {name}",))
    else:
        name = "ex_occupancies_no_overlap"
        drop = (f"ALTER TABLE occupancies DROP CONSTRAINT IF EXISTS {name}",)
        yield Guard(name, "occupancies", (_POSTGRES_EXCLUDE,), drop)


def guards(dialect: str) -> list[Guard]:
    return [
        *_no_overlap(dialect),
        *_append_only(dialect, "audit_entries"),
        *_append_only(dialect, "audit_anchors"),
        *_append_only(dialect, "audit_heads"),
        *_append_only(dialect, "membership_events"),
        _frozen(dialect, "certificates_frozen", "certificates",
                ("number", "number_key", "origin", "check_code", "short_code", "space_id", "event_id", "issued_on", "valid_until",
                 "data")),
        _frozen(dialect, "certificates_pdf_once", "certificates", ("pdf_id",), "OLD.pdf_id IS NOT NULL"),
        _frozen(dialect, "certificates_signed_once", "certificates", ("signed_by",), "OLD.pdf_id IS NOT NULL"),
        _frozen(dialect, "certificates_scan_once", "certificates", ("scan_id",), "OLD.scan_id IS NOT NULL"),
        _frozen(dialect, "membership_letters_frozen", "membership_letters",
                ("number", "check_code", "space_id", "issued_on", "purpose", "data")),
        _frozen(dialect, "membership_letters_pdf_once", "membership_letters", ("pdf_id",), "OLD.pdf_id IS NOT NULL"),
        _frozen(dialect, "venue_agreements_frozen", "venue_agreements",
                ("number", "check_code", "booking_id", "booking_sequence", "issued_on", "data")),
        _frozen(dialect, "venue_agreements_pdf_once", "venue_agreements", ("pdf_id",), "OLD.pdf_id IS NOT NULL"),
        _frozen(dialect, "criteria_sets_frozen", "criteria_sets", ("code", "edition", "document"),
                "OLD.status <> 'draft'"),
    ]  # fmt: skip


def install(connection: Connection) -> None:
    """Create every guard whose table exists, fresh; a guard that changed replaces its old self."""
    tables = set(inspect(connection).get_table_names())
    for guard in guards(connection.dialect.name):
        if guard.table in tables:
            for statement in (*guard.drop, *guard.create):
                connection.execute(text(statement.replace("::", "\\:\\:")))


def remove(connection: Connection) -> None:
    tables = set(inspect(connection).get_table_names())
    for guard in guards(connection.dialect.name):
        if guard.table in tables:
            for statement in guard.drop:
                connection.execute(text(statement))


def installed(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = connection.execute(
            text(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
                "UNION SELECT conname FROM pg_constraint WHERE contype = 'x'"
            )
        )
    return {row[0] for row in rows}
