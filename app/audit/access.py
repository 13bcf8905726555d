"""Who of the Centre and the council opened what holds personal data: noted once the page is there, never what it says.

Asked for by views; the one thing that a GET may write beside the minute somebody was last seen.
"""

from collections.abc import Collection
from typing import Any

import structlog
from flask import after_this_request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.audit import queries, service
from app.core import clock
from app.core.db import db, transact

log = structlog.get_logger()


def note(actor: Any, subject: str, what: str) -> None:
    """`subject` as in the audit ("application:12"), `what` one of `words.READ`: the same again within ten minutes is
    one reading. A database that cannot write just now costs a line in the log, not the page."""
    note_each(actor, [subject], what)


def note_each(actor: Any, subjects: Collection[str], what: str) -> None:
    """`note` of everything that stands on a list."""
    reader = actor.id

    def write(answer: Response) -> Response:
        if answer.status_code < 400:
            try:
                _write_unless_known(reader, subjects, what)
            except SQLAlchemyError as error:
                db.session.rollback()
                log.error(
                    "reading_not_noted", reader=reader, subjects=[*subjects], what=what, kind=type(error).__name__
                )
        return answer

    if subjects:
        after_this_request(write)


def _write_unless_known(reader: int, subjects: Collection[str], what: str) -> None:
    known = queries.read_by(reader, subjects, what, since=clock.now() - service.ONE_READING)
    if new := [subject for subject in subjects if subject not in known]:
        transact(lambda: service.note_readings(reader, new, what))
