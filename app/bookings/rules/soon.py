"""Changes that calendars would learn of too late."""

from datetime import datetime

from app.bookings.rules.limits import SOON
from app.core.timespan import Timespan


def is_late_change(before: Timespan, after: Timespan, *, now: datetime) -> bool:
    """Whether it begins soon, or would have: who set out for the old time wants to know as much."""
    return any(now < span.start <= now + SOON for span in (before, after))
