"""How the Centre's figures are counted, on rows in hand."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import pairwise

import pytest

from app.applications.promises import Pause
from app.core import clock
from app.core.timespan import Timespan, at
from app.reports import counting
from app.reports.counting import Case, Opening, Use
from app.reports.periods import Grain, Period

ZONE = clock.HOUSE_ZONE
FEBRUARY = Period(Grain.MONTH, date(2028, 2, 1))
LATER = datetime(2028, 6, 1, tzinfo=UTC)


def phase(start: str, end: str, day: date, last: date | None = None) -> Timespan:
    return Timespan(at(day, time.fromisoformat(start), ZONE), at(last or day, time.fromisoformat(end), ZONE))


def opening(period: Period, *, closed: list[Timespan] = [], until: datetime = LATER, venues: int = 1) -> Opening:  # noqa: B006
    hours = {day: {n: [(time(8), time(20))] for n in range(1, venues + 1)} for day in period.days}
    return Opening(list(range(1, venues + 1)), hours, {1: closed}, until)


def use(day: date, start: str = "09:00", end: str = "11:00", **facts) -> Use:
    given = {"space_id": 1, "venue_ids": frozenset({1}), "kind": "talk", "public": phase(start, end, day)}
    return Use(**given | facts)


@pytest.mark.parametrize("key", ["2026-11", "2026-q4", "2026", "2028-02"])
def test_a_period_is_named_by_its_address(key):
    assert Period.of(key).key == key


@pytest.mark.parametrize("key", ["", "2026-13", "2026-00", "2026-q5", "1999", "2026-1", "٢٠٢٦", "2026-11-01", "x"])
def test_what_names_no_period(key):
    assert Period.of(key) is None


def test_periods_follow_each_other_without_a_gap():
    for grain in Grain:
        run = Period.around(date(2028, 3, 1), grain).run()
        assert all((later.first - earlier.last).days == 1 for earlier, later in pairwise(run))
        assert run[-1].holds(date(2028, 3, 1))
    assert [one.key for one in Period.of("2026").run(date(2025, 6, 1))] == ["2025", "2026"]


def test_a_leap_february_has_a_day_more():
    assert FEBRUARY.last == date(2028, 2, 29)
    assert len(FEBRUARY.days) == 29
    assert counting.hours(opening(FEBRUARY).length(1, FEBRUARY)) == 29 * 12
    assert FEBRUARY.year_before.last == date(2027, 2, 28)
    on_the_day = [use(date(2028, 2, 29))]
    assert counting.taken(on_the_day, 1, opening(FEBRUARY), FEBRUARY).uses == 1


def test_an_hour_is_taken_once_however_many_share_the_place():
    day = date(2028, 2, 1)
    uses = [use(day, "09:00", "11:00"), use(day, "10:00", "12:00"), use(day, "19:00", "21:00")]
    found = counting.taken(uses, 1, opening(FEBRUARY), FEBRUARY)
    assert counting.hours(found.used) == 4  # 9 to 12, and 19 to 20: the last hour is beyond the hours
    assert found.share == Decimal("1.1")  # of 348


def test_an_exhibition_takes_the_opening_hours_of_its_days_and_no_night():
    shown = use(date(2028, 1, 30), public=phase("08:00", "20:00", date(2028, 1, 30), date(2028, 2, 2)))
    found = counting.taken([shown], 1, opening(FEBRUARY), FEBRUARY)
    assert counting.hours(found.used) == 24
    assert found.uses == 0  # it began in January


def test_a_closed_place_cannot_be_had_and_the_future_has_not_been():
    closed = [phase("08:00", "14:00", date(2028, 2, 2))]
    assert counting.hours(opening(FEBRUARY, closed=closed).length(1, FEBRUARY)) == 29 * 12 - 6
    noon = at(date(2028, 2, 3), time(12), ZONE)
    assert counting.hours(opening(FEBRUARY, until=noon).length(1, FEBRUARY)) == 12 + 12 + 4
    tomorrow = use(date(2028, 2, 4))
    assert counting.taken([tomorrow], 1, opening(FEBRUARY, until=noon), FEBRUARY).used.total_seconds() == 0


def test_an_hour_in_two_places_is_two():
    both = use(date(2028, 2, 1), venue_ids=frozenset({1, 2}))
    assert counting.hours(counting.place_hours(both, opening(FEBRUARY, venues=2), FEBRUARY)) == 4


def test_who_came():
    day = date(2028, 2, 1)
    uses = [
        use(day, people=40, expected=99, disadvantaged_people=12),
        use(day, expected=30),
        use(day),
        use(day, no_show=True, expected=50, disadvantaged=True),
        use(day, disadvantaged=True, people=0),
        use(date(2028, 7, 1), expected=1000),  # has not been
    ]
    found = counting.crowd(uses, LATER)
    assert (found.uses, found.no_shows, found.reports, found.estimates, found.unknown) == (4, 1, 2, 1, 1)
    assert (found.told, found.estimated) == (40, 30)
    assert (found.programmes, found.reached) == (2, 12)


def test_days_waited_for_the_applicant_are_told_apart():
    pauses = [Pause(date(2026, 11, 4), date(2026, 11, 10)), Pause(date(2026, 11, 9), date(2026, 11, 11))]
    case = counting.case_of(
        date(2026, 11, 2), date(2026, 11, 17), date(2026, 11, 17), pauses, {date(2026, 11, 16): False}
    )
    assert (case.days, case.waited) == (
        5,
        5,
    )  # 3, 4, 12, 13, 17 with the Centre; 5, 6, 9, 10, 11 not; the 16th is off
    assert case.kept
    assert not counting.case_of(date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 3), [], {}).kept


@pytest.mark.parametrize(
    ("days", "quartiles"),
    [([], (None, None, None)), ([7], (7, 7, 7)), ([1, 2], ("1.3", "1.5", "1.8")), ([9, 1, 5], (3, 5, 7)),
     ([1, 2, 3, 4, 100], (2, 3, 4))],
)  # fmt: skip
def test_the_median_and_the_quartiles(days, quartiles):
    found = counting.decided([Case(date(2026, 11, 5), date(2026, 11, 4 + one % 2), one, 0) for one in days])
    assert (found.low, found.median, found.high) == tuple(None if q is None else Decimal(q) for q in quartiles)
    assert found.kept + found.late == found.count == len(days)
