"""How readings of private calendars are counted: beside the answers, for people, and nothing about who reads."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.calendars import service
from app.calendars.models import FeedFetch, FeedLink, FeedRead
from app.calendars.service import reads
from app.calendars.service.reads import KEPT_DAYS, Buffer
from app.config import ROOT
from app.core import clock
from app.core.db import db, transact
from tests.calendars.conftest import Studio
from tests.calendars.links import counted, made_for

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
GOOGLE = {"User-Agent": "Google-Calendar-Importer"}
THUNDERBIRD = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0"}


def rows(app: Flask) -> list[tuple[date, str, int, int, int]]:
    with app.app_context():
        found = db.session.query(FeedRead).order_by(FeedRead.day, FeedRead.client)
        return [(row.day, row.client, row.full, row.same, row.events) for row in found]


def fetch(app: Flask) -> FeedFetch:
    with app.app_context():
        found = db.session.query(FeedFetch).one()
        db.session.expunge(found)
        return found


def link_id(app: Flask) -> int:
    with app.app_context():
        return db.session.query(FeedLink).one().id


def read(
    buffer: Buffer, link: int, at: datetime = AT, client: str = "google", status: int = 200, **values: object
) -> None:
    given: dict = {"events": 3, "revised_at": AT - timedelta(hours=1)} | values
    buffer.add(link, client, status=status, at=at, **given)


def test_full_and_unchanged_answers_are_counted_apart_by_day_and_program(
    app: Flask, client: FlaskClient, studio: Studio
) -> None:
    studio.book("Đêm nhạc")
    path = made_for(app, "lan")
    tag = client.get(path, headers=GOOGLE).headers["ETag"]
    assert client.get(path, headers=GOOGLE | {"If-None-Match": tag}).status_code == 304
    assert client.get(path, headers=GOOGLE | {"If-None-Match": tag}).status_code == 304
    assert client.head(path, headers=GOOGLE).status_code == 200
    client.get(path, headers=THUNDERBIRD)
    assert rows(app) == []
    assert counted(app) == 2
    today = clock.today()
    found = rows(app)
    assert found == [(today, "google", 1, 3, 1), (today, "thunderbird", 1, 0, 1)]
    with app.app_context():
        revised_at = studio.booking(
            db.session.execute(text("SELECT public_id FROM bookings")).scalar_one()
        ).revised_at
    last = fetch(app)
    assert (last.client, last.last_status, last.seen_revised_at) == ("thunderbird", 200, revised_at)
    assert counted(app) == 0
    assert rows(app) == found


def test_what_was_not_answered_is_not_counted(app: Flask, client: FlaskClient) -> None:
    path = made_for(app, "lan")
    client.get(path.replace(".ics", "x.ics"))
    with app.app_context():
        transact(lambda: setattr(db.session.query(FeedLink).one(), "revoked_at", clock.now()))
    assert client.get(path).status_code == 410
    client.get("/calendars/public.ics", headers=GOOGLE)
    assert counted(app) == 0


def test_a_look_without_the_body_says_nothing_of_what_is_held() -> None:
    buffer = Buffer()
    read(buffer, 1, head=True)
    (reading,) = buffer.take()
    assert (reading.full, reading.same, reading.got_at, reading.seen_revised_at) == (0, 1, None, None)


def test_nor_does_it_move_the_last_reading(app: Flask, client: FlaskClient) -> None:
    path = made_for(app, "lan")
    client.head(path, headers=GOOGLE)
    assert counted(app) == 1
    assert fetch(app).last_at is None
    client.get(path, headers=THUNDERBIRD)
    client.head(path, headers=GOOGLE)
    counted(app)
    assert fetch(app).client == "thunderbird"


def test_processes_add_up_and_the_later_reading_is_the_last(app: Flask) -> None:
    made_for(app, "lan")
    link = link_id(app)
    one, other = Buffer(), Buffer()
    read(one, link, AT, status=200, events=3, revised_at=AT - timedelta(hours=2))
    read(one, link, AT + timedelta(minutes=1), "apple", status=304)
    read(other, link, AT + timedelta(minutes=5), status=200, events=4, revised_at=AT)
    read(other, link, AT - timedelta(minutes=5), status=304)
    with app.app_context():
        reads.flush(other)
        reads.flush(one)
    assert rows(app) == [(AT.date(), "apple", 0, 1, 0), (AT.date(), "google", 2, 1, 4)]
    last = fetch(app)
    assert (last.client, last.last_at, last.last_full_at) == (
        "google",
        AT + timedelta(minutes=5),
        AT + timedelta(minutes=5),
    )
    assert (last.last_status, last.seen_revised_at) == (200, AT)


def test_many_processes_at_once_lose_nothing(app: Flask) -> None:
    made_for(app, "lan")
    link = link_id(app)

    def work(_n: int) -> None:
        buffer = Buffer()
        for n in range(10):
            read(buffer, link, AT + timedelta(seconds=n), status=200 if n == 0 else 304)
            with app.app_context():
                reads.flush(buffer)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert rows(app) == [(AT.date(), "google", 4, 36, 3)]


def test_days_are_those_of_the_house(app: Flask) -> None:
    made_for(app, "lan")
    buffer = Buffer()
    for hour in (16, 17):  # 23:00 and midnight in Hanoi
        read(buffer, link_id(app), AT.replace(hour=hour))
    read(buffer, link_id(app), AT.replace(hour=16, minute=30))
    with app.app_context():
        reads.flush(buffer)
    assert [(day.day, full) for day, _client, full, _same, _events in rows(app)] == [(25, 2), (26, 1)]


def test_a_database_that_is_away_is_asked_again(app: Flask) -> None:
    made_for(app, "lan")
    buffer = Buffer()
    read(buffer, link_id(app))
    with app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE feed_reads RENAME TO feed_reads_away")
        with pytest.raises(Exception, match="feed_reads"):
            reads.flush(buffer)
        read(buffer, link_id(app), AT + timedelta(minutes=1), events=5)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE feed_reads_away RENAME TO feed_reads")
        assert reads.flush(buffer) == 1
    assert rows(app) == [(AT.date(), "google", 2, 0, 5)]


def test_a_link_that_is_gone_leaves_the_others_counts(app: Flask) -> None:
    made_for(app, "lan")
    buffer = Buffer()
    read(buffer, link_id(app))
    read(buffer, 987_654)
    with app.app_context():
        reads.flush(buffer)
    assert [row[2] for row in rows(app)] == [1]


def test_ninety_days_are_kept(app: Flask) -> None:
    made_for(app, "lan")
    buffer, link = Buffer(), link_id(app)
    for days in (0, KEPT_DAYS - 1, KEPT_DAYS):
        read(buffer, link, clock.now() - timedelta(days=days))
    with app.app_context():
        reads.flush(buffer)
        transact(service.forget_old_reads)
    assert [day for day, *_counts in rows(app)] == [clock.today() - timedelta(days=KEPT_DAYS - 1), clock.today()]


def test_nothing_of_a_programs_own_words_or_address_is_kept(
    app: Flask, client: FlaskClient, database_url: str
) -> None:
    path = made_for(app, "lan")
    told = "Mozilla/5.0 <script> Thunderbird/128.0 (nguyen-van-a; secret-host.example)"
    client.get(path, headers={"User-Agent": told}, environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    client.get(
        path, headers={"User-Agent": "curl/8.0 nguyen-van-a"}, environ_overrides={"REMOTE_ADDR": "203.0.113.77"}
    )
    counted(app)
    assert [row[1] for row in rows(app)] == ["", "thunderbird"]
    with app.app_context():
        everything = "\n".join(
            str(row)
            for table in db.session.execute(text(_TABLES_OF[db.engine.dialect.name])).scalars().all()
            for row in db.session.execute(text(f'SELECT * FROM "{table}"'))
        )
    assert "thunderbird" in everything
    for word in ("nguyen-van-a", "secret-host", "<script>", "Mozilla", "curl/8", "203.0.113.77", "127.0.0.1"):
        assert word not in everything, word


_TABLES_OF = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}


# A process of its own: it reads three times, waits until that is written, reads once more and then ends in its way.
_PROCESS = """
import os, signal, sys, time
from sqlalchemy import func, select
from app import create_app
from app.calendars import counting
from app.calendars.models import FeedRead
from app.core import clock
from app.core.db import db

counting.EVERY = 1.5  # seconds, of which the last reading needs a moment
app = create_app()
buffer = counting.buffer_of(app)

def read():
    buffer.add(int(sys.argv[1]), "google", status=304, events=3, revised_at=None, at=clock.now())

read(), read(), read()
def written():
    with app.app_context():
        return db.session.scalar(select(func.sum(FeedRead.same))) or 0

while written() < 3:
    time.sleep(0.01)
read()
if sys.argv[2] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.real_time
@pytest.mark.parametrize(("end", "counted_in_all"), [("ends", 4), ("killed", 3)])
def test_a_process_writes_by_itself_and_once_more_when_it_ends(
    app: Flask, database_url: str, tmp_path: Path, end: str, counted_in_all: int
) -> None:
    made_for(app, "lan")
    given = {
        "MODE": "demo",
        "INSTANCE": str(tmp_path / "other"),
        "SECRET_KEY": "x" * 40,
        "DATABASE_URL": database_url,
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROCESS, str(link_id(app)), end],
        cwd=ROOT, env=os.environ | given, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode == 0) == (end == "ends"), done.stderr
    assert sum(row[3] for row in rows(app)) == counted_in_all
