from collections.abc import Iterable

from sqlalchemy import delete, func, select

from app.accounts import queries, rules
from app.accounts.models import Attempt
from app.core import clock
from app.core.db import db
from app.core.errors import TooMany
from app.core.ids import digest

ATTEMPT_LOCKS = 4713  # the class of PostgreSQL's advisory locks on what is counted


def note_attempt(kind: str, *keys: str) -> None:
    """Count a try under each key (address, account, client); raises `account.too_many_attempts` past the limit.

    Must be committed even when what follows fails: call it in a transaction of its own.
    """
    _lock(kind, keys)
    now = clock.now()
    for key in keys:
        allowed = rules.ATTEMPTS_ALLOWED[kind][key.partition(":")[0]]
        if queries.attempts_since(kind, key, now - rules.ATTEMPT_WINDOW) >= allowed:
            minutes = rules.ATTEMPT_WINDOW.seconds // 60
            raise TooMany("account.too_many_attempts", wait=rules.ATTEMPT_WINDOW, minutes=minutes)
    db.session.add_all(Attempt(kind=kind, key_digest=digest(key), at=now) for key in keys)


def _lock(kind: str, keys: Iterable[str]) -> None:
    """Until the transaction ends nobody else counts these: of tries at the same moment none slips past the limit.

    SQLite has one writer, which `transact` already is. Always in one order, or two who share two keys wait for ever.
    """
    if not db.is_sqlite:
        for number in sorted({int(digest(f"{kind} {key}")[:7], 16) for key in keys}):
            db.session.execute(select(func.pg_advisory_xact_lock(ATTEMPT_LOCKS, number)))


def forget_attempts(kind: str, key: str) -> None:
    """Who got in has not been guessing."""
    db.session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.key_digest == digest(key)))
