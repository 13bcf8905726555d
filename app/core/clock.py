"""The only place that reads the time. Everything else is handed `now` or asks here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOUSE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    return _pinned.get() or datetime.now(UTC)  # noqa: TID251


def today(zone: ZoneInfo = HOUSE_ZONE) -> date:
    """The day it is in `zone`, not in UTC: at 01:00 in Hanoi it is still yesterday in UTC."""
    return now().astimezone(zone).date()


@contextmanager
def pinned(instant: datetime) -> Iterator[None]:
    """Inside, and in this thread only, it is `instant`: for demo data, whose story lies in the past, and for tests."""
    token = _pinned.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
