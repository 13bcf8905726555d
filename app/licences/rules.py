"""Which notices and permits an activity needs, and the last working day to file each. Guidance, not advice."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from app.accounts.rules import is_coordinator
from app.licences.models import LicenceRule
from app.workdays.rules import add_working_days, is_working_day

# Kinds of activity that rules tell apart, as bookings name them, and what a rule may ask of one besides.
KINDS = ("talk", "workshop", "exhibition", "performance", "film", "market", "festival", "rehearsal", "other")
MARKS = ("open_to_public", "music", "open_fire", "food", "sales", "livestream", "foreign_guests", "banners")


def needed(rules: Iterable[LicenceRule], kind: str, marks: Collection[str]) -> list[LicenceRule]:
    """Those that concern an activity of this kind of which these marks hold, in the order given."""
    return [
        rule
        for rule in rules
        if rule.active and (not rule.kinds or kind in rule.kinds) and set(rule.marks) <= set(marks)
    ]


def last_day_to_file(rule: LicenceRule, opening: date, special: Mapping[date, bool]) -> date:
    """Working days are counted back from the opening, which is none of them; of calendar days the last working one on
    or before counts. `special` is that of `workdays.rules`."""
    if rule.working_days:
        day = add_working_days(opening, -rule.lead_days, special)
    else:
        day = opening - timedelta(days=rule.lead_days)
    return day if is_working_day(day, special) else add_working_days(day, -1, special)


def reach(rules: Iterable[LicenceRule], opening: date) -> tuple[date, date]:
    """The days whose kind must be known to count back from the opening: enough for any run of days off."""
    longest = max((rule.lead_days for rule in rules), default=0)
    return opening - timedelta(days=3 * longest + 60), opening


def next_code(taken: Iterable[str]) -> str:
    """Of a rule that the Centre adds: those of the file have words for codes."""
    numbers = [int(code[1:]) for code in taken if code[:1] == "r" and code[1:].isdigit()]
    return f"r{max(numbers, default=0) + 1}"


def can_change_rules(actor: Any) -> bool:
    return is_coordinator(actor)
