from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.db import db
from app.job_slots import queries
from app.job_slots.models import JobFailure, JobSlot

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=7)
ERROR_KEPT = 300


def take_slot(job: str, *, every: timedelta) -> bool:
    """Whether the present turn of `job` is the caller's; of all who ask, one hears yes.

    Who dies after that leaves the turn undone, and the next one finds what was to do in the tables.
    """
    now = clock.now()
    starts_at = now - (now - _BEGINNING) % every
    try:
        with db.session.begin_nested():
            db.session.execute(insert(JobSlot).values(job=job, starts_at=starts_at, taken_at=now))
    except IntegrityError:
        return False
    return True


def forget_old_slots() -> None:
    db.session.execute(delete(JobSlot).where(JobSlot.taken_at < clock.now() - KEPT))


def note_failure(job: str, error: BaseException) -> None:
    """Of what went wrong only the first line, which names no person: below it stand the statement and its values."""
    said = f"{type(error).__name__}: {error}".splitlines()[0][:ERROR_KEPT]
    now = clock.now()
    failure = queries.failure_held(job)
    if failure is None:
        try:
            with db.session.begin_nested():
                db.session.add(JobFailure(job=job, first_at=now, last_at=now, count=1, error=said))
            return
        except IntegrityError:  # another worker wrote it down meanwhile
            failure = queries.failure_held(job)
    if failure is not None:
        failure.last_at, failure.count, failure.error = now, failure.count + 1, said
        db.session.flush()


def forget_failure(job: str) -> None:
    """It has run well again."""
    db.session.execute(delete(JobFailure).where(JobFailure.job == job))
