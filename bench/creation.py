"""How many bookings a second eight people make over HTTP, each for a free slot, and how long the slowest one waits: beside
what the database writes durably, one row and one commit at a time, in the same run. `--posts` and `--engines` make it
shorter."""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import text

from app.core.db import make_engine
from bench.races import house, server
from tests.bookings.contest import A, Answer, B, C, Contest, Wish, free_days

CLIENTS, SHARE, SLOWEST, FLOOR_SECONDS = 8, 25, 1.0, 2.0
HOURS = range(8, 18)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=120)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    asked = parser.parse_args()
    within = True
    for engine in asked.engines:
        with house(engine) as app, server(app, CLIENTS // 4) as contest:
            rows = _durable_inserts(app)
            answers, seconds = _all_at(contest, app, asked.posts)
        made, slowest = sum(one.status == 302 for one in answers), max(one.seconds for one in answers)
        rate = made / seconds
        within = within and made == asked.posts and rows <= SHARE * rate and slowest < SLOWEST
        print(
            f"{engine}: {made} of {asked.posts} bookings by {CLIENTS} clients, {rate:.1f} a second, one of {rows / rate:.0f} "
            f"durable inserts ({rows:.0f} a second; wanted: one of {SHARE}); the slowest took {slowest:.2f} s (wanted: "
            f"{SLOWEST:.0f} s), answers {dict(Counter(one.status for one in answers))}"
        )
    print("all within" if within else "NOT all within")
    sys.exit(0 if within else 1)


def _durable_inserts(app: Flask) -> float:
    """A second, in a table of its own beside the others, kept as safely as they are."""
    engine = make_engine(app.config["SETTINGS"].database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bench_rows (id INTEGER PRIMARY KEY, words TEXT)"))
    done, begin = 0, time.monotonic()
    with engine.connect().execution_options(write=True) as connection:
        while time.monotonic() - begin < FLOOR_SECONDS:
            done += 1
            connection.execute(text("INSERT INTO bench_rows VALUES (:id, 'một dòng')"), {"id": done})
            connection.commit()
        took = time.monotonic() - begin
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE bench_rows"))
    engine.dispose()
    return done / took


def _all_at(contest: Contest, app: Flask, posts: int) -> tuple[list[Answer], float]:
    places, hours = (A, B, C), len(HOURS)
    days = free_days(app, posts // (hours * len(places)) + 2)
    contest.trivial()  # every process has been asked once
    asked = [
        (
            Wish(str(n), 60 * HOURS[n % hours], 60 * (HOURS[n % hours] + 1), (places[n // hours % 3],)),
            days[1 + n // 30],
        )
        for n in range(posts)
    ]
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda _n: contest.one(Wish("warm", 600, 660), days[0]), range(CLIENTS)))
        begin = time.monotonic()
        answers = list(clients.map(lambda one: contest.one(*one), asked))
        return answers, time.monotonic() - begin


if __name__ == "__main__":
    main()
