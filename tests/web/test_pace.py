from datetime import timedelta

import time_machine

from app.core import clock
from app.web import pace

MINUTE = timedelta(minutes=1)


def test_any_minute_has_its_share_and_a_refused_try_costs_nothing():
    one = pace.Pace()
    with time_machine.travel(clock.now(), tick=False) as time:
        assert one.take("a", allowed=2, within=MINUTE) is None
        time.shift(timedelta(seconds=40))
        assert one.take("a", allowed=2, within=MINUTE) is None
        assert [one.take("a", allowed=2, within=MINUTE) for _ in range(3)] == [timedelta(seconds=20)] * 3
        time.shift(timedelta(seconds=20))
        assert one.take("a", allowed=2, within=MINUTE) is None
        assert one.take("a", allowed=2, within=MINUTE) == timedelta(seconds=40)


def test_asking_costs_nothing_and_says_when_nothing_is_left():
    one = pace.Pace()
    with time_machine.travel(clock.now(), tick=False):
        assert [one.take("a", allowed=1, within=MINUTE, counts=False) for _ in range(3)] == [None] * 3
        assert one.take("a", allowed=1, within=MINUTE) is None
        assert one.take("a", allowed=1, within=MINUTE, counts=False) == MINUTE


def test_memory_has_an_end_and_keeps_who_is_here(monkeypatch):
    monkeypatch.setattr(pace, "CLIENTS_KEPT", 2)
    one = pace.Pace()
    for key in ("guesser", "passer-by", "guesser", "another", "guesser"):
        one.take(key, allowed=3, within=MINUTE)
    assert list(one._taken) == ["another", "guesser"]
    assert one.take("guesser", allowed=3, within=MINUTE) is not None
