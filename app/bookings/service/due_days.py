"""Days by which papers are due move with the booking where a rule says how long before the opening."""

from app.bookings.models import Booking
from app.bookings.queries import papers as queries
from app.core.db import db


def follow(booking: Booking) -> None:
    """After its time has changed; whoever hands in is reminded of the new day."""
    with db.session.no_autoflush:
        papers = queries.papers_of_rules(booking)
        if not papers:
            return
        days = queries.last_days([paper.rule for paper in papers if paper.rule is not None], booking)
    for paper in papers:
        if paper.rule_id is not None and paper.due_on != days[paper.rule_id]:
            paper.due_on, paper.reminded_at = days[paper.rule_id], None
