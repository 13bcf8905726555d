"""Spaces as GeoJSON (RFC 7946), for the map and for other programs.

No person and no address: of where a space is there is its ward, and a point, which is the ward's middle unless its people
chose otherwise. The words are those of the language it is asked in.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.core.text import pick
from app.site import directory
from app.site.directory import Entry
from app.spaces.words import KIND_NAMES

# Counted up when the file changes its shape, so that nobody goes on with what they hold.
SHAPE = 1


def written(rows: Sequence[Entry], language: str) -> bytes:
    """With the middles of all wards and how many of the spaces each has, those with most first, by which the map names
    them. What was written of an entry once is kept with the directory, as long as that is."""
    held = directory.kept()
    lines: dict[int, str] = held.written.setdefault(f"geo:{language}", {})
    for one in rows:
        if one.id not in lines:
            lines[one.id] = _as_json(_feature(one, language))
    features = ",\n".join(lines[one.id] for one in rows)
    counts = Counter(one.ward for one in rows)
    wards = sorted(held.wards, key=lambda ward: -counts[ward])
    middles = _as_json([[ward.name, ward.longitude, ward.latitude, counts[ward]] for ward in wards])
    return f'{{"type":"FeatureCollection","wards":{middles},"features":[\n{features}\n]}}\n'.encode()


def _feature(one: Entry, language: str) -> dict[str, Any]:
    point = one.point
    return {
        "type": "Feature",
        "id": one.slug,
        "geometry": {"type": "Point", "coordinates": [point.longitude, point.latitude]} if point else None,
        "properties": {
            "name": pick(one, "name", language),
            "url": url_for("site.space", slug=one.slug),
            "ward": one.ward.full_name if one.ward else None,
            "kinds": [str(KIND_NAMES[code]) for code in one.kinds if code in KIND_NAMES],
            "member": one.grade != directory.NO_MEMBER,
            "exact": bool(point and point.exact),
            "demo": one.demo,
        },
    }


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
