"""What a space says of itself as plain values, field by field: to be compared, kept while it waits, and read back. Pure."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from datetime import time
from typing import Any

from app.spaces.hours import Span, spans_of
from app.spaces.models import Space
from app.spaces.rules import Profile

FIELDS = tuple(one.name for one in fields_of(Profile))
AS_THEY_ARE = tuple(name for name in FIELDS if name not in {"hours", "point"})


def profile_of(space: Space) -> Profile:
    own = (space.own_latitude, space.own_longitude)
    return Profile(
        **{name: getattr(space, name) for name in AS_THEY_ARE},
        hours=spans_of(space.hours),
        point=(own[0], own[1]) if own[0] is not None and own[1] is not None else None,
    )


def to_values(profile: Profile) -> dict[str, Any]:
    """As JSON keeps them."""
    values = {name: getattr(profile, name) for name in AS_THEY_ARE}
    values["channels"] = dict(profile.channels)
    values["hours"] = [
        [day, opens.isoformat("minutes"), closes.isoformat("minutes")] for day, opens, closes in profile.hours
    ]
    values["point"] = list(profile.point) if profile.point else None
    return values


def from_values(values: Mapping[str, Any]) -> Profile:
    point = values["point"]
    return Profile(
        **{name: values[name] for name in AS_THEY_ARE},
        hours=[_span(row) for row in values["hours"]],
        point=(point[0], point[1]) if point else None,
    )


def _span(row: list[Any]) -> Span:
    return row[0], time.fromisoformat(row[1]), time.fromisoformat(row[2])


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What of `after` stands otherwise in `before`, of the fields that both have, in the order of the profile."""
    return {
        name: after[name]
        for name in FIELDS
        if name in before and name in after and _key(name, before[name]) != _key(name, after[name])
    }


def _key(name: str, value: Any) -> Any:
    """In which order codes stand says nothing: the Centre puts its lists in order as it likes."""
    return sorted(value) if name in {"kinds", "fields", "welcomes"} else value
