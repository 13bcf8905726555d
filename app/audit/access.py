"""Who of the Centre and the council opened what holds personal data: noted once the page is there, never what it says.

Asked for by views; the one thing that a GET may write beside the minute somebody was last seen.
"""

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
    reader = actor.id

    def write(answer: Response) -> Response:
        if answer.status_code < 400:
            try:
                _write_unless_known(reader, subject, what)
            except SQLAlchemyError as error:
                db.session.rollback()
                log.error("reading_not_noted", reader=reader, subject=subject, what=what, kind=type(error).__name__)
        return answer

    after_this_request(write)


def _write_unless_known(reader: int, subject: str, what: str) -> None:
    if not queries.was_read(reader, subject, what, since=clock.now() - service.ONE_READING):
        transact(lambda: service.note_reading(reader, subject, what))
