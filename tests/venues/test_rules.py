"""When a venue can be booked, held against a reckoning that writes every day of two years down."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.venues.models import BookableHours, HoursException, Season
from app.venues.rules import WrittenHours, bookable, check_season, check_week, lies_in

FIRST = date(2027, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(731)]  # to the end of 2028, with its 29 February
EVERY_DAY = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
spans_of_a_day = st.lists(st.integers(0, 23), max_size=6, unique=True).map(
    lambda hours: [(time(a), time(b)) for a, b in zip(*[iter(sorted(hours)[: len(hours) // 2 * 2])] * 2, strict=True)]
)
weeks = st.lists(spans_of_a_day, min_size=7, max_size=7)


@st.composite
def seasons(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Up to three that do not overlap, as places in a leap year; the last may run over New Year."""
    cuts = sorted(draw(st.lists(st.integers(0, 365), min_size=0, max_size=6, unique=True)))
    pairs = [(cuts[n], cuts[n + 1]) for n in range(0, len(cuts) - 1, 2)]
    if pairs and draw(st.booleans()):
        turned = pairs.pop()
        pairs.append((turned[1], pairs[0][0] - 1 if pairs and pairs[0][0] else 0 if not pairs else 365))
    return pairs


def _mmdd(place: int) -> int:
    day = EVERY_DAY[place]
    return day.month * 100 + day.day


@settings(max_examples=60, deadline=None)
@given(
    year=weeks,
    kept=st.lists(weeks, min_size=3, max_size=3),
    pairs=seasons(),
    odd=st.dictionaries(st.sampled_from(DAYS), spans_of_a_day, max_size=8),
    off=st.sets(st.sampled_from(DAYS), max_size=30),
    keeps=st.booleans(),
)
def test_every_day_is_what_was_written(
    year: list[list[tuple[time, time]]],
    kept: list[list[list[tuple[time, time]]]],
    pairs: list[tuple[int, int]],
    odd: dict[date, list[tuple[time, time]]],
    off: set[date],
    keeps: bool,
) -> None:
    written = WrittenHours(
        [
            BookableHours(season_id=number, weekday=weekday, opens=opens, closes=closes)
            for number, week in [(None, year), *enumerate(kept[: len(pairs)])]
            for weekday, spans in enumerate(week)
            for opens, closes in reversed(spans)
        ],
        [
            HoursException(day=day, opens=opens, closes=closes)
            for day, spans in odd.items()
            for opens, closes in reversed(spans or [(None, None)])
        ],
        [Season(id=n, first_day=_mmdd(first), last_day=_mmdd(last)) for n, (first, last) in enumerate(pairs)],
        keeps,
    )
    calendar = {}
    for number, (first, last) in enumerate(pairs):  # walk from the first day to the last, day by day
        place = first
        while True:
            calendar[_mmdd(place)] = number
            if place == last:
                break
            place = (place + 1) % 366
    for day in DAYS:
        number = calendar.get(day.month * 100 + day.day)
        week = year if number is None else kept[number]
        expected = week[day.weekday()]
        if keeps and day in off:
            expected = []
        if day in odd:
            expected = odd[day]
        assert bookable(written, day, day in off) == expected, day


def test_a_season_over_new_year() -> None:
    assert [lies_in(day, 1101, 228) for day in (1031, 1101, 1231, 101, 228, 229, 301)] == [
        False, True, True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (230, 501, "venue.no_such_day"),
        (501, 1301, "venue.no_such_day"),
        (831, 1001, "venue.seasons_overlap"),
        (401, 501, "venue.seasons_overlap"),
        (601, 630, "venue.seasons_overlap"),
        (1101, 601, "venue.seasons_overlap"),
    ],
)
def test_seasons_that_cannot_be(first: int, last: int, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_season(first, last, [Season(name_vi="Hè", first_day=501, last_day=831)])
    assert refused.value.code == code


@pytest.mark.parametrize(("first", "last"), [(901, 430), (901, 901), (1231, 229)])
def test_seasons_that_stand_beside_another(first: int, last: int) -> None:
    check_season(first, last, [Season(name_vi="Hè", first_day=501, last_day=831)])


def test_spans_of_a_day_may_touch() -> None:
    check_week([(0, time(8), time(12)), (0, time(12), time(17))])
    with pytest.raises(DomainError, match=r"venue\.hours_overlap"):
        check_week([(0, time(8), time(12)), (0, time(11, 59), time(17))])
