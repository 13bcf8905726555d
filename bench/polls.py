"""What it costs to be read by thousands of calendars: feeds of 1,000 and of 10,000 events from two processes, beside a
bare Flask view that returns the same bytes from memory in those same processes; then 50,000 private addresses that ask
once an hour, reckoned on paper and, for `--minutes`, done for real while events change, with the memory of every process
before and after. Ends with 1 when a bound is broken.

Rates are what came over the wire in turns of a second; beside them the CPU time of the server for one answer, which what
else runs on the machine hardly changes, and by which the bounds are judged."""

import argparse
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.accounts.queries import user_by_email
from app.bookings.models import Booking
from app.bookings.service import change_words
from app.core.db import db, transact
from app.spaces.models import Space
from bench.many import plant as plant_cases
from bench.races import house
from bench.subscribers import Wire, plant_events, plant_tokens, rate, secret, wires
from tests.cast import email_of, load_cast
from tests.machine import Machine

PROCESSES, CONNECTIONS, TURNS = 2, 4, 7
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
TOKENS, WAVE = 50_000, 3600
# Times the floor for a whole answer of 1,000 and of 10,000 events; how much of the floor's rate a 304 must reach.
WHOLE, WHOLE_LARGE, SAME = 1.5, 3.0, 0.4
GROWTH = 1.10  # of memory, after everybody has been served once


@dataclass
class Verdict:
    faults: list[str] = field(default_factory=list)

    def say(self, words: str, *, good: bool) -> None:
        print(f"  {words}: {'good' if good else 'BEYOND ITS BOUND'}", flush=True)
        if not good:
            self.faults.append(words)


