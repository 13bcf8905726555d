"""What happened and will happen at the museum in the year around today: `data/demo/events.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.demo.data import read

LEAD, SPREAD = 18, 14  # days between a request and its event, where the file does not say
LATEST = -3


class Becomes(StrEnum):
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    MOVED = "moved"
    DISPLACED = "displaced"


@dataclass(frozen=True)
class DemoClosure:
    vi: str
    en: str
    days: int
    lifted: int | None = None


@dataclass(frozen=True, kw_only=True)
class DemoEvent:
    """Days count from today: `last` is that of something longer, `asked` that of the request, `turned` that on which it
    became what it `becomes`. Times are wall-clock, phases in minutes. Without `host` the Centre itself is the host."""

    day: int
    last: int
    starts: str
    ends: str
    venues: tuple[str, ...]
    host: str | None
    vi: str
    en: str
    about_vi: str
    about_en: str
    people: int
    private: bool
    setup: int
    strike: int
    weeks: int
    becomes: Becomes
    asked: int
    hours_ago: int
    turned: int
    days_later: int
    reason: str
    closure: DemoClosure | None
    told: Mapping[str, Any]  # what the request says beside: kind, sound, marks, contact


def written_events() -> list[DemoEvent]:
    return [_event(row, place) for place, row in enumerate(read("events"))]


def _event(row: Mapping[str, Any], place: int) -> DemoEvent:
    starts, _, ends = row["hours"].partition("-")
    setup, strike = row.get("phases", (60, 60))
    return DemoEvent(
        day=row["day"],
        last=row.get("last", row["day"]),
        starts=starts,
        ends=ends,
        venues=tuple(row["venues"]),
        host=row.get("host"),
        vi=row["title"]["vi"],
        en=row["title"]["en"],
        about_vi=row["about"]["vi"],
        about_en=row["about"]["en"],
        people=row["people"],
        private=row.get("private", False),
        setup=setup,
        strike=strike,
        weeks=row.get("weeks", 1),
        becomes=Becomes(row.get("becomes", "confirmed")),
        asked=row.get("asked", min(row["day"] - LEAD - place % SPREAD, LATEST)),
        hours_ago=row.get("hours_ago", 0),
        turned=row.get("turned", 0),
        days_later=row.get("days_later", 0),
        reason=row.get("reason", ""),
        closure=DemoClosure(**row["closure"]) if "closure" in row else None,
        told=row.get("told", {}),
    )
