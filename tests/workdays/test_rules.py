"""Working days around a week-end, a day off and a Saturday worked in exchange."""

from datetime import date

import pytest

from app.workdays.rules import add_working_days, is_working_day

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
SPECIAL = {MONDAY: False, date(2026, 11, 28): True}


@pytest.mark.parametrize(
    ("day", "works"), [(FRIDAY, True), (SATURDAY, False), (MONDAY, False), (date(2026, 11, 28), True)]
)
def test_the_table_wins_over_the_week(day: date, works: bool) -> None:
    assert is_working_day(day, SPECIAL) is works


@pytest.mark.parametrize(
    ("start", "count", "lands"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, date(2026, 11, 24)),
        (FRIDAY, 5, date(2026, 11, 28)),
        (date(2026, 11, 24), -1, FRIDAY),
    ],
)
def test_counting_skips_what_is_not_worked(start: date, count: int, lands: date) -> None:
    assert add_working_days(start, count, SPECIAL) == lands
