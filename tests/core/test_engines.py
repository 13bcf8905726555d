"""Tests of screens are dealt to the two databases: see `tests/engines.py`."""

from collections import Counter

from tests.engines import loser, name_without


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
