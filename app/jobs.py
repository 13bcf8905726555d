"""What runs outside requests, and when. A job takes no arguments: what is to do stands in the tables, a wake-up only
says "look now". So a job may run twice or late and nothing is lost; losing the whole queue loses no work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
import structlog
from flask import Flask
from huey import MemoryHuey, PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer

from app.accounts.service import forget_attempts_links_and_sign_ins
from app.applications.service import remind_of_supplements
from app.audit.service import drop_anchor, forget_old_readings
from app.benefits.papers import make_missing_confirmations
from app.bookings.agreement_papers import make_missing_agreements
from app.bookings.service import (
    ask_for_reports,
    offer_waiting,
    release_expired_holds,
)
from app.bookings.service.papers import remind_of_papers
from app.calendars.service import forget_bodies, forget_fragments, forget_old_reads
from app.calendars.service.soon import tell_of_late_changes
from app.ceremonies.papers import try_proofs
from app.ceremonies.service import remind_of_proofs
from app.core import clock
from app.core.db import transact
from app.core.later import WakeUp
from app.desk.service import forget_old_tasks
from app.evaluations.papers import make_missing_letters
from app.evaluations.service import remind_experts, remind_reviewers, run_due_bulk, tell_overdue
from app.files.service import sweep
from app.job_slots.queries import has_failed
from app.job_slots.service import forget_failure, forget_old_slots, note_failure, take_slot
from app.kept.service import drop_old_forms
from app.mail.delivery import deliver_waiting
from app.mail.mailbox import read_returned
from app.memberships.papers import make_missing_papers
from app.memberships.queries import members_on
from app.memberships.service import forget_old_imports, remind_of_terms
from app.notices.service import forget_old_notices
from app.spaces.service import ask_to_confirm, forget_old_space_lists

log = structlog.get_logger()
QUEUE_LOCK = 4712  # beside the locks of the areas
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """`when` must strike once in each `every`."""

    run: Callable[[], object]
    every: timedelta
    when: Callable[[datetime], bool]


def _tidy() -> None:
    """Rows that have served: they say nothing to anybody any more."""
    transact(forget_attempts_links_and_sign_ins)
    transact(forget_old_imports)
    transact(forget_old_space_lists)
    transact(forget_old_slots)
    transact(forget_old_reads)
    transact(forget_bodies)
    transact(forget_fragments)
    transact(forget_old_notices)
    transact(forget_old_tasks)
    transact(forget_old_readings)


def _offers() -> None:
    """What has run out goes first, so that whoever waits is asked at once."""
    transact(release_expired_holds)
    transact(offer_waiting)


def _ask_to_confirm() -> int:
    today = clock.today()
    return ask_to_confirm({one.space.id: one.standing.admitted_on or today for one in members_on(today)})


JOBS = {
    "bulk": Job(run_due_bulk, MINUTE, crontab()),
    "mail": Job(deliver_waiting, MINUTE, crontab()),
    "bounces": Job(read_returned, 5 * MINUTE, crontab(minute="*/5")),
    "papers": Job(make_missing_papers, 5 * MINUTE, crontab(minute="*/5")),
    "proofs": Job(try_proofs, 5 * MINUTE, crontab(minute="3-59/5")),
    "confirmations": Job(make_missing_confirmations, 5 * MINUTE, crontab(minute="4-59/5")),
    "agreements": Job(make_missing_agreements, 5 * MINUTE, crontab(minute="1-59/5")),
    "letters": Job(make_missing_letters, 5 * MINUTE, crontab(minute="2-59/5")),
    "experts": Job(lambda: transact(remind_experts), timedelta(hours=1), crontab(minute="25")),
    "holds": Job(lambda: transact(release_expired_holds), 5 * MINUTE, crontab(minute="*/5")),
    "soon": Job(tell_of_late_changes, MINUTE, crontab()),
    "offers": Job(_offers, MINUTE, crontab()),
    "kept": Job(lambda: transact(drop_old_forms), 10 * MINUTE, crontab(minute="*/10")),
    "reviews": Job(
        lambda: transact(remind_reviewers), DAY, crontab(hour="0", minute="30")
    ),  # at half past seven here
    "due_papers": Job(lambda: transact(remind_of_papers), DAY, crontab(hour="0", minute="35")),
    # UTC: in the morning in Hanoi, when people read their mail.
    "supplements": Job(lambda: transact(remind_of_supplements), DAY, crontab(hour="0", minute="25")),
    "names": Job(lambda: transact(remind_of_proofs), DAY, crontab(hour="0", minute="20")),  # soon after seven there
    "files": Job(sweep, DAY, crontab(hour="19", minute="10")),  # UTC: at night in Hanoi
    "conditions": Job(lambda: transact(tell_overdue), DAY, crontab(hour="1", minute="0")),  # in Hanoi at eight
    "reports": Job(
        lambda: transact(ask_for_reports), DAY, crontab(hour="1", minute="15")
    ),  # a quarter past eight there
    "anchor": Job(lambda: transact(drop_anchor), DAY, crontab(hour="19", minute="15")),
    "renewals": Job(lambda: transact(remind_of_terms), DAY, crontab(hour="1", minute="30")),  # in the morning there
    "confirmations_due": Job(
        lambda: transact(_ask_to_confirm), DAY, crontab(hour="1", minute="45")
    ),  # before nine there
    "tidy": Job(_tidy, DAY, crontab(hour="19", minute="20")),
}


def init_app(app: Flask) -> None:
    huey = _queue(app)

    def work(name: str) -> None:
        with app.app_context():
            _run(name)

    def take_turn(name: str) -> None:
        """The clock of every worker strikes; one of them works."""
        job = JOBS[name]
        with app.app_context():
            if transact(lambda: take_slot(name, every=job.every)):
                _run(name)

    wake = huey.task(name="wake")(work)
    for name, job in JOBS.items():
        huey.periodic_task(job.when, name=f"every_{name}")(lambda name=name: take_turn(name))
    app.extensions["huey"] = huey
    app.extensions["wake_up"] = WakeUp(wake)


def run(app: Flask, *names: str) -> None:
    """Run jobs here and now, as the worker would."""
    with app.app_context():
        for name in names or JOBS:
            _run(name)


def _run(name: str) -> None:
    """What fails is a task of whoever administers, until it has run well again."""
    try:
        JOBS[name].run()
    except Exception as error:
        failed = error
        try:
            transact(lambda: note_failure(name, failed))
        except Exception:
            log.exception("job_failure_not_noted", job=name)
        raise
    if has_failed(name):
        transact(lambda: forget_failure(name))


def _queue(app: Flask) -> Huey:
    config = app.config["SETTINGS"]
    serializer = SignedSerializer(secret=config.secret_key, salt="jobs")
    if config.mode == "test":
        return MemoryHuey("cau-kinh", serializer=serializer)
    if config.database_url.startswith("postgresql"):
        dsn = config.database_url.replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(dsn) as connection:
            # One at a time: two that both find no tables would both make them, and the second fails.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (QUEUE_LOCK,))
            return PostgresHuey("cau-kinh", dsn=dsn, serializer=serializer)
    return SqliteHuey("cau-kinh", filename=str(config.instance / "jobs.db"), serializer=serializer)
