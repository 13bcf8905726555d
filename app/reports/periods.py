"""Months, quarters and years to count over. Pure."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.clock import HOUSE_ZONE
from app.core.timespan import Timespan, day_span

_KEY = re.compile(r"(\d{4})(?:-(\d\d)|-q([1-4]))?", re.ASCII)
_YEARS = range(2000, 2101)


class Grain(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
SHOWN = {Grain.MONTH: 12, Grain.QUARTER: 8, Grain.YEAR: 5}  # how many stand beside each other


@dataclass(frozen=True, slots=True)
class Period:
    grain: Grain
    first: date

    @classmethod
    def around(cls, day: date, grain: Grain) -> "Period":
        months = MONTHS[grain]
        return cls(grain, date(day.year, (day.month - 1) // months * months + 1, 1))

    @classmethod
    def of(cls, key: str) -> "Period | None":
        """What `key` names: 2026-11, 2026-q4, 2026; None for anything else."""
        found = _KEY.fullmatch(key)
        if found is None or int(found[1]) not in _YEARS:
            return None
        year = int(found[1])
        if found[3]:
            return cls(Grain.QUARTER, date(year, int(found[3]) * 3 - 2, 1))
        if found[2]:
            return cls(Grain.MONTH, date(year, int(found[2]), 1)) if 1 <= int(found[2]) <= 12 else None
        return cls(Grain.YEAR, date(year, 1, 1))

    @property
    def last(self) -> date:
        month = self.first.month + MONTHS[self.grain] - 1
        return date(self.first.year, month, calendar.monthrange(self.first.year, month)[1])

    @property
    def quarter(self) -> int:
        return (self.first.month + 2) // 3

    @property
    def key(self) -> str:
        if self.grain == Grain.YEAR:
            return f"{self.first.year:04d}"
        return f"{self.first:%Y-%m}" if self.grain == Grain.MONTH else f"{self.first.year:04d}-q{self.quarter}"

    @property
    def span(self) -> Timespan:
        return Timespan(day_span(self.first, HOUSE_ZONE).start, day_span(self.last, HOUSE_ZONE).end)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def moved(self, count: int) -> "Period":
        """`count` periods later, earlier for less than nothing."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + count * MONTHS[self.grain], 12)
        return Period(self.grain, date(year, month + 1, 1))

    @property
    def year_before(self) -> "Period":
        return Period(self.grain, self.first.replace(year=self.first.year - 1))

    def run(self, begun: date | None = None) -> list["Period"]:
        """As many as stand beside each other, this one the last; none of those that were over before `begun`."""
        periods = [self.moved(-back) for back in range(SHOWN[self.grain] - 1, -1, -1)]
        return [one for one in periods if begun is None or one.last >= begun] or [self]
