"""Forty certificates at once from two processes, every tenth taken back: the numbers run on from 1 without a gap."""

import multiprocessing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import db, transact
from app.memberships.models import Certificate
from tests.memberships import factories
from tests.memberships.race import PATIENCE, Task, run

pytestmark = pytest.mark.real_time
PROCESSES, EACH, THROWN_AWAY = 2, 20, 2


def _members() -> list[str]:
    made = [factories.space("lan", f"Xưởng {n}", team=()) for n in range(PROCESSES * EACH)]
    for space in made:
        factories.member(space, issues=False)
    return [space.public_id for space in made]


def test_numbers_run_on_however_many_issue_at_once_and_whatever_is_taken_back(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        spaces = transact(_members)
    url = app.config["SETTINGS"].database_url
    shares = [spaces[n::PROCESSES] for n in range(PROCESSES)]
    spawn = multiprocessing.get_context("spawn")
    start, results = spawn.Barrier(PROCESSES), spawn.Queue()
    workers = [
        spawn.Process(
            target=run,
            args=(Task(tmp_path, url, tuple(share[THROWN_AWAY:]), tuple(share[:THROWN_AWAY])), start, results),
        )
        for share in shares
    ]
    for worker in workers:
        worker.start()
    try:
        given = [one for _worker in workers for one in results.get(timeout=PATIENCE)]
    finally:
        for worker in workers:
            worker.join(20)
            worker.kill()
    stayed = [number for number, stays in given if stays]
    expected = [f"KGST-{clock.today().year}-{n:03}" for n in range(1, PROCESSES * (EACH - THROWN_AWAY) + 1)]
    assert len(given) == PROCESSES * EACH
    assert sorted(stayed) == expected
    with app.app_context():
        assert sorted(db.session.scalars(select(Certificate.number))) == expected
        # What was taken back was free for the next one, and the count goes on after the last that stayed.
        more = transact(lambda: factories.member(factories.space("lan", "Sau cùng", team=())))
        assert more.number == f"KGST-{clock.today().year}-{len(expected) + 1:03}"
