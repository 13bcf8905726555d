"""Make an installation from an archive: everything is checked and built beside, then takes its place in one step."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from flask import Flask
from sqlalchemy import Connection, Engine, text

from app.accounts.service import end_all_sign_ins
from app.backup import archive, tables
from app.backup.archive import Manifest
from app.backup.places import Place, place_of
from app.calendars.service import forget_all_bodies
from app.config import Config
from app.core import clock, schema
from app.core.db import db, transact
from app.core.ids import digest
from app.mail.service import hold_waiting

STAGING = ".restoring"


class Refused(Exception):
    """Nothing was changed; the message says why."""


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    letters_held: int
    signed_out: int
    kept_aside: str | None
    same_key: bool


def restore(path: Path, config: Config, *, force: bool = False) -> Restored:
    """Raises BrokenArchive, InUse or Refused with the old installation untouched."""
    config.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(config.instance):
        staging, place = config.instance / STAGING, place_of(config.database_url)
        shutil.rmtree(staging, ignore_errors=True)
        try:
            staging.mkdir(mode=0o700)
            manifest = archive.unpack(path, staging)
            _knows(manifest.revision)
            taken = place.is_taken() or any((config.instance / "files").glob("??/*"))
            if taken and not force:
                raise Refused("there is an installation here already; FORCE=1 puts it aside and takes its place")
            letters_held, signed_out = _build(place, staging, manifest)
            aside = f"before_restore_{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}" if taken else None
            _bring_files(
                staging / "files", config.instance / "files", config.instance / aside / "files" if aside else None
            )
            place.swap(aside or "")
            _empty_queue(config.instance)
        finally:
            place.give_up()
            shutil.rmtree(staging, ignore_errors=True)
    same_key = manifest.key_digest == digest(config.secret_key)
    return Restored(manifest, letters_held, signed_out, aside, same_key)


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    with (instance / "restore.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused("another restore is at work here") from None
        yield


def _knows(revision: str) -> None:
    script = ScriptDirectory(str(schema.MIGRATIONS))
    try:
        script.get_revision(revision)
    except CommandError:
        raise Refused(
            f"its schema {revision} is newer than this version of the app: install that one first"
        ) from None


def _build(place: Place, staging: Path, manifest: Manifest) -> tuple[int, int]:
    """A database as it was, proved to be so, then brought to today's schema. Returns letters held, people signed out.

    Letters that waited then may have left since, and who signed out since must not be signed in again.
    """
    engine = place.begin()
    schema.upgrade(engine, manifest.revision)
    with engine.connect().execution_options(write=True) as connection, _without_foreign_keys(connection):
        _fill(connection, staging, manifest)
    schema.upgrade(engine)
    return _settle(engine)


def _fill(connection: Connection, staging: Path, manifest: Manifest) -> None:
    found = tables.tables_of(connection)
    if set(found) != set(manifest.rows):
        raise Refused(f"its tables are not those of schema {manifest.revision}")
    for table in found.values():
        part = f"tables/{table.name}.jsonl"
        connection.execute(table.delete())  # what the migrations themselves have written
        with (staging / part).open("rb") as lines:
            tables.load(connection, table, lines)
        if tables.dump(connection, table, lambda _line: None).sha256 != manifest.digests[part]:
            raise Refused(f"the rows of {table.name} would not be what they were")
        if connection.dialect.name == "postgresql":
            tables.set_sequences(connection, table)


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """One transaction in which tables may come in any order; every key is checked before it ends."""
    if connection.dialect.name == "sqlite":
        _sqlite_keys(connection, on=False)
        with connection.begin():
            yield
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise Refused(f"its rows do not fit together: {broken[:3]}")
        _sqlite_keys(connection, on=True)
        return
    with connection.begin():
        keys = connection.execute(
            text(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY oid"
            )
        ).all()
        for table, name, _definition in keys:
            connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        yield
        for table, name, definition in keys:
            connection.execute(text(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'))


def _sqlite_keys(connection: Connection, *, on: bool) -> None:
    raw = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")  # type: ignore[union-attr]


def _settle(engine: Engine) -> tuple[int, int]:
    bare = Flask("restore")
    bare.extensions["database"] = engine
    with bare.app_context():
        try:
            transact(forget_all_bodies)
            return transact(lambda: (hold_waiting(), end_all_sign_ins()))
        finally:
            db.session.close()


def _bring_files(source: Path, target: Path, aside: Path | None) -> None:
    """Files are named by their content, so adding them harms nobody; the old ones are linked to be kept."""
    if aside is not None:
        for old in target.glob("??/*"):
            _beside(aside / old.relative_to(target))
            os.link(old, aside / old.relative_to(target))
    for new in sorted(source.glob("??/*")):
        _beside(target / new.relative_to(source))
        os.replace(new, target / new.relative_to(source))


def _beside(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)


def _empty_queue(instance: Path) -> None:
    """What is to be done stands in the tables; a wake-up of another life says nothing."""
    for file in instance.glob("jobs.db*"):
        file.unlink()
