"""What a figure is: a table, and what of it is drawn. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

BARS_DRAWN = 15


class Shape(StrEnum):
    AREA = "area"
    COLUMNS = "columns"
    BARS = "bars"


@dataclass(frozen=True)
class Figure:
    """`columns` head the table; of each of `rows` the first cell is its label. `drawn` are the places of the columns
    that the chart shows, `labels` what stands along it: nothing for some, where all would not fit."""

    name: str
    title: str
    summary: str
    shape: Shape
    columns: list[str]
    rows: list[list[Any]]
    drawn: Sequence[int]
    labels: Sequence[str]
    note: str = ""

    @property
    def charted(self) -> list[list[Any]]:
        """The rows a chart has room for, the most first; a table has all."""
        return self.rows[:BARS_DRAWN] if self.shape == Shape.BARS else self.rows

    @property
    def is_drawn(self) -> bool:
        """Bars that are all as long as one member show nothing that the table does not, nor do columns of nothing."""
        if self.shape == Shape.COLUMNS:
            return any(row[place] for row in self.rows for place in self.drawn)
        return self.shape != Shape.BARS or tells_apart(self.rows)


def tells_apart(ranked: Sequence[Sequence[Any]]) -> bool:
    return bool(ranked) and ranked[0][1] > 1
