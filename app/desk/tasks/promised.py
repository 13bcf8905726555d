"""What the Centre has promised, as the moment after which it is late."""

from datetime import datetime

from app.applications.promises import Promise
from app.core import clock
from app.core.timespan import day_span


def promised_end(promise: Promise | None) -> datetime | None:
    """The end of the day that was named."""
    return day_span(promise.on, clock.HOUSE_ZONE).end if promise else None
