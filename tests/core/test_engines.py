"""Most tests are dealt to the two databases, and the commit decides how: see `tests/engines.py` and `tests/rotation.py`."""

from collections import Counter
from pathlib import Path

import pytest

from tests import rotation
from tests.engines import loser, name_without, speaks_of_the_database


def test_a_test_has_one_name_whatever_its_database():
    names = {
        name_without(engine, f"tests/site/test_spaces.py::test_search[{values}]")
        for engine, values in (("sqlite", "đình-sqlite"), ("postgres", "đình-postgres"), ("sqlite", "sqlite-đình"))
    }
    assert names == {"tests/site/test_spaces.py::test_search[đình]"}
    assert name_without("sqlite", "a::b[sqlite]") == name_without("postgres", "a::b[postgres]")


def test_each_database_gets_its_half():
    left_out = Counter(loser(f"tests/site/test_{n}.py::test_it[]") for n in range(400))
    assert min(left_out["sqlite"], left_out["postgres"]) > 150


def test_another_commit_tries_the_other_half(monkeypatch: pytest.MonkeyPatch):
    names = [f"tests/spaces/test_{n}.py::test_it[]" for n in range(400)]
    seen: dict[str, set[str]] = {name: set() for name in names}
    for commit in ("abc", "abd", "f00", "123", "9e1"):
        monkeypatch.setenv("ROTATION", commit)
        assert [loser(name) for name in names] == [loser(name) for name in names]
        for name in names:
            seen[name].add(loser(name))
    assert sum(len(found) == 2 for found in seen.values()) > 340


def test_a_part_is_as_long_as_asked_and_all_of_it_comes_round(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FULL", raising=False)
    seen = set()
    for commit in range(40):
        monkeypatch.setenv("ROTATION", str(commit))
        part = rotation.some(range(14), 5, "a form")
        assert len(set(part)) == 5
        seen |= set(part)
    assert seen == set(range(14))
    assert rotation.some(range(3), 5, "a form") == [0, 1, 2]
    monkeypatch.setenv("FULL", "1")
    assert rotation.some(range(14), 5, "a form") == list(range(14))


@pytest.mark.parametrize(
    "file", ["bookings/test_race.py", "bookings/test_guard.py", "bookings/test_locks.py", "bookings/test_duels.py",
             "bookings/test_any_sequence.py", "bookings/test_closing_races.py", "bookings/test_changes_races.py",
             "memberships/test_race.py", "calendars/test_fast.py", "calendars/test_golden.py",
             "accounts/test_credentials_migration.py"],
)  # fmt: skip
def test_what_speaks_of_the_database_is_known(file: str):
    assert speaks_of_the_database(Path(__file__).parents[1] / file)


def test_not_everything_speaks_of_it():
    assert not speaks_of_the_database(Path(__file__).parents[1] / "spaces/test_profile.py")
