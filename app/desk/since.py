"""What has changed since the last working day: by kind of act, how many things others have done it to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.audit.queries import acts_since
from app.core import clock
from app.core.timespan import day_span
from app.evaluations.queries import open_case_ids
from app.workdays.queries import worked_or_not
from app.workdays.rules import add_working_days

MOST = 8
TOLD = (
    "application.submitted",
    "message.sent",
    "review.submitted",
    "decision.signed",
    "condition.answered",
    "booking.requested",
    "booking.confirmed",
    "booking.cancelled",
    "membership.certificate_issued",
    "space.created",
)
"""In the order in which they are told; of the last two rarely, for the page has room for eight."""


@dataclass(frozen=True)
class Since:
    day: date
    acts: list[tuple[str, int]]


def since_last_working_day(actor: Any, now: datetime) -> Since:
    """Without what the actor did, and without cases the actor has a tie to."""
    today = clock.today()
    day = add_working_days(today, -1, worked_or_not(today - timedelta(days=30), today))
    rows = acts_since(day_span(day, clock.HOUSE_ZONE).start, TOLD, without=actor.id)
    cases = {number for _action, subject in rows if (number := _case(subject)) is not None}
    known = open_case_ids(actor, cases) if cases else frozenset[int]()
    counted = Counter(
        action for action, subject in set(rows) if (number := _case(subject)) is None or number in known
    )
    return Since(day, _in_order(counted.items()))


def _in_order(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counted, key=lambda one: TOLD.index(one[0]))[:MOST]


def _case(subject: str) -> int | None:
    kind, _, number = subject.partition(":")
    return int(number) if kind in ("application", "case") and number.isdigit() else None
