"""A point on a map out of what people paste: two numbers, or the address of a map, which is read and never asked. Pure."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from app.core.errors import DomainError
from app.spaces.rules import in_hanoi

PASTED_MAX = 2000
_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d{1,15})?"
_TWO = re.compile(
    rf"\(?\s*({_NUMBER})\s*°?\s*[NB]?\s*(?:[;\s]|,\s|,(?=[+-]?\d{{2,3}}[.,]))\s*({_NUMBER})\s*°?\s*E?\s*\)?",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"(\d{1,3})°\s*(\d{1,2})['′]\s*(\d{1,2}(?:\.\d+)?)[\"″]\s*[NB]\s*[,;]?\s*"
    r"(\d{1,3})°\s*(\d{1,2})['′]\s*(\d{1,2}(?:\.\d+)?)[\"″]\s*E",
    re.IGNORECASE,
)
_POINT = r"(-?\d{1,3}\.\d+)"
# Of the address of a map, the pin before the middle of the picture.
_IN_ADDRESS = (
    re.compile(rf"!3d{_POINT}!4d{_POINT}"),
    re.compile(rf"[#&?]map=[\d.]+/{_POINT}/{_POINT}"),
    re.compile(rf"/@{_POINT},{_POINT}"),
    re.compile(rf"^geo:{_POINT},{_POINT}", re.IGNORECASE),
    re.compile(rf"/(?:search|place|dir)/[^?]*?{_POINT},\+?\s*{_POINT}"),
)
_QUERIES = ("q", "query", "ll", "destination", "daddr", "center", "loc")
_SHORT = frozenset({"goo.gl", "maps.app.goo.gl", "g.co", "bit.ly", "tinyurl.com", "osm.org", "g.page"})


def read_point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude; None for nothing. Raises `space.point_unreadable`, `space.point_short_link` and
    `space.point_outside`, at the field `point`."""
    text = text.strip()
    if not text:
        return None
    found = _two_numbers(text) or _in_address(text) if len(text) <= PASTED_MAX else None
    if found is None:
        raise DomainError(_why(text), field="point")
    point = (round(found[0], 6), round(found[1], 6))
    if not in_hanoi(*point):
        raise DomainError("space.point_outside", field="point")
    return point


def as_typed(point: tuple[float, float] | None) -> str:
    return f"{point[0]:.6f}, {point[1]:.6f}" if point else ""


def _two_numbers(text: str) -> tuple[float, float] | None:
    if (plain := _TWO.fullmatch(text)) is not None:
        return _number(plain[1]), _number(plain[2])
    if (said := _DEGREES.fullmatch(text)) is not None:
        one, other = [float(part) for part in said.groups()[:3]], [float(part) for part in said.groups()[3:]]
        return one[0] + one[1] / 60 + one[2] / 3600, other[0] + other[1] / 60 + other[2] / 3600
    return None


def _in_address(text: str) -> tuple[float, float] | None:
    try:
        asked = parse_qs(urlsplit(text).query)
    except ValueError:
        return None
    if "mlat" in asked and "mlon" in asked:
        return _two_numbers(f"{asked['mlat'][0]} {asked['mlon'][0]}")
    for pattern in _IN_ADDRESS[:2]:
        if (pin := pattern.search(text)) is not None:
            return float(pin[1]), float(pin[2])
    for name in _QUERIES:
        for value in asked.get(name, ()):
            if (point := _two_numbers(value.removeprefix("loc:"))) is not None:
                return point
    for pattern in _IN_ADDRESS[2:]:
        if (pin := pattern.search(unquote(text))) is not None:
            return float(pin[1]), float(pin[2])
    return None


def _why(text: str) -> str:
    try:
        host = urlsplit(text if "//" in text else f"https://{text}").hostname or ""
    except ValueError:
        host = ""
    return "space.point_short_link" if host.removeprefix("www.") in _SHORT else "space.point_unreadable"


def _number(text: str) -> float:
    return float(text.replace(",", "."))
