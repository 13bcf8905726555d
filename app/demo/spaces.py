"""Invented spaces, shaped like the real scene: `data/demo/spaces.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.demo.data import read
from app.demo.people import DOMAIN
from app.spaces.lists import Line
from app.spaces.rules import Profile


@dataclass(frozen=True)
class DemoSpace:
    key: str
    owner: str
    profile: Profile
    team: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()


def invented_spaces() -> list[DemoSpace]:
    return [_space(row) for row in read("spaces")]


def _space(row: Mapping[str, Any]) -> DemoSpace:
    return DemoSpace(
        row["key"], row["owner"], _profile(row), tuple(row.get("team", ())), tuple(row.get("photos", ()))
    )


def _profile(row: Mapping[str, Any]) -> Profile:
    key = row["key"]
    words = {
        f"{name}_{lang}": row[name][lang] for name in ("name", "summary", "description") for lang in ("vi", "en")
    }
    return Profile(
        **words,
        kinds=row["kinds"],
        ownership=row["ownership"],
        fields=row["fields"],
        ward_code=row.get("ward"),
        old_district=row.get("old_district"),
        house_number=row.get("house_number"),
        street=row.get("street"),
        exactness=row.get("shown"),
        channels={"website": f"https://{key}.{DOMAIN}", "email": f"{key}@{DOMAIN}", **row.get("channels", {})},
    )


def known_spaces() -> list[Line]:
    """The lines of a survey: `data/demo/known.yaml`."""
    return [Line(number, row) for number, row in enumerate(read("known"), 2)]
