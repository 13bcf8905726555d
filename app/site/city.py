"""A picture of the city with a dot where spaces are: drawn here, shown without a script. Pure but for the outline's file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sqrt

from app.config import ROOT
from app.site.directory import Place

OUTLINE = ROOT / "data" / "hanoi_outline.geojson"
WIDTH, EDGE = 400, 12
SMALLEST, GROWTH = 3.2, 2.1


@dataclass(frozen=True)
class Frame:
    west: float
    north: float
    across: float  # drawn units for a degree of longitude
    down: float
    height: int
    outline: str

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        x, y = (longitude - self.west) * self.across, (self.north - latitude) * self.down
        return round(x + EDGE, 1), round(y + EDGE, 1)


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    outline: str
    dots: tuple[Dot, ...]


@cache
def _frame() -> Frame:
    shape = json.loads(OUTLINE.read_text(encoding="utf-8"))["geometry"]
    rings = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    points = [point for polygon in rings for point in polygon[0]]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    across = (WIDTH - 2 * EDGE) / (east - west)
    down = across / cos(radians((south + north) / 2))
    bare = Frame(west, north, across, down, round((north - south) * down) + 2 * EDGE, "")
    paths = ("M" + "L".join("{} {}".format(*bare.at(*point)) for point in polygon[0]) + "Z" for polygon in rings)
    return Frame(west, north, across, down, bare.height, "".join(paths))


def drawing(wards: Iterable[tuple[Place, int]]) -> Drawing:
    """A dot for each ward, in its middle, that covers more the more spaces it has; the large ones lie below."""
    frame = _frame()
    dots = [
        Dot(*frame.at(ward.longitude, ward.latitude), round(SMALLEST + GROWTH * sqrt(count), 1))
        for ward, count in wards
    ]
    return Drawing(
        WIDTH, frame.height, frame.outline, tuple(sorted(dots, key=lambda dot: (-dot.radius, dot.x, dot.y)))
    )
