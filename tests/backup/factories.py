"""An installation with something of everything, and what must be equal after it was brought elsewhere."""

from pathlib import Path

from flask import Flask

from app.backup import tables
from app.core.db import db, transact
from app.files.service import keep, prepare_bytes
from app.mail.service import queue_mail
from tests.calendars.factories import cancel, confirmed_event, move

FEED = "/calendars/public.ics"


def fill(app: Flask) -> None:
    with app.app_context():
        first = confirmed_event(title="Đêm nhạc", days=10)
        second = confirmed_event(title="Triển lãm “Nước”", days=20)
        confirmed_event(title="Chợ phiên", days=30, venue="lang-nghe")
        cancel(first)
        move(second, days=25)
        for text in ("một", "hai"):
            prepared = prepare_bytes(f"%PDF-{text}".encode(), f"{text}.pdf", "application/pdf")
            transact(lambda prepared=prepared: keep(prepared, actor=None))
        transact(lambda: queue_mail("known_address", to="lan@example.org", language="vi", key="waits"))


def contents(app: Flask, *, but: tuple[str, ...] = ()) -> dict[str, tables.Digest]:
    with app.app_context(), tables.snapshot(db.engine) as connection:
        found = tables.tables_of(connection)
        return {
            name: tables.dump(connection, table, lambda _line: None)
            for name, table in found.items()
            if name not in but
        }


def files_in(instance: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (instance / "files").glob("??/*")}
