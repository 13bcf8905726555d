from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.applications.models import Application, ApplicationStatus
from app.bookings.models import Booking, BookingStatus, Closure
from app.core.clock import HOUSE_ZONE
from app.core.timespan import day_span
from app.desk.rules import Kind, Step, Task, What, given_name, moments_of, most_pressing_first, of_kind, step_of
from app.evaluations.queries import Progress

TODAY = date(2026, 11, 25)
DAY = day_span(TODAY, HOUSE_ZONE)
NOW = DAY.start + timedelta(hours=9)
HOUR = timedelta(hours=1)


def task(due: datetime | None, number: int = 1, kind: Kind = Kind.BOOKING, **values: Any) -> Task:
    return Task(kind, Step.DECIDE, SimpleNamespace(id=number), due, **values)


def test_what_is_due_first_stands_first_and_what_has_no_day_last() -> None:
    later, sooner, never = task(NOW + HOUR), task(NOW - HOUR), task(None)
    assert most_pressing_first([never, later, sooner], NOW) == [sooner, later, never]


@pytest.mark.parametrize(
    ("due", "late", "pressing"),
    [
        (None, False, False),
        (NOW - HOUR, True, True),
        (NOW, True, True),
        (NOW + 24 * HOUR, False, True),
        (NOW + 25 * HOUR, False, False),
    ],
)
def test_late_and_pressing(due: datetime | None, late: bool, pressing: bool) -> None:
    assert (task(due).is_late(NOW), task(due).is_pressing(NOW)) == (late, pressing)


def test_a_whole_day_is_still_that_day_at_its_last_midnight() -> None:
    assert task(DAY.end).days_left(TODAY, HOUSE_ZONE) == 0
    assert task(DAY.start).days_left(TODAY, HOUSE_ZONE) == -1
    assert task(DAY.end, by_hour=True).days_left(TODAY, HOUSE_ZONE) == 1
    assert task(None).days_left(TODAY, HOUSE_ZONE) is None


def test_the_list_by_kind() -> None:
    case, booking = task(NOW + 90 * HOUR, kind=Kind.APPLICATION), task(NOW + HOUR)
    assert of_kind([case, booking], "applications", NOW) == [case]
    assert of_kind([case, booking], "pressing", NOW) == [booking]
    assert of_kind([case, booking], "", NOW) == of_kind([case, booking], "nonsense", NOW) == [case, booking]


@pytest.mark.parametrize(
    ("status", "assigned", "submitted", "third", "late", "step"),
    [
        (ApplicationStatus.SUBMITTED, 0, 0, False, False, Step.CHECK),
        (ApplicationStatus.INTAKE, 0, 0, False, False, Step.CHECK),
        (ApplicationStatus.INTAKE, 2, 0, False, False, Step.RECHECK),
        (ApplicationStatus.IN_REVIEW, 1, 0, False, False, Step.ASSIGN),
        (ApplicationStatus.IN_REVIEW, 2, 1, False, False, None),
        (ApplicationStatus.IN_REVIEW, 2, 1, False, True, Step.REMIND),
        (ApplicationStatus.IN_REVIEW, 2, 2, False, False, Step.PROPOSE),
        (ApplicationStatus.IN_REVIEW, 2, 2, True, False, Step.THIRD),
        (ApplicationStatus.IN_REVIEW, 3, 2, True, False, None),
        (ApplicationStatus.RETURNED, 2, 0, False, True, None),
        (ApplicationStatus.PROPOSED, 2, 2, False, True, None),
    ],
)
def test_whose_turn_it_is(
    status: str, assigned: int, submitted: int, third: bool, late: bool, step: Step | None
) -> None:
    progress = Progress(assigned, submitted, 3 if third else 2, None, third)
    assert step_of(Application(status=status), progress, late=late) == step


def test_a_late_sheet_asks_for_a_reminder_before_the_case_itself_is_late() -> None:
    progress = Progress(2, 1, 2, None, False, late=1)
    assert step_of(Application(status=ApplicationStatus.IN_REVIEW), progress, late=False) == Step.REMIND


def booking(setup: int, opens: int, closes: int, strike: int, **values: Any) -> Booking:
    """Hours from the midnight that begins the day."""
    at = [DAY.start + HOUR * hour for hour in (setup, opens, closes, strike)]
    return Booking(
        id=1, status=values.get("status", BookingStatus.CONFIRMED), starts_at=at[0], public_starts_at=at[1],
        public_ends_at=at[2], ends_at=at[3],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "plan"),
    [
        ((8, 10, 12, 13), [(8, What.SETUP), (10, What.PUBLIC), (12, What.STRIKE)]),
        ((10, 10, 12, 12), [(10, What.PUBLIC)]),
        ((-40, -30, 60, 62), [(None, What.GOES_ON)]),
        ((-40, -30, 17, 20), [(None, What.GOES_ON), (17, What.STRIKE)]),
        ((20, 30, 32, 33), [(20, What.SETUP)]),
        ((-9, -6, -2, 3), []),
        ((30, 31, 32, 33), []),
    ],
)
def test_the_plan_of_a_day(hours: tuple[int, int, int, int], plan: list[tuple[int | None, What]]) -> None:
    expected = [(None if hour is None else DAY.start + HOUR * hour, what) for hour, what in plan]
    assert [(m.at, m.what) for m in moments_of([booking(*hours)], [], DAY)] == expected


def test_only_what_is_confirmed_is_planned() -> None:
    assert moments_of([booking(8, 10, 12, 13, status=BookingStatus.HELD)], [], DAY) == []


def test_a_closure_is_part_of_the_day_it_touches() -> None:
    long = Closure(id=1, starts_at=DAY.start - HOUR, ends_at=DAY.end + HOUR)
    short = Closure(id=2, starts_at=DAY.start + 9 * HOUR, ends_at=DAY.start + 10 * HOUR)
    over = Closure(id=3, starts_at=datetime(2026, 1, 1, tzinfo=UTC), ends_at=DAY.start)
    plan = moments_of([booking(8, 10, 12, 12)], [short, over, long], DAY)
    assert [(m.what, m.subject.id, m.at is None) for m in plan] == [
        (What.CLOSED, 1, True),
        (What.SETUP, 1, False),
        (What.CLOSED, 2, False),
        (What.PUBLIC, 1, False),
    ]


@pytest.mark.parametrize(("name", "called"), [("Trần Anh Tuấn", "Tuấn"), ("Mai", "Mai"), (" ", " ")])
def test_people_are_called_by_their_given_name(name: str, called: str) -> None:
    assert given_name(name) == called
