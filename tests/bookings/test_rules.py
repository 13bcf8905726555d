"""Hours and phases, pure: who may be inside when, and what may lie outside."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.bookings import rules
from app.bookings.models import BookingStatus
from app.core.timespan import Timespan
from tests.bookings.factories import MONDAY, ZONE, span

SUNDAY = MONDAY - timedelta(days=1)
TUESDAY = MONDAY + timedelta(days=1)
Hours = dict[date, list[tuple[time, time]]]


def outside(public: Timespan, zone: ZoneInfo = ZONE, **hours: list[tuple[str, str]]) -> date | None:
    """Seven to ten at night each day unless `sunday=…`, `monday=…`, `tuesday=…` say otherwise."""
    named = {"sunday": SUNDAY, "monday": MONDAY, "tuesday": TUESDAY}
    opened: Hours = {day: [(time(7), time(22))] for day in rules.days_to_check(public, zone)}
    for name, spans in hours.items():
        opened[named[name]] = [(time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans]
    return rules.day_outside_hours(public, opened, zone)


def test_an_evening_concert_fits() -> None:
    assert outside(span("19:00", "22:00")) is None
    assert outside(span("19:00", "22:01")) == MONDAY
    assert outside(span("06:59", "08:00")) == MONDAY


def test_lunch_is_spanned_only_where_the_hours_touch() -> None:
    assert outside(span("10:00", "15:00"), monday=[("08:00", "12:00"), ("12:00", "17:00")]) is None
    assert outside(span("10:00", "15:00"), monday=[("08:00", "12:00"), ("13:00", "17:00")]) == MONDAY


def test_a_closed_monday_has_no_public_phase() -> None:
    assert outside(span("10:00", "11:00"), monday=[]) == MONDAY


def test_midnight_is_passed_only_where_both_days_are_open() -> None:
    night = span("21:00", "01:00", MONDAY, TUESDAY)
    assert outside(night) == MONDAY
    assert outside(night, monday=[("07:00", "23:59")], tuesday=[("00:00", "03:00")]) is None
    assert outside(night, monday=[("07:00", "23:59")]) == TUESDAY


def test_an_end_at_midnight_does_not_ask_the_next_day() -> None:
    assert outside(span("21:00", "00:00", MONDAY, TUESDAY), monday=[("07:00", "23:59")]) is None


def test_what_is_longer_than_a_day_stands_through_nights_and_closed_days() -> None:
    exhibition = span("09:00", "17:00", SUNDAY, TUESDAY)
    assert rules.days_to_check(exhibition, ZONE) == [SUNDAY, TUESDAY]
    assert outside(exhibition, monday=[]) is None
    assert outside(exhibition, sunday=[]) == SUNDAY
    assert outside(exhibition, tuesday=[("07:00", "16:00")]) == TUESDAY
    assert outside(span("09:00", "07:00", SUNDAY, TUESDAY)) == TUESDAY


def test_where_the_clocks_change_the_wall_decides() -> None:
    """25 October 2026 in Berlin: 01:00 to 04:00 lasts four hours, and the day 25."""
    berlin, day = ZoneInfo("Europe/Berlin"), date(2026, 10, 25)
    night = Timespan(
        datetime(2026, 10, 25, 1, tzinfo=berlin).astimezone(UTC),
        datetime(2026, 10, 25, 4, tzinfo=berlin).astimezone(UTC),
    )
    assert night.length == timedelta(hours=4)
    assert rules.day_outside_hours(night, {day: [(time(1), time(4))]}, berlin) is None
    assert rules.day_outside_hours(night, {day: [(time(1), time(3))]}, berlin) == day


def test_phases_widen_what_is_blocked_and_nothing_else() -> None:
    request = rules.BookingRequest(
        space_id=1, venue_ids=(2,), title_vi="x", public=span("07:00", "08:00"),
        setup=timedelta(hours=9), strike=timedelta(hours=2),
    )  # fmt: skip
    assert request.blocked == Timespan(span("22:00", "23:00", SUNDAY).start, span("07:00", "10:00").end)
    assert outside(request.public, sunday=[]) is None


def test_the_digest_stands_for_the_body() -> None:
    request = rules.BookingRequest(space_id=1, venue_ids=(2, 3), title_vi="x", public=span("07:00", "08:00"))
    in_utc = Timespan(request.public.start.astimezone(UTC), request.public.end.astimezone(UTC))
    in_hanoi = Timespan(request.public.start.astimezone(ZONE), request.public.end.astimezone(ZONE))
    assert replace(request, venue_ids=(3, 2), public=in_utc).digest == replace(request, public=in_hanoi).digest
    for change in ({"title_vi": "y"}, {"space_id": None}, {"setup": timedelta(1)}, {"open_to_public": False}):
        assert replace(request, **change).digest != request.digest


@pytest.mark.parametrize(
    ("policies", "instant_allowed", "outcome"),
    [
        (["instant"], True, BookingStatus.CONFIRMED),
        (["instant"], False, BookingStatus.HELD),
        (["instant", "hold"], True, BookingStatus.HELD),
        (["instant", "hold", "compete"], True, BookingStatus.REQUESTED),
        (["compete"], False, BookingStatus.REQUESTED),
    ],
)
def test_the_strictest_policy(policies: list[str], instant_allowed: bool, outcome: BookingStatus) -> None:
    assert rules.outcome_for(policies, instant_allowed=instant_allowed) == outcome
