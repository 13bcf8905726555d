"""How far apart two places are. Pure."""

from math import asin, cos, radians, sin, sqrt
from typing import Protocol

EARTH = 6_371_000  # metres, its mean radius


class Placed(Protocol):
    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...


def metres(one: Placed, other: Placed) -> float:
    """As the crow flies, on a round earth: right to half a percent."""
    up, along = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    slope = sin(up / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(along / 2) ** 2
    return 2 * EARTH * asin(sqrt(slope))
