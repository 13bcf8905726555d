"""A regular job runs once in its time, however many workers hear the clock."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app import create_app, jobs
from app.core import clock
from app.core.db import db, transact
from app.job_slots.models import JobSlot
from app.job_slots.service import KEPT, forget_old_slots, take_slot

HOUR = timedelta(hours=1)
WORKERS = 8


def test_of_many_who_ask_at_once_one_hears_yes(app: Flask) -> None:
    heard: list[bool] = []
    together = threading.Barrier(WORKERS)

    def ask() -> None:
        with app.app_context():
            together.wait(20)
            heard.append(transact(lambda: take_slot("mail", every=HOUR)))

    threads = [threading.Thread(target=ask) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(heard) == [False] * (WORKERS - 1) + [True]


def test_the_next_turn_comes_whatever_became_of_the_last(ctx: Flask) -> None:
    with travel(clock.now().replace(minute=10), tick=False) as time:
        assert transact(lambda: take_slot("mail", every=HOUR))  # and here the worker dies
        time.shift(timedelta(minutes=49))
        assert not transact(lambda: take_slot("mail", every=HOUR))
        assert transact(lambda: take_slot("papers", every=HOUR)), "jobs do not take each other's turns"
        time.shift(timedelta(minutes=1))
        assert transact(lambda: take_slot("mail", every=HOUR))


def test_two_workers_run_it_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setitem(jobs.JOBS, "count", jobs.Job(lambda: ran.append("ran"), HOUR, lambda _now: True))
    config = app.config["SETTINGS"]
    workers = [create_app(config).extensions["huey"] for _ in range(2)]
    with travel(clock.now(), tick=False) as time:
        for turn in (1, 2):
            for huey in workers:
                (task,) = (task for task in huey.read_periodic(clock.now()) if task.name == "every_count")
                huey.execute(task)
            assert len(ran) == turn
            time.shift(HOUR)


def test_old_turns_are_forgotten(ctx: Flask) -> None:
    with travel(clock.now(), tick=False) as time:
        transact(lambda: take_slot("mail", every=HOUR))
        time.shift(KEPT + HOUR)
        transact(lambda: take_slot("mail", every=HOUR))
        jobs.run(ctx, "tidy")
        assert [row.taken_at for row in db.session.scalars(select(JobSlot))] == [clock.now()]
        transact(forget_old_slots)


def test_every_job_strikes_once_in_its_time(ctx: Flask) -> None:
    """Minute by minute through a day, as huey asks."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for name, job in jobs.JOBS.items():
        strikes = [n for n in range(1440) if job.when(midnight + timedelta(minutes=n))]
        assert len(strikes) == timedelta(days=1) // job.every, name
