"""Write one archive of everything, while the house is open."""

import hashlib
import subprocess
import tempfile
import tomllib
from dataclasses import fields
from datetime import UTC
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Table, select

from app.backup import archive, tables
from app.backup.archive import Manifest, Writer
from app.config import BACKUP_PREFIX, ROOT, Config
from app.core import clock
from app.core.db import db
from app.core.ids import digest
from app.files import store

# Where things lie, which another machine has of its own, the key that signs papers among them: it must not lie about in
# archives. And what follows from the mode.
_SIGNING = {"pkcs12", "passphrase_file", "pkcs11", "token", "key", "pin_file"}
_MAILBOX = ("host", "port", "tls", "user", "password_file", "folder")
NOT_TAKEN = {
    *("instance", "database_url", "bind", "backups", "proxies", "require_second_factor"),
    *(f"signing_{name}" for name in _SIGNING),
    *(f"imap_{name}" for name in _MAILBOX),
}


def default_name() -> str:
    return f"{BACKUP_PREFIX}{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz"


def take_backup(path: Path, *, with_keys: bool) -> Manifest:
    """Rows as of one moment, and at least the files that those rows name.

    Files are on the disk before their row is committed and never change, so copying them after the rows were read
    misses none; the sweep is kept away meanwhile.
    """
    config: Config = current_app.config["SETTINGS"]
    with (
        store.nothing_swept(),
        archive.new_archive(path) as writer,
        tempfile.TemporaryDirectory(dir=path.parent, prefix=".scratch-") as scratch,
        tables.snapshot(db.engine) as connection,
    ):
        made_at = clock.now().isoformat()
        found = tables.tables_of(connection)
        rows = {name: _add_table(writer, connection, found[name], Path(scratch)) for name in found}
        manifest = Manifest(
            made_at=made_at,
            app_version=_version(),
            commit=_commit(),
            revision=tables.revision_of(connection),
            engine=connection.dialect.name,
            rows=rows,
            key_digest=digest(config.secret_key),
            missing_files=_add_files(writer, set(connection.execute(select(found["files"].c.sha256)).scalars())),
        )
        if with_keys:
            writer.add(archive.SETTINGS, settings_text(config).encode())
        manifest.digests.update(writer.digests)
        writer.finish(manifest)
    return manifest


def settings_text(config: Config) -> str:
    """What another machine needs to be this installation, as a `.env`."""
    lines = [
        f"{field.name.upper()}={_as_text(getattr(config, field.name))}"
        for field in fields(config)
        if field.name not in NOT_TAKEN
    ]
    return "\n".join(lines) + "\n"


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return "1" if value else "0"
        case tuple():
            return ",".join(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def _add_table(writer: Writer, connection: Connection, table: Table, scratch: Path) -> int:
    """Through a file: an archive wants to know a part's size before it comes."""
    path = scratch / table.name
    with path.open("wb") as out:
        written = tables.dump(connection, table, out.write, rows=table.name not in tables.CACHES)
    writer.add_file(f"tables/{table.name}.jsonl", path)
    path.unlink()
    return written.rows


def _add_files(writer: Writer, named: set[str]) -> list[str]:
    """Returns those that a row names and that are not here as they should be."""
    kept = set()
    for path in store.all_files():
        if _is_whole(path):
            writer.add_file(f"files/{path.parent.name}/{path.name}", path)
            kept.add(path.name)
    return sorted(named - kept)


def _is_whole(path: Path) -> bool:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest() == path.name


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _commit() -> str:
    """Empty where the code was installed without its history."""
    try:
        asked = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return asked.stdout.strip()
