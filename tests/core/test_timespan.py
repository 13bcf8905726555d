"""Spans of whole days are told as days: midnight to midnight, also where the clocks change."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from app.bookings.service.letters import when
from app.core.timespan import Timespan, at, day_span

HANOI, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2026, 3, 28), date(2026, 3, 30)


@pytest.mark.parametrize("zone", [HANOI, BERLIN])
def test_whole_days(zone: ZoneInfo) -> None:
    span = Timespan(day_span(FIRST, zone).start, day_span(LAST, zone).end)
    assert span.whole_days(zone) == (FIRST, LAST)
    assert day_span(FIRST, zone).whole_days(zone) == (FIRST, FIRST)


@pytest.mark.parametrize(("start", "end"), [(time(0), time(23, 59)), (time(0, 1), time(0))])
def test_a_minute_less_is_no_whole_day(start: time, end: time) -> None:
    assert Timespan(at(FIRST, start, HANOI), at(LAST, end, HANOI)).whole_days(HANOI) is None


def test_what_is_whole_here_is_not_elsewhere() -> None:
    assert day_span(FIRST, HANOI).whole_days(BERLIN) is None


def test_letters_name_the_days() -> None:
    span = Timespan(day_span(FIRST, HANOI).start, day_span(LAST, HANOI).end)
    assert when(span, HANOI, "vi") == "thứ Bảy 28/03/2026 – thứ Hai 30/03/2026, cả ngày"
    assert when(day_span(FIRST, HANOI), HANOI, "en") == "Saturday 28/03/2026, all day"
