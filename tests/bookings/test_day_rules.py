"""Who may do what on the day and after it, by the clock; and what a year of use comes to."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.accounts.models import Role
from app.bookings import rules
from app.bookings.models import Booking, BookingStatus, ChecklistItem, Usage, UsageReport
from app.bookings.rules import Use, YearOfUse

START = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
STAFF: Any = SimpleNamespace(is_authenticated=True, id=1, roles={Role.COORDINATOR})
LEADER: Any = SimpleNamespace(is_authenticated=True, id=2, roles={Role.APPROVER})
TEAM = {7}


def booking(**values: Any) -> Booking:
    """Set-up from 11:00, open 12:00 to 14:00, strike until 15:00."""
    return Booking(
        **{
            "space_id": 7, "status": BookingStatus.CONFIRMED, "starts_at": START - HOUR, "public_starts_at": START,
            "public_ends_at": START + 2 * HOUR, "ends_at": START + 3 * HOUR, "disadvantaged": "", "venues": [],
        }
        | values
    )  # fmt: skip


HERE = Usage(checked_in_at=START)
GONE = Usage(checked_in_at=START, left_at=START + HOUR, booked_ends_at=START + 3 * HOUR)
ABSENT = Usage(no_show_at=START + HOUR)
NEARLY_OVER = Usage(checked_in_at=START, left_at=START + HOUR, booked_ends_at=START + HOUR + 5 * MINUTE)


@pytest.mark.parametrize(
    ("what", "usage", "minutes", "expected"),
    [
        ("check_in", None, -181, False),
        ("check_in", None, -180, True),  # two hours before the set-up
        ("check_in", None, 179, True),
        ("check_in", None, 180, False),
        ("check_in", HERE, 10, False),
        ("check_in", ABSENT, 70, False),
        ("undo_check_in", HERE, 14, True),
        ("undo_check_in", HERE, 15, False),
        ("undo_check_in", None, 1, False),
        ("undo_check_in", GONE, 1, False),
        ("leave_early", HERE, -1, False),  # the set-up alone is no use of the place
        ("leave_early", HERE, 0, False),
        ("leave_early", HERE, 1, True),
        ("leave_early", HERE, 179, True),
        ("leave_early", HERE, 180, False),
        ("leave_early", None, 60, False),
        ("leave_early", ABSENT, 70, True),
        ("leave_early", GONE, 70, False),
        ("undo_leaving", GONE, 74, True),
        ("undo_leaving", GONE, 75, False),
        ("undo_leaving", HERE, 74, False),
        ("undo_leaving", NEARLY_OVER, 64, True),
        ("undo_leaving", NEARLY_OVER, 65, False),  # what was booked is over by then
        ("note_no_show", None, -1, False),
        ("note_no_show", None, 0, True),
        ("note_no_show", None, 180 + 14 * 24 * 60 - 1, True),
        ("note_no_show", None, 180 + 14 * 24 * 60, False),
        ("note_no_show", HERE, 30, False),
        ("note_no_show", ABSENT, 70, False),
        ("undo_no_show", ABSENT, 70, True),
        ("undo_no_show", ABSENT, 60 + 14 * 24 * 60, False),
        ("undo_no_show", None, 70, False),
    ],
)
def test_what_may_be_done_when(what: str, usage: Usage | None, minutes: int, expected: bool) -> None:
    may, now = getattr(rules, f"can_{what}"), START + minutes * MINUTE
    assert may(STAFF, booking(), usage, now=now) is expected
    assert may(LEADER, booking(), usage, now=now) is False
    for status in set(BookingStatus) - {BookingStatus.CONFIRMED}:
        assert may(STAFF, booking(status=status), usage, now=now) is False


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START, START),
        (START + timedelta(seconds=1), START + MINUTE),
        (START + timedelta(microseconds=1), START + MINUTE),
    ],
)
def test_the_minute_that_runs_is_still_theirs(now: datetime, expected: datetime) -> None:
    assert rules.leaving_at(now) == expected


@pytest.mark.parametrize(("days", "expected"), [(-1.2, False), (-1, True), (0, True), (14, True), (14.2, False)])
def test_when_a_place_is_handed_over(days: float, expected: bool) -> None:
    assert rules.can_hand_over(STAFF, booking(), now=START + days * DAY) is expected
    assert rules.can_hand_over(LEADER, booking(), now=START) is False


@pytest.mark.parametrize(
    ("values", "usage", "reported", "now", "expected"),
    [
        ({}, None, None, START + HOUR, False),
        ({}, None, None, START + 2 * HOUR, True),
        ({}, HERE, None, START + 400 * DAY, True),  # better late than never
        ({}, ABSENT, None, START + DAY, False),
        ({"space_id": None}, None, None, START + DAY, False),
        ({"space_id": 8}, None, None, START + DAY, False),
        ({"status": BookingStatus.CANCELLED}, None, None, START + DAY, False),
        ({}, None, START + DAY, START + 14 * DAY, True),
        ({}, None, START + DAY, START + 15 * DAY, False),
    ],
)
def test_who_reports_and_until_when(
    values: dict[str, Any], usage: Usage | None, reported: datetime | None, now: datetime, expected: bool
) -> None:
    host: Any = SimpleNamespace(is_authenticated=True, id=3, roles=set())
    report = UsageReport(reported_at=reported) if reported else None
    assert rules.can_report(host, booking(**values), usage, report, team_space_ids=TEAM, now=now) is expected


def test_the_host_answers_only_what_was_noted() -> None:
    host: Any = SimpleNamespace(is_authenticated=True, id=3, roles=set())
    now = START + 2 * HOUR
    assert rules.can_answer_no_show(host, booking(), ABSENT, team_space_ids=TEAM, now=now)
    assert not rules.can_answer_no_show(host, booking(), ABSENT, team_space_ids={8}, now=now)
    assert not rules.can_answer_no_show(host, booking(), HERE, team_space_ids=TEAM, now=now)
    assert not rules.can_answer_no_show(host, booking(), ABSENT, team_space_ids=TEAM, now=now + 15 * DAY)


def test_what_is_asked_of_a_whole_is_asked_of_its_parts() -> None:
    part = SimpleNamespace(id=2, whole_id=1)
    here: Any = SimpleNamespace(venues=[part])
    asked = [rules.applies(ChecklistItem(venue_id=venue), here) for venue in (None, 1, 2, 3)]
    assert asked == [True, True, True, False]


def test_a_year_of_use() -> None:
    told = UsageReport(people=40, disadvantaged_people=5)
    some = UsageReport(people=10, disadvantaged_people=None)
    for_them = booking(disadvantaged="Trẻ khiếm thị")
    uses = [
        Use(booking(), HERE, told),
        Use(booking(), None, some),
        Use(for_them, None, None),
        Use(for_them, ABSENT, None),
    ]
    assert rules.summed(uses) == YearOfUse(
        uses=3, no_shows=1, people=50, disadvantaged_people=5, programmes=2, missing=1
    )
    assert rules.summed([]) == YearOfUse()
