"""What has changed since the last working day: by kind of act, how many things others have done it to."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.audit.queries import acts_since
from app.core import clock
from app.core.timespan import day_span
from app.desk.tasks.look import Look
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
    rows: frozenset[tuple[str, str]]
    """What was done (action, subject)."""

    @property
    def cases(self) -> set[int]:
        """Ids of the cases among them, for whoever knows which of these the reader may know of."""
        return {number for _action, subject in self.rows if (number := _case(subject)) is not None}

    def known(self, cases: Collection[int]) -> list[tuple[str, int]]:
        """How many things each was done to, without cases that are not among these."""
        counted = Counter(
            action for action, subject in self.rows if (number := _case(subject)) is None or number in cases
        )
        return sorted(counted.items(), key=lambda one: TOLD.index(one[0]))[:MOST]


def since_last_working_day(look: Look) -> Since:
    """Without what the actor did."""
    day = add_working_days(clock.today(), -1, look.special_days)
    rows = acts_since(day_span(day, clock.HOUSE_ZONE).start, TOLD, without=look.actor.id)
    return Since(day, frozenset(rows))


def _case(subject: str) -> int | None:
    kind, _, number = subject.partition(":")
    return int(number) if kind in ("application", "case") and number.isdigit() else None
