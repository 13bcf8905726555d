"""The table of routes, one file a feature: in each `DOORS`, by endpoint, and if its addresses want ids of their own,
`things()`: values by endpoint, else by blueprint, asked within a request of the demo."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from tests.web.doors.door import Door

_FEATURES: list[ModuleType] = [
    import_module(f"{__name__}.{name}")
    for name in sorted(one.name for one in iter_modules(__path__))
    if name != "door"
]


def all_doors() -> dict[str, Door]:
    lines = [line for feature in _FEATURES for line in feature.DOORS.items()]
    doors = dict(lines)
    assert len(doors) == len(lines), "an endpoint stands in two files"
    return doors


def all_things() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for feature in _FEATURES:
        if hasattr(feature, "things"):
            found |= feature.things()
    return found
