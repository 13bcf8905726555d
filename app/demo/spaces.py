"""Invented spaces, shaped like the real scene: `data/demo/spaces.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from app.demo.data import read
from app.demo.people import DOMAIN
from app.spaces.hours import Span
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
        step_free=row.get("step_free"),
        **{f"step_free_{lang}": words for lang, words in row.get("step_free_note", {}).items()},
        welcomes=row.get("welcomes", []),
        hours=list(_week(row.get("hours", {}))),
        by_appointment=row.get("by_appointment", False),
        **{f"hours_note_{lang}": words for lang, words in row.get("hours_note", {}).items()},
        point=tuple(row["point"]) if "point" in row else None,
        representative_name=row.get("representative", ("", ""))[0],
        representative_title=row.get("representative", ("", ""))[1],
        partner_name=row.get("partner", ""),
        channels={"website": f"https://{key}.{DOMAIN}", "email": f"{key}@{DOMAIN}", **row.get("channels", {})},
    )


def _week(days: Mapping[str, list[str]]) -> Iterator[Span]:
    """`{"0-4": ["9:00-17:30"]}`, Monday is 0."""
    for named, spans in days.items():
        first, _dash, last = named.partition("-")
        for day in range(int(first), int(last or first) + 1):
            for span in spans:
                opens, closes = (time.fromisoformat(end.zfill(5)) for end in span.split("-"))
                yield day, opens, closes


def known_spaces() -> list[Line]:
    """The lines of a survey: `data/demo/known.yaml`."""
    return [Line(number, row) for number, row in enumerate(read("known"), 2)]
