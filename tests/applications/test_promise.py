"""The case clock against a count by hand, day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.promises import Cause, Pause, Shift, days_promised, promise

FIRST, LAST = date(2026, 1, 1), date(2027, 6, 30)
MONDAY = date(2026, 11, 30)
TODAY = date(2026, 12, 31)
DAYS = st.dates(FIRST, LAST)
SPECIAL = st.dictionaries(st.dates(FIRST, date(2027, 12, 31)), st.booleans(), max_size=60)


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    spans = draw(st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=3))
    return [Pause(since, since + timedelta(days=length)) for since, length in spans]


def works(day: date, special: dict[date, bool]) -> bool:
    return special[day] if day in special else day.isoweekday() not in (6, 7)


@given(DAYS, st.integers(1, 60), pauses(), SPECIAL)
def test_the_promise_is_what_a_count_by_hand_gives(
    received_on: date, days: int, waits: list[Pause], special: dict[date, bool]
) -> None:
    found = promise(received_on, days, waits, special, today=TODAY)
    still = {
        one.since + timedelta(days=number)
        for one in waits
        if one.until is not None
        for number in range(1, (one.until - one.since).days + 1)
    }
    every = [received_on + timedelta(days=number) for number in range(1, 900)]
    counted = [day for day in every if works(day, special) and day not in still]
    assert found.on == counted[days - 1]
    plain = [day for day in every if works(day, special)]
    moved = sum(shift.days for shift in found.shifts)
    assert plain[days - 1 + moved] == found.on, "the shifts say how far it has moved"


@given(DAYS, st.integers(1, 40), SPECIAL, st.sets(DAYS, max_size=20))
def test_every_change_of_the_calendar_is_accounted_for(
    received_on: date, days: int, special: dict[date, bool], touched: set[date]
) -> None:
    """Of the days of the calendar as it is now some came in since; others that stood in it were taken out."""
    added = {day: "x" for day in special if day in touched}
    gone = dict.fromkeys(touched - special.keys(), False)
    earlier = {day: off for day, off in special.items() if day not in added} | gone
    first_on = promise(received_on, days, (), earlier, today=TODAY).on
    now = promise(received_on, days, (), special, today=TODAY, added=added, first_on=first_on)
    assert now.shifts or now.on == first_on


@pytest.mark.parametrize(
    ("waits", "special", "added", "first_on", "on", "shifts"),
    [
        ((), {}, {}, None, date(2026, 12, 7), ()),
        # Asked on Thursday, answered on Tuesday: Friday, Monday and Tuesday do not count.
        (
            (Pause(date(2026, 12, 3), date(2026, 12, 8)),),
            {},
            {},
            None,
            date(2026, 12, 10),
            (Shift(Cause.WAITING, 3, date(2026, 12, 3), date(2026, 12, 8)),),
        ),
        # Asked after the day was over: it can no longer move it.
        ((Pause(date(2026, 12, 8), date(2026, 12, 20)),), {}, {}, None, date(2026, 12, 7), ()),
        (
            (),
            {date(2026, 12, 2): False},
            {date(2026, 12, 2): "lễ"},
            date(2026, 12, 7),
            date(2026, 12, 8),
            (Shift(Cause.DAY_OFF, 1, date(2026, 12, 2), date(2026, 12, 2), "lễ"),),
        ),
        (
            (),
            {date(2026, 12, 5): True},
            {date(2026, 12, 5): "bù"},
            date(2026, 12, 7),
            date(2026, 12, 5),
            (Shift(Cause.WORKED, -1, date(2026, 12, 5), date(2026, 12, 5), "bù"),),
        ),
        # A day off that stood in the calendar on the receipt was taken out since.
        ((), {}, {}, date(2026, 12, 8), date(2026, 12, 7), (Shift(Cause.CALENDAR, -1),)),
    ],
)
def test_every_shift_has_its_cause(
    waits: tuple[Pause, ...],
    special: dict[date, bool],
    added: dict[date, str],
    first_on: date | None,
    on: date,
    shifts: tuple[Shift, ...],
) -> None:
    found = promise(MONDAY, 5, waits, special, today=TODAY, added=added, first_on=first_on)
    assert (found.on, found.shifts) == (on, shifts)


def test_a_wait_that_lasts_moves_the_day_with_every_day_and_is_never_late() -> None:
    waits = (Pause(date(2026, 12, 3)),)
    found = promise(MONDAY, 5, waits, {}, today=date(2026, 12, 17))
    assert found.is_paused
    assert not found.is_late(date(2027, 12, 31))
    assert found.on == date(2026, 12, 21)
    assert promise(MONDAY, 5, (), {}, today=TODAY).is_late(date(2026, 12, 8))
    assert not promise(MONDAY, 5, (), {}, today=TODAY).is_late(date(2026, 12, 7))


def test_a_call_that_names_its_day_promises_no_earlier_one() -> None:
    assert days_promised(MONDAY, 5, None, {}) == 5
    assert days_promised(MONDAY, 5, date(2026, 12, 2), {}) == 5
    assert days_promised(MONDAY, 5, date(2026, 12, 14), {}) == 10
