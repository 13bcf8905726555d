"""What the Centre shuts, and what becomes of the bookings in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.bookings.models import ClosureKind
from app.core.timespan import Timespan

ANNOUNCED_BEFORE = timedelta(days=14)  # how long before it begins an announced closure stands on the site


class Fate(StrEnum):
    MOVE = "move"  # goes on at another time or place
    OFFER = "offer"  # displaced; another time or place is held until its host has answered
    WAIT = "wait"  # displaced; waits for this very slot, should the closure be lifted
    DISPLACE = "displace"


@dataclass(frozen=True)
class Outcome:
    """`public` and `venue_ids` are where it goes or what is offered."""

    fate: Fate
    public: Timespan | None = None
    venue_ids: tuple[int, ...] = ()

    @property
    def target(self) -> tuple[Timespan, tuple[int, ...]] | None:
        return (self.public, self.venue_ids) if self.public is not None else None

    @property
    def key(self) -> str:
        """Equal for equal outcomes."""
        when = self.public and f"{_utc(self.public.start)}-{_utc(self.public.end)}"
        return " ".join([self.fate, when or "", *map(str, sorted(self.venue_ids))])


Outcomes = Mapping[str, Outcome]  # by the public id of the booking; who is not named is displaced
DISPLACED = Outcome(Fate.DISPLACE)


@dataclass(frozen=True, kw_only=True)
class ClosureWish:
    """A closure as it is to be. One that is `soft` shuts nothing."""

    venue_ids: tuple[int, ...]
    span: Timespan
    title_vi: str
    title_en: str | None = None
    kind: str = ClosureKind.OTHER
    soft: bool = False
    announced: bool = False
    message_vi: str = ""
    message_en: str | None = None

    @property
    def key(self) -> str:
        """Of what decides who is touched."""
        where = " ".join(map(str, sorted(self.venue_ids)))
        return f"{where} {_utc(self.span.start)} {_utc(self.span.end)} {self.soft}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def meet(one: tuple[Sequence[int], Timespan], other: tuple[Sequence[int], Timespan]) -> bool:
    """Whether two stretches of floor, each areas and a time, share any."""
    return one[1].overlaps(other[1]) and not set(one[0]).isdisjoint(other[0])
