from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.db import db
from app.job_slots.models import JobSlot

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=7)


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
