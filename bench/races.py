"""Forty posts at once for the same floor, in six shapes, five rounds, on both databases, against servers of two and of
eight processes: how many came to stand, what was wrong, and how long people waited, as a ratio to forty posts at once
that only write one row, in the same run. `--rounds`, `--processes` and `--engines` make it shorter.

Beside it what forty posts cost that are refused for a missing title, before anybody looks at the floor: what of the
waiting is the floor's, and what the page's that is shown again."""

import argparse
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text

from app import create_app
from app.core import schema
from app.core.db import make_engine, transact
from app.seed import seed
from tests import postgres
from tests.bookings.contest import AT_ONCE, SHAPES, Answer, Contest, free_days
from tests.cast import PASSWORD, email_of, load_cast
from tests.conftest import make_config
from tests.machine import Browser, Machine

LIMIT = 4
THREADS = 40  # of all processes together: nobody waits for a thread


def main() -> None:
    asked = _asked()
    faults: list[str] = []
    for engine in asked.engines:
        for processes in asked.processes:
            with house(engine) as app, server(app, processes) as contest:
                faults += _race(contest, asked.rounds, f"{engine}, {processes} processes")
    print("no overlap, nothing acknowledged is lost, nothing refused is there" if not faults else "\n".join(faults))
    sys.exit(1 if faults else 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processes", type=int, nargs="+", default=[2, 8])
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    return parser.parse_args()


@contextmanager
def house(engine: str, people: Callable[[], object] = load_cast) -> Iterator[Flask]:
    """A database of its own with what an installation starts with, and these people in it."""
    server = postgres.Server() if engine == "postgres" else None
    try:
        with tempfile.TemporaryDirectory() as folder:
            url = ""
            if server is not None:
                with create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT").connect() as connection:
                    connection.execute(text("CREATE DATABASE races"))
                url = server.url("races")
            config = make_config(Path(folder), url)
            made = make_engine(config.database_url)
            schema.upgrade(made)
            made.dispose()
            app = create_app(config)
            with app.app_context():
                transact(seed)
                transact(people)
            yield app
            app.extensions["database"].dispose()
    finally:
        if server is not None:
            server.stop()


@contextmanager
def server(app: Flask, processes: int) -> Iterator[Contest]:
    machine = Machine(app.config["SETTINGS"], mode="test")
    try:
        machine.start_web("--blocking-threads", str(THREADS // processes), workers=processes)
        browser = Browser(machine.url)
        browser.sign_in(email_of("tuan"), PASSWORD)
        yield Contest(app, browser)
    finally:
        machine.stop()


def _race(contest: Contest, rounds: int, where: str) -> list[str]:
    days = iter(free_days(contest.app, rounds * len(SHAPES)))
    contest.trivial()  # every process has been asked once
    floor: list[Answer] = []
    page: list[Answer] = []
    answers: dict[str, list[Answer]] = {shape.name: [] for shape in SHAPES}
    stood: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(rounds):
        floor += contest.trivial()
        page += contest.incomplete()
        for shape in SHAPES:
            day = next(days)
            told = contest.run(shape, day, number)
            verdict = contest.verdict(shape, told, day, number)
            stood[shape.name] += verdict.accepted
            faults += [f"{where}, {shape.name}, round {number}: {fault}" for fault in verdict.faults]
            answers[shape.name] += told
    least = _p95(floor)
    print(
        f"{where}: {AT_ONCE} at once, {rounds} rounds; a row each: p95 {least:.2f} s, answers {_told(floor)}; a form that"
    )
    print(f"  is not complete: p95 {_p95(page):.2f} s = {_p95(page) / least:.1f} x, answers {_told(page)}")
    for shape in SHAPES:
        late = _p95(answers[shape.name])
        print(
            f"  {shape.name:30} {stood[shape.name]:3} of {shape.allowed * rounds} stand, answers "
            f"{_told(answers[shape.name])}, p95 {late:.2f} s = {late / least:.1f} x (wanted: {LIMIT} x)",
            flush=True,
        )
    return faults


def _told(answers: list[Answer]) -> str:
    return ", ".join(f"{status}: {count}" for status, count in sorted(Counter(one.status for one in answers).items()))


def _p95(answers: list[Answer]) -> float:
    waits = sorted(one.seconds for one in answers)
    return waits[math.ceil(0.95 * len(waits)) - 1]


if __name__ == "__main__":
    main()
