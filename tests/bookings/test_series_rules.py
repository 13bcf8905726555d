"""Which days a series has. Pure."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.bookings.rules.series import LAST, Repeat, Repeats, days_of_series, occasion_on
from app.core.errors import DomainError
from app.core.timespan import Timespan

BERLIN, HANOI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Ho_Chi_Minh")


def days(kind: Repeats, first: str, off: tuple[str, ...] = (), **values: Any) -> list[str]:
    off_days = {date.fromisoformat(one) for one in off}
    found = days_of_series(Repeat(kind=kind, **values), date.fromisoformat(first), off_days)
    return [one.isoformat() for one in found]


def test_weekly_on_the_day_of_the_first() -> None:
    assert days(Repeats.WEEKLY, "2026-12-07", count=3) == ["2026-12-07", "2026-12-14", "2026-12-21"]
    assert days(Repeats.WEEKLY, "2026-12-07", until=date(2026, 12, 14)) == ["2026-12-07", "2026-12-14"]


def test_every_other_week_on_chosen_weekdays_counts_from_the_week_of_the_first() -> None:
    got = days(Repeats.WEEKLY, "2026-12-09", every=2, weekdays=frozenset({0, 2, 5}), count=5)
    assert got == ["2026-12-09", "2026-12-12", "2026-12-21", "2026-12-23", "2026-12-26"]


def test_the_first_and_third_saturday() -> None:
    got = days(Repeats.MONTHLY, "2026-12-06", weekdays=frozenset({5}), nths=frozenset({1, 3}), count=4)
    assert got == ["2026-12-19", "2027-01-02", "2027-01-16", "2027-02-06"]


def test_a_month_without_a_fifth_saturday_is_passed_over_and_the_last_one_is_always_there() -> None:
    fifth = days(Repeats.MONTHLY, "2027-01-01", weekdays=frozenset({5}), nths=frozenset({5}), count=2)
    assert fifth == ["2027-01-30", "2027-05-29"]
    last = days(Repeats.MONTHLY, "2027-01-01", weekdays=frozenset({5}), nths=frozenset({LAST}), count=2)
    assert last == ["2027-01-30", "2027-02-27"]


def test_29_february_comes_and_stays_away() -> None:
    last = days(Repeats.MONTHLY, "2028-02-01", weekdays=frozenset({1}), nths=frozenset({LAST}), count=1)
    assert last == ["2028-02-29"]
    assert "2028-02-29" in days(Repeats.WEEKLY, "2028-02-22", count=3)
    assert days(Repeats.WEEKLY, "2027-02-22", count=2) == ["2027-02-22", "2027-03-01"]


def test_tet_is_left_out_and_does_not_count() -> None:
    tet = tuple(f"2027-02-{n:02}" for n in range(5, 11))
    assert days(Repeats.WEEKLY, "2027-01-30", tet, count=3) == ["2027-01-30", "2027-02-13", "2027-02-20"]
    assert days(Repeats.WEEKLY, "2027-01-30", tet, until=date(2027, 2, 13)) == ["2027-01-30", "2027-02-13"]


def test_chosen_dates_come_in_order_and_once_with_the_first() -> None:
    picked = (date(2027, 3, 1), date(2027, 1, 4), date(2027, 3, 1), date(2026, 12, 7))
    assert days(Repeats.DATES, "2026-12-07", dates=picked) == ["2026-12-07", "2027-01-04", "2027-03-01"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "booking.series_endless"),
        ({"count": 61}, "booking.series_length"),
        ({"until": date(2026, 12, 1)}, "booking.series_length"),
    ],
)
def test_a_series_has_an_end_and_a_size(values: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        days(Repeats.WEEKLY, "2026-12-07", weekdays=frozenset(range(7)), **values)
    assert refusal.value.code == code


def berlin(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def test_the_clock_on_the_wall_stays_when_the_clocks_change() -> None:
    first = Timespan(berlin(date(2026, 10, 18), 19), berlin(date(2026, 10, 18), 21))
    later = occasion_on(date(2026, 10, 25), first, BERLIN)
    assert later.start.astimezone(BERLIN).hour == 19
    assert later.length == timedelta(hours=2)
    assert later.start - first.start == timedelta(days=7, hours=1)


def test_a_time_that_the_clocks_leave_out_comes_as_much_later() -> None:
    first = Timespan(berlin(date(2027, 3, 21), 2, 30), berlin(date(2027, 3, 21), 3, 15))
    there = occasion_on(date(2027, 3, 28), first, BERLIN)
    assert f"{there.start.astimezone(BERLIN):%H:%M}" == "03:30"
    assert there.length == timedelta(minutes=45)


def test_of_a_time_that_comes_twice_it_is_the_first() -> None:
    first = Timespan(berlin(date(2026, 10, 18), 2, 30), berlin(date(2026, 10, 18), 3, 30))
    there = occasion_on(date(2026, 10, 25), first, BERLIN)
    assert there.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert there.length == timedelta(hours=1)


def test_over_midnight_it_lasts_as_long() -> None:
    first = Timespan(
        datetime(2026, 12, 7, 22, tzinfo=HANOI).astimezone(UTC),
        datetime(2026, 12, 8, 1, tzinfo=HANOI).astimezone(UTC),
    )
    there = occasion_on(date(2026, 12, 14), first, HANOI)
    assert there.end.astimezone(HANOI) == datetime(2026, 12, 15, 1, tzinfo=HANOI)
