"""A week as people say it, and whether a space is open now."""

from datetime import UTC, datetime, time
from types import SimpleNamespace

import pytest

from app.core.clock import HOUSE_ZONE
from app.core.errors import DomainError
from app.spaces.hours import DAY_END, Days, as_typed, check_week, in_rows
from app.spaces.rules import Opening, open_at

NIGHT = [(4, time(20), time(2)), (5, time(9), time(12))]


def _week(*spans):
    return [SimpleNamespace(weekday=day, opens=opens, closes=closes) for day, opens, closes in check_week(spans)]


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of November 2026, whose 23rd is a Monday, by the clock of Hà Nội."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HOUSE_ZONE)


def test_hours_nobody_told_are_not_closed():
    assert open_at([], _at(23, 12)) is None


@pytest.mark.parametrize(
    ("now", "open_", "changes"),
    [
        (_at(27, 19, 59), False, _at(27, 20)),
        (_at(27, 20), True, _at(28, 2)),
        (_at(28, 1, 59), True, _at(28, 2)),
        (_at(28, 2), False, _at(28, 9)),
    ],
)
def test_a_night_goes_on_past_midnight(now, open_, changes):
    assert open_at(_week(*NIGHT), now) == Opening(open_, changes.astimezone(UTC))


def test_the_next_opening_may_be_a_week_away():
    opening = open_at(_week((0, time(9), time(10))), _at(23, 10))
    assert opening == Opening(False, _at(30, 9).astimezone(UTC))


def test_what_never_closes_has_no_end():
    always = _week(*((day, time.min, time.min) for day in range(7)))
    assert open_at(always, _at(25, 3)) == Opening(True, None)


def test_a_span_past_midnight_is_two_rows_and_is_read_as_one():
    kept = check_week(NIGHT)
    assert kept == [(4, time(20), DAY_END), (5, time.min, time(2)), (5, time(9), time(12))]
    assert as_typed(kept) == NIGHT
    assert check_week(as_typed(kept)) == kept


def test_sunday_night_runs_into_monday():
    kept = check_week([(6, time(22), time(1)), (0, time(9), time(17))])
    assert kept == [(0, time.min, time(1)), (0, time(9), time(17)), (6, time(22), DAY_END)]
    assert as_typed(kept) == [(0, time(9), time(17)), (6, time(22), time(1))]


@pytest.mark.parametrize(
    ("spans", "code", "field"),
    [
        ([(1, time(9), time(9))], "space.hours_empty", "day_1"),
        ([(1, time(9), time(12)), (1, time(11), time(14))], "space.hours_overlap", "day_1"),
        ([(4, time(20), time(2)), (5, time(1), time(3))], "space.hours_overlap", "day_5"),
    ],
)
def test_what_cannot_be_is_told_at_its_day(spans, code, field):
    with pytest.raises(DomainError) as refused:
        check_week(spans)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_equal_days_stand_in_one_row():
    week = check_week([(day, time(9), time(17)) for day in range(5)])
    assert in_rows(week) == [Days(0, 4, [(time(9), time(17))]), Days(5, 6, [])]
