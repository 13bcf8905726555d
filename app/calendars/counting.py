"""Writes down, beside the answers, who read which private calendar: every `EVERY` seconds and at the end of the process.

What is counted and how it adds up is `service/reads.py`; here is only the clock.
"""

from multiprocessing.util import Finalize
from threading import Event, Thread

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.calendars.service import reads
from app.calendars.service.reads import Buffer

EVERY = 15.0
LAST_WRITE = 5.0

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Tests flush when they want to know."""
    begin = None if app.testing else lambda: _begin(app)
    app.extensions["feed_reads"] = Buffer(begin)


def buffer_of(app: Flask) -> Buffer:
    buffer: Buffer = app.extensions["feed_reads"]
    return buffer


def flush() -> int:
    """For this app, here and now; returns how many rows that were."""
    return reads.flush(buffer_of(current_app))


def _begin(app: Flask) -> None:
    ends = Event()

    def keep_writing() -> None:
        while not ends.wait(EVERY):
            _try(app)

    writer = Thread(target=keep_writing, name="feed-reads", daemon=True)

    def last_words() -> None:
        ends.set()
        writer.join(LAST_WRITE)  # what it has in hand would be lost with it
        _try(app)

    # Not `atexit`, which a server's forked workers never come to.
    Finalize(None, last_words, exitpriority=0)
    writer.start()


def _try(app: Flask) -> None:
    """A busy database is asked again next time; the readings wait in memory."""
    try:
        with app.app_context():
            flush()
    except (SQLAlchemyError, OSError) as error:
        log.warning("feed_reads_wait", reason=type(error).__name__)
