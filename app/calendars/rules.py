"""Who reads which feed, and what a private one makes of a booking. Pure."""

from datetime import date, datetime, timedelta

from app.accounts.models import User
from app.calendars.models import FeedLink
from app.core.clock import HOUSE_ZONE
from app.core.timespan import Timespan, day_span

LINKS_EACH = 10
NAME_MAX = 60
# Clients come once in five minutes at the most; a loop in one must not keep the server busy.
FETCHES_ALLOWED, FETCH_WINDOW = 30, timedelta(minutes=5)

# Marks in user agents, the most telling first.
CLIENTS = (
    ("google", ("google-calendar", "googlebot-calendar")),
    ("apple", ("dataaccessd", "calendaragent", "ios/", "macos/", "mac_os_x", "mac os x", "iphone os")),
    ("outlook", ("outlook", "microsoft", "exchange")),
    ("thunderbird", ("thunderbird", "lightning")),
    ("nextcloud", ("nextcloud",)),
    ("icsx5", ("icsx5", "davx5", "icsdroid")),
)


def window(today: date, past_days: int, future_days: int) -> Timespan:
    """By the house's days, so that it moves at midnight and not in between."""
    first, last = today - timedelta(days=past_days), today + timedelta(days=future_days)
    return Timespan(day_span(first, HOUSE_ZONE).start, day_span(last, HOUSE_ZONE).end)


def is_alive(link: FeedLink, user: User) -> bool:
    """A new password and a disabled account kill what was handed out before, also by hands unknown."""
    return opens(link.revoked_at, link.created_at, user.disabled_at, user.credentials_changed_at)


def opens(
    revoked_at: datetime | None,
    created_at: datetime,
    disabled_at: datetime | None,
    credentials_changed_at: datetime,
) -> bool:
    """The same of the bare columns."""
    return revoked_at is None and disabled_at is None and created_at > credentials_changed_at


def client_of(user_agent: str) -> str:
    """A known calendar's short name, or nothing: what strangers write about themselves is not kept."""
    lowered = user_agent.lower()
    known = (name for name, marks in CLIENTS if any(mark in lowered for mark in marks))
    return next(known, "")
