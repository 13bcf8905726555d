"""Papers that a booking needs: who asks, hands in and lets go, and when somebody is reminded."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from app.accounts.rules import is_centre_staff, is_coordinator
from app.bookings.models import Booking, BookingPaper
from app.bookings.rules.people import is_own
from app.bookings.rules.states import GONE

REMIND_BEFORE = timedelta(days=3)
TITLE_MAX = 200


def takes_papers(booking: Booking, *, now: datetime) -> bool:
    return booking.status not in GONE and now < booking.ends_at


def can_keep_papers(actor: Any, booking: Booking, *, team_space_ids: Collection[int]) -> bool:
    """Ask for one and hand one in: the host's team and the coordinators."""
    return is_coordinator(actor) or is_own(actor, booking, team_space_ids=team_space_ids)


def can_drop_paper(actor: Any, paper: BookingPaper, *, team_space_ids: Collection[int]) -> bool:
    """What the Centre asked for the Centre alone lets go of."""
    if is_coordinator(actor):
        return True
    return is_own(actor, paper.booking, team_space_ids=team_space_ids) and not is_centre_staff(paper.asker)


def is_overdue(paper: BookingPaper, today: date) -> bool:
    return paper.file_id is None and paper.dropped_at is None and paper.due_on is not None and paper.due_on < today


def is_to_remind(paper: BookingPaper, today: date, *, reminded_on: date | None) -> bool:
    """Once in the three days before, and once on the day itself."""
    if paper.file_id is not None or paper.dropped_at is not None or paper.due_on is None:
        return False
    if paper.due_on == today:
        return reminded_on is None or reminded_on < today
    return today < paper.due_on <= today + REMIND_BEFORE and reminded_on is None
