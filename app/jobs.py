"""What runs outside requests, and when. A job takes no arguments: what is to do stands in the tables, a wake-up only
says "look now". So a job may run twice or late and nothing is lost; losing the whole queue loses no work."""

from collections.abc import Callable

from flask import Flask
from huey import MemoryHuey, PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer

from app.bookings.service import release_expired_holds
from app.core.db import transact
from app.core.later import WakeUp
from app.mail.delivery import deliver_waiting
from app.memberships.papers import make_missing_papers

JOBS: dict[str, tuple[Callable[[], object], str]] = {
    "mail": (deliver_waiting, "*"),
    "papers": (make_missing_papers, "*/5"),
    "holds": (lambda: transact(release_expired_holds), "*/5"),
}


def init_app(app: Flask) -> None:
    huey = _queue(app)

    def work(name: str) -> None:
        with app.app_context():
            JOBS[name][0]()

    wake = huey.task(name="wake")(work)
    for name, (_job, minutes) in JOBS.items():
        huey.periodic_task(crontab(minute=minutes), name=f"every_{name}")(lambda name=name: work(name))
    app.extensions["huey"] = huey
    app.extensions["wake_up"] = WakeUp(wake)


def run(app: Flask, *names: str) -> None:
    """Run jobs here and now, as the worker would."""
    with app.app_context():
        for name in names or JOBS:
            JOBS[name][0]()


def _queue(app: Flask) -> Huey:
    config = app.config["SETTINGS"]
    serializer = SignedSerializer(secret=config.secret_key, salt="jobs")
    if config.mode == "test":
        return MemoryHuey("cau-kinh", serializer=serializer)
    if config.database_url.startswith("postgresql"):
        dsn = config.database_url.replace("postgresql+psycopg://", "postgresql://")
        return PostgresHuey("cau-kinh", dsn=dsn, serializer=serializer)
    return SqliteHuey("cau-kinh", filename=str(config.instance / "jobs.db"), serializer=serializer)
