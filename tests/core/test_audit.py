"""The audit chain: append-only, and whole without the personal payload."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit import queries
from app.audit.models import AuditPayload
from app.audit.service import entry_digest, payload_digest, record
from app.core.db import db, transact
from migrations import guards


def _three() -> None:
    for n in range(3):
        record("thing:1", "thing.changed", actor=None, payload={"n": n, "name": "Nguyễn Lan"})


def _chain_holds(subject: str) -> bool:
    previous = ""
    for entry in queries.entries_of(subject):
        if entry.previous != previous or entry_digest(entry) != entry.digest:
            return False
        previous = entry.digest
    return True


def test_lines_are_numbered_and_chained(ctx: Flask) -> None:
    transact(_three)
    entries = queries.entries_of("thing:1")
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert _chain_holds("thing:1")
    for entry in entries:
        kept = queries.payload_of(entry)
        assert kept is not None
        assert payload_digest(kept.salt, kept.payload) == entry.payload_digest


def test_the_chain_holds_after_the_personal_payload_is_erased(ctx: Flask) -> None:
    transact(_three)
    transact(lambda: db.session.query(AuditPayload).delete())
    assert _chain_holds("thing:1")


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"])
def test_nobody_rewrites_a_line_unless_the_guard_is_gone_and_then_it_shows(ctx: Flask, statement: str) -> None:
    transact(_three)
    transact(lambda: db.session.query(AuditPayload).delete())
    with pytest.raises(DBAPIError):
        transact(lambda: db.session.execute(text(statement)))
    transact(lambda: guards.remove(db.session.connection()))
    transact(lambda: db.session.execute(text("UPDATE audit_entries SET action = 'x' WHERE seq = 2")))
    assert not _chain_holds("thing:1")
