"""The only place that reads the time. Everything else is handed `now` or asks here."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOUSE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def today(zone: ZoneInfo = HOUSE_ZONE) -> date:
    """The day it is in `zone`, not in UTC: at 01:00 in Hanoi it is still yesterday in UTC."""
    return now().astimezone(zone).date()
