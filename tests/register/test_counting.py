"""The numbers of the network, against what the ledger's own rule says of every single day."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.memberships.models import EventKind, Grade, MembershipEvent
from app.memberships.rules import Status, standing, standings
from app.register.counting import Month, Year, month_ends, statistics

TODAY = date(2026, 11, 25)
RECORDED = datetime(2024, 1, 1, tzinfo=UTC)


def line(kind, day, until=None, grade=None, number=0):
    return MembershipEvent(
        id=number, kind=kind, effective_on=day, valid_until=until, grade=grade, recorded_at=RECORDED, reason=""
    )


def space(kinds=("gallery",), fields=("design",), ward="00070"):
    return SimpleNamespace(kinds=list(kinds), fields=list(fields), ward_code=ward)


DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 1))
LINES = st.builds(
    line, st.sampled_from(EventKind), DAYS, st.none() | DAYS, st.sampled_from(Grade), st.integers(1, 99)
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=7), st.lists(DAYS, min_size=1, max_size=6).map(sorted), st.integers(0, 40))
def test_many_days_in_one_walk_are_each_day_by_itself(events, days, grace):
    assert standings(events, days, grace_days=grace) == [standing(events, on=day, grace_days=grace) for day in days]


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6), st.integers(0, 40))
def test_who_joined_less_who_left_is_who_is_there_at_the_end_of_each_year(events, grace):
    events.sort(key=lambda event: event.effective_on)
    found = statistics({1: events}, {1: space()}, on=TODAY, grace_days=grace)
    there = 0
    for year in found.years:
        there += year.joined - year.left
        end = min(date(year.year, 12, 31), TODAY)
        assert there == (standing(events, on=end, grace_days=grace).status in (Status.MEMBER, Status.SUSPENDED))
    assert found.members == standing(events, on=TODAY, grace_days=grace).is_member


def test_four_ledgers():
    ledgers = {
        1: [line("admitted", date(2026, 8, 10), grade="full")],
        2: [line("admitted", date(2026, 9, 30), grade="associate"), line("suspended", date(2026, 10, 5))],
        3: [line("admitted", date(2024, 1, 1), until=date(2026, 9, 29), grade="full")],  # the term ran out by itself
        4: [line("admitted", date(2026, 11, 26), grade="full")],  # from tomorrow
    }
    spaces = {1: space(), 2: space(), 3: space(), 4: space(kinds=["cafe"])}
    found = statistics(ledgers, spaces, on=TODAY, grace_days=0)
    assert found.months[-4:] == [
        Month(date(2026, 8, 31), 2, 0, 0),
        Month(date(2026, 9, 30), 1, 1, 0),
        Month(date(2026, 10, 31), 1, 0, 1),
        Month(TODAY, 1, 0, 1),
    ]
    assert found.months[0].day == date(2024, 1, 31)
    assert found.years == [Year(2024, 1, 0), Year(2025, 0, 0), Year(2026, 2, 1)]
    assert (found.members, found.kinds, found.wards) == (1, {"gallery": 1}, {"00070": 1})


@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [
        (date(2026, 11, 1), TODAY, [TODAY]),
        (date(2026, 1, 31), date(2026, 3, 1), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 1)]),
        (date(2023, 12, 5), date(2024, 2, 29), [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]),
    ],
)
def test_the_ends_of_months(first, last, ends):
    assert month_ends(first, last) == ends


def test_at_most_three_years_are_shown():
    ends = month_ends(date(2010, 1, 1), TODAY)
    assert (len(ends), ends[0], ends[-1]) == (36, date(2023, 12, 31), TODAY)
    assert all(day + timedelta(days=1) == (day + timedelta(days=1)).replace(day=1) for day in ends[:-1])


def test_before_anybody_was_admitted():
    found = statistics({}, {}, on=TODAY, grace_days=0)
    assert (found.members, found.months, found.years) == (0, [Month(TODAY, 0, 0, 0)], [Year(2026, 0, 0)])
