from sqlalchemy import delete

from app.accounts import queries, rules
from app.accounts.models import Attempt
from app.core import clock
from app.core.db import db
from app.core.errors import TooMany
from app.core.ids import digest


def note_attempt(kind: str, *keys: str) -> None:
    """Count a try under each key (address, account, client); raises `account.too_many_attempts` past the limit.

    Must be committed even when what follows fails: call it in a transaction of its own.
    """
    now = clock.now()
    for key in keys:
        allowed = rules.ATTEMPTS_ALLOWED[kind][key.partition(":")[0]]
        if queries.attempts_since(kind, key, now - rules.ATTEMPT_WINDOW) >= allowed:
            minutes = rules.ATTEMPT_WINDOW.seconds // 60
            raise TooMany("account.too_many_attempts", wait=rules.ATTEMPT_WINDOW, minutes=minutes)
    db.session.add_all(Attempt(kind=kind, key_digest=digest(key), at=now) for key in keys)


def forget_attempts(kind: str, key: str) -> None:
    """Who got in has not been guessing."""
    db.session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.key_digest == digest(key)))
