from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.job_slots.models import JobFailure


def failures() -> Sequence[JobFailure]:
    """Jobs whose last run failed, the one that has failed longest on top."""
    return db.session.scalars(select(JobFailure).order_by(JobFailure.first_at, JobFailure.job)).all()


def failure_held(job: str) -> JobFailure | None:
    return db.session.scalars(select(JobFailure).where(JobFailure.job == job).with_for_update()).one_or_none()


def has_failed(job: str) -> bool:
    return db.session.get(JobFailure, job) is not None