def main() -> None:
    asked = _asked()
    verdict = Verdict()
    for engine in asked.engines:
        for events in asked.events:
            _beside_the_floor(engine, events, verdict, seconds=asked.seconds)
        if asked.minutes:
            _slice_of_an_hour(engine, asked.tokens, asked.minutes, verdict)
    print("all within their bounds" if not verdict.faults else "\n".join(["BEYOND:", *verdict.faults]))
    sys.exit(1 if verdict.faults else 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    parser.add_argument("--events", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--seconds", type=float, default=1.0, help="of each turn")
    parser.add_argument("--minutes", type=float, default=0.5, help="of the hour of all addresses")
    parser.add_argument("--tokens", type=int, default=TOKENS)
    return parser.parse_args()


@contextmanager
def _served(app: Flask):  # type: ignore[no-untyped-def]
    machine = Machine(app.config["SETTINGS"], mode="test")
    try:
        machine.start_web(workers=PROCESSES, target="bench.beside:app")
        yield machine
    finally:
        machine.stop()


# A feed beside its floor


def _beside_the_floor(engine: str, events: int, verdict: Verdict, *, seconds: float) -> None:
    with house(engine, load_cast) as app:
        with app.app_context():
            owner = user_by_email(email_of("tuan"))
            assert owner is not None
            transact(lambda: plant_events(events, owner=owner.id))
        with _served(app) as machine, wires(machine.port, CONNECTIONS) as lines:
            _compare(engine, events, app, machine, lines, verdict, seconds)


def _compare(
    engine: str,
    events: int,
    app: Flask,
    machine: Machine,
    lines: Sequence[Wire],
    verdict: Verdict,
    seconds: float,
) -> None:
    path, floor = "/calendars/public.ics", f"/floor/public-{events}"
    for line in lines:
        line.ask(path)
    told = [line.answer() for line in lines]
    status, headers, body = told[0]
    assert (status, body.count(b"BEGIN:VEVENT")) == (200, events), (status, body[:200])
    Path(app.config["SETTINGS"].instance, f"public-{events}.floor").write_bytes(body)
    tag = {"If-None-Match": headers["etag"]}
    ways: dict[str, tuple[str, dict[str, str], int]] = {
        "200": (path, {}, 200),
        "200 of the floor": (floor, {}, 200),
        "304": (path, tag, 304),
        "304 of the floor": (floor, tag, 304),
        "200 packed": (path, {"Accept-Encoding": "gzip"}, 200),
    }
    rates: dict[str, list[float]] = {way: [] for way in ways}
    costs: dict[str, list[float]] = {way: [] for way in ways}
    for turn in range(-1, TURNS):  # the first warms up
        for way, (where, sent, expected) in random.sample(sorted(ways.items()), len(ways)):
            begin = _cpu(machine)
            count = rate(lines, where, sent, status=expected, seconds=seconds)
            if turn >= 0:
                rates[way].append(count / seconds)
                costs[way].append((_cpu(machine) - begin) / count)
    print(f"{engine}, {events:,} events ({len(body):,} bytes), {PROCESSES} processes, {CONNECTIONS} connections:")
    for way in ways:
        print(f"  {way:17} {_middle(rates[way]):8,.0f} a second, {_middle(costs[way]) * 1000:7.3f} ms CPU each")
    whole = _middle(costs["200"]) / _middle(costs["200 of the floor"])
    same = _middle(costs["304 of the floor"]) / _middle(costs["304"])
    limit = WHOLE if events <= 1_000 else WHOLE_LARGE
    by_wire = _middle(rates["200 of the floor"]) / _middle(rates["200"])
    verdict.say(
        f"{engine}, {events:,} events: 200 costs {whole:.2f} x its floor ({by_wire:.2f} x by the wire; at most {limit})",
        good=whole <= limit,
    )
    by_wire = _middle(rates["304"]) / _middle(rates["304 of the floor"])
    # On PostgreSQL the one query is a way to another process and back: shown, not judged.
    verdict.say(
        f"{engine}, {events:,} events: 304 at {same:.2f} of its floor ({by_wire:.2f} by the wire; at least {SAME})",
        good=same >= SAME or engine == "postgres",
    )
    _after_a_change(engine, events, app, lines[0], path)


def _after_a_change(engine: str, events: int, app: Flask, line: Wire, path: str) -> None:
    """Over the wire, as somebody waits for it; bench.feeds judges what it costs."""
    waits = []
    for number in range(TURNS):
        with app.app_context():
            transact(lambda n=number: _reword(n))  # type: ignore[misc]
        begin = time.monotonic()
        line.ask(path)
        status, _headers, body = line.answer()
        waits.append(time.monotonic() - begin)
        assert (status, f"Lời mới {number}".encode() in body) == (200, True), "a change is not in it"
        time.sleep(0.3)  # what is packed after the answer
    print(f"  the first after a change: {_middle(waits) * 1000:.0f} ms of waiting")


def _reword(number: int) -> None:
    booking = db.session.scalars(select(Booking).order_by(Booking.id).offset(100 + number).limit(1)).one()
    change_words(booking, actor=user_by_email(email_of("tuan")), title_vi=f"Lời mới {number}")


# Fifty thousand addresses


def _slice_of_an_hour(engine: str, tokens: int, minutes: float, verdict: Verdict) -> None:
    """Each address asks once an hour, so a slice is that share of them, each with the tag it was given before."""
    with house(engine, load_cast) as app:
        with app.app_context():
            transact(lambda: _plant_everybody(tokens))
        with _served(app) as machine, wires(machine.port, CONNECTIONS) as lines:
            share = int(tokens * minutes * 60 / WAVE)
            rng = random.Random(4)
            chosen = rng.sample(range(tokens), share)
            begin, cpu = time.monotonic(), _cpu(machine)
            tags = _first_readings(lines, chosen)
            first = (_cpu(machine) - cpu) / share
            print(
                f"{engine}, {tokens:,} addresses: the first reading of {share:,} of them costs {first * 1000:.2f} ms CPU "
                f"each, {share / (time.monotonic() - begin):.0f} a second"
            )
            _on_paper(lines, chosen, tags, tokens, machine, first, verdict, engine)
            _for_real(app, machine, lines, chosen, tags, minutes, verdict, engine)


def _plant_everybody(tokens: int) -> None:
    tuan, lan, mai, son = (user_by_email(email_of(key)) for key in ("tuan", "lan", "mai", "son"))
    assert tuan and lan and mai and son
    plant_cases(200, coordinator=tuan, owner=lan, reviewers=[mai, son])
    spaces = db.session.scalars(select(Space.id).order_by(Space.id).limit(200)).all()
    plant_events(2_000, owner=tuan.id, space_ids=spaces)
    plant_tokens(tokens)


def _first_readings(lines: Sequence[Wire], chosen: Sequence[int]) -> dict[int, str]:
    tags: dict[int, str] = {}
    for start in range(0, len(chosen), len(lines)):
        asked = list(zip(lines, chosen[start : start + len(lines)], strict=False))
        for line, number in asked:
            line.ask(_address(number))
        for line, number in asked:
            status, headers, _body = line.answer()
            assert status == 200, (status, number)
            tags[number] = headers["etag"]
    return tags


def _address(number: int) -> str:
    return f"/calendars/private/{secret(number)}.ics"


def _on_paper(
    lines: Sequence[Wire],
    chosen: Sequence[int],
    tags: dict[int, str],
    tokens: int,
    machine: Machine,
    first: float,
    verdict: Verdict,
    engine: str,
) -> None:
    asked = chosen[:2000]
    begin = _cpu(machine)
    for start in range(0, len(asked), len(lines)):
        at_once = list(zip(lines, asked[start : start + len(lines)], strict=False))
        for line, number in at_once:
            line.ask(_address(number), {"If-None-Match": tags[number]})
        for line, number in at_once:
            status, *_rest = line.answer()
            assert status == 304, (status, number)
    same = (_cpu(machine) - begin) / len(asked)
    # Every address reads a new body ten times a day, and asks in vain the other times.
    hour = tokens * (same * 14 / 24 + first * 10 / 24)
    verdict.say(
        f"{engine}: a 304 to a private address costs {same * 1000:.2f} ms CPU; {tokens:,} once an hour, ten of a day's 24 "
        f"with a new body, take {hour:,.0f} s CPU of each hour = {hour / 3600:.0%} of one core",
        good=hour < 3600,
    )


def _for_real(
    app: Flask,
    machine: Machine,
    lines: Sequence[Wire],
    chosen: Sequence[int],
    tags: dict[int, str],
    minutes: float,
    verdict: Verdict,
    engine: str,
) -> None:
    before = _memory(machine)
    told: Counter[int] = Counter()
    waits: list[float] = []
    begin, cpu, changes = time.monotonic(), _cpu(machine), 0
    for place, number in enumerate(chosen):
        due = begin + place * minutes * 60 / len(chosen)
        if time.monotonic() - begin > changes * 10 + 5:  # an event changes every ten seconds
            with app.app_context():
                transact(lambda n=changes: _reword(n))  # type: ignore[misc]
            changes += 1
        time.sleep(max(0.0, due - time.monotonic()))
        line = lines[place % len(lines)]
        asked_at = time.monotonic()
        line.ask(_address(number), {"If-None-Match": tags[number]})
        status, *_rest = line.answer()
        waits.append(time.monotonic() - asked_at)
        told[status] += 1
    spent, took = _cpu(machine) - cpu, time.monotonic() - begin
    after = _memory(machine)
    waits.sort()
    print(
        f"  {took:.0f} s for real: {len(chosen):,} readings, {changes} changes, {dict(told)}, half within "
        f"{waits[len(waits) // 2] * 1000:.1f} ms, 99 of 100 within {waits[len(waits) * 99 // 100] * 1000:.1f} ms, the "
        f"longest {waits[-1] * 1000:.0f} ms, {spent / took:.1%} of one core"
    )
    verdict.say(f"{engine}: nobody was refused", good=set(told) <= {200, 304})
    print(f"  memory before {_shown(before)}, after {_shown(after)}")
    verdict.say(
        f"{engine}: memory {sum(after.values()) / sum(before.values()):.2f} x what it was (at most {GROWTH})",
        good=sum(after.values()) <= GROWTH * sum(before.values()),
    )


# What the kernel says of the server's processes


def _family(machine: Machine) -> list[int]:
    assert machine.web is not None
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        parents.setdefault(int(said[1]), []).append(int(folder.name))
    found, wanted = [], [machine.web.pid]
    while wanted:
        one = wanted.pop()
        found.append(one)
        wanted += parents.get(one, [])
    return sorted(found)


def _cpu(machine: Machine) -> float:
    total = 0
    for number in _family(machine):
        said = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        total += int(said[11]) + int(said[12])
    return total / TICK


def _memory(machine: Machine) -> dict[int, int]:
    return {n: int(Path(f"/proc/{n}/statm").read_text().split()[1]) * PAGE for n in _family(machine)}


def _shown(memory: dict[int, int]) -> str:
    return " + ".join(f"{size / 1e6:.0f}" for size in memory.values()) + " MB"


_middle: Callable[[Sequence[float]], float] = statistics.median

if __name__ == "__main__":
    main()
