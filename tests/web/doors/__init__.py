"""The table of routes, one file a feature: in each `DOORS`, by endpoint, and if its addresses want ids of their own,
`things(here)`: values by endpoint, else by blueprint, asked within a request of the demo."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from tests.web.doors.door import Door
from tests.web.doors.here import Here

_FEATURES: list[ModuleType] = [
    import_module(f"{__name__}.{name}")
    for name in sorted(one.name for one in iter_modules(__path__))
    if name not in {"door", "here"}
]


def all_doors() -> dict[str, Door]:
    lines = [line for feature in _FEATURES for line in feature.DOORS.items()]
    doors = dict(lines)
    assert len(doors) == len(lines), "an endpoint stands in two files"
    return doors


def all_things(here: Here) -> dict[str, dict[str, str]]:
    """Under no name, what every address may ask for."""
    found = {"": {"slug": here.booking.venues[0].slug, "public_id": here.space.public_id, "code": "vi"}}
    for feature in _FEATURES:
        if hasattr(feature, "things"):
            things = feature.things(here)
            assert found.keys().isdisjoint(things), "an endpoint's ids stand in two files"
            found |= things
    return found
