"""The last day to file, against counting on the fingers: over years, with Tết, days off at random and days worked in
exchange."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.licences.models import LicenceRule
from app.licences.rules import KINDS, MARKS, last_day_to_file, needed, next_code, reach
from app.workdays.rules import is_working_day

A_DAY = timedelta(days=1)
FIRST, LAST = date(2025, 1, 1), date(2030, 12, 31)
TET = {date(2026, 2, 14) + A_DAY * n: False for n in range(9)} | {
    date(2027, 2, 4) + A_DAY * n: False for n in range(8)
}
DAYS = st.dates(FIRST, LAST)


def rule(lead: int, *, working: bool = True, code: str = "x", **values: object) -> LicenceRule:
    made = LicenceRule(code=code, lead_days=lead, working_days=working, active=True, kinds=[], marks=[])
    for name, value in values.items():
        setattr(made, name, value)
    return made


def on_the_fingers(lead: int, *, working: bool, opening: date, special: dict[date, bool]) -> date:
    """The latest working day that leaves the days asked for before the opening, tried one by one."""
    day = opening
    while True:
        between = [day + A_DAY * n for n in range((opening - day).days)]
        enough = sum(is_working_day(one, special) for one in between) >= lead if working else len(between) >= lead
        if enough and is_working_day(day, special):
            return day
        day -= A_DAY


@given(lead=st.integers(0, 30), working=st.booleans(), opening=DAYS, special=st.dictionaries(DAYS, st.booleans()))
def test_it_is_what_counting_gives(lead: int, working: bool, opening: date, special: dict[date, bool]) -> None:
    known = TET | special
    expected = on_the_fingers(lead, working=working, opening=opening, special=known)
    assert last_day_to_file(rule(lead, working=working), opening, known) == expected


@given(lead=st.integers(0, 30), opening=st.dates(date(2026, 2, 10), date(2026, 3, 31)))
def test_the_days_that_are_looked_up_are_enough(lead: int, opening: date) -> None:
    """Also when the opening comes right after nine days of Tết."""
    first, last = reach([rule(lead)], opening)
    window = {day: works for day, works in TET.items() if first <= day <= last}
    assert last_day_to_file(rule(lead), opening, window) == last_day_to_file(rule(lead), opening, TET)
    assert last_day_to_file(rule(lead), opening, window) >= first


def test_after_tet() -> None:
    """Five working days before Monday 23 February 2026: the whole week before is off, and so is the 14th."""
    assert last_day_to_file(rule(5), date(2026, 2, 23), TET) == date(2026, 2, 9)


def test_a_saturday_worked_in_exchange_counts() -> None:
    monday = date(2026, 11, 30)
    assert last_day_to_file(rule(1), monday, {}) == date(2026, 11, 27)
    assert last_day_to_file(rule(1), monday, {date(2026, 11, 28): True}) == date(2026, 11, 28)


def test_calendar_days_that_end_on_a_sunday_ask_for_the_friday() -> None:
    assert last_day_to_file(rule(20, working=False), date(2026, 12, 12), {}) == date(2026, 11, 20)


@given(
    kind=st.sampled_from(KINDS),
    marks=st.sets(st.sampled_from(MARKS)),
    asked=st.sets(st.sampled_from(KINDS)),
    wanted=st.sets(st.sampled_from(MARKS)),
)
def test_a_rule_concerns_what_its_kinds_and_marks_say(
    kind: str, marks: set[str], asked: set[str], wanted: set[str]
) -> None:
    one = rule(1, kinds=sorted(asked), marks=sorted(wanted))
    assert needed([one], kind, marks) == ([one] if (not asked or kind in asked) and wanted <= marks else [])
    one.active = False
    assert needed([one], kind, marks) == []


def test_codes_of_added_rules_go_on() -> None:
    assert next_code(["performance_notice", "r1", "r7", "rx"]) == "r8"
    assert next_code([]) == "r1"
