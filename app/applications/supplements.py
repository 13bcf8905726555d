"""What the Centre asked an applicant to add, and what came back. Pure.

An item is a gate or a criterion by its code, or a part of the space's profile as `profile:summary`. What stood there
when it was asked is kept beside it, and what stands there when the answer has come, so that the difference can be
read for as long as the case is kept.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.applications.models import Answer, Supplement, SupplementItem, SupplementStatus
from app.core.diff import Piece, difference
from app.spaces.models import Space

PROFILE = "profile:"
PROFILE_PARTS = ("name", "summary", "description", "address")
LONGEST_WAIT = 366
"""Days: a later deadline is a slip of the finger."""


@dataclass(frozen=True)
class FileNote:
    """A file as it was called; the row itself may be gone."""

    public_id: str
    name: str
    size: int


@dataclass(frozen=True)
class Said:
    """What stands at one item at one moment."""

    text: str = ""
    declared: bool = False
    files: tuple[FileNote, ...] = ()

    @classmethod
    def at(cls, answer: Answer | None, files: Iterable[Any] = ()) -> "Said":
        noted = tuple(FileNote(one.public_id, one.name, one.size) for one in files)
        return cls(answer.text if answer else "", bool(answer and answer.declared), noted)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Said":
        return cls(document["text"], document["declared"], tuple(FileNote(*one) for one in document["files"]))

    def to_document(self) -> dict[str, Any]:
        files = [[one.public_id, one.name, one.size] for one in self.files]
        return {"text": self.text, "declared": self.declared, "files": files}


def said_in_profile(space: Space, part: str) -> Said:
    texts: Mapping[str, tuple[str | None, ...]] = {
        "name": (space.name_vi, space.name_en),
        "summary": (space.summary_vi, space.summary_en),
        "description": (space.description_vi, space.description_en),
        "address": (space.house_number, space.street, space.ward.name if space.ward else None, space.old_district),
    }
    return Said("\n".join(text for text in texts[part] if text))


@dataclass(frozen=True)
class Difference:
    """What came of one item."""

    pieces: list[Piece]
    declared: bool | None
    """What a consent has become; None where it is what it was."""
    added: tuple[FileNote, ...]
    removed: tuple[FileNote, ...]


def compare(before: Said, after: Said) -> Difference:
    had, has = {one.public_id for one in before.files}, {one.public_id for one in after.files}
    return Difference(
        pieces=difference(before.text, after.text) if before.text != after.text else [],
        declared=after.declared if after.declared != before.declared else None,
        added=tuple(one for one in after.files if one.public_id not in had),
        removed=tuple(one for one in before.files if one.public_id not in has),
    )


def before(item: SupplementItem) -> Said:
    return Said.read(item.before)


def is_touched(item: SupplementItem, now: Said) -> bool:
    """Whether something else stands there than when it was asked; `now` counts until the supplement has ended."""
    return before(item) != (now if item.after is None else Said.read(item.after))


def is_answered(item: SupplementItem, now: Said) -> bool:
    """By a change, or by a word why there is nothing to add."""
    return is_touched(item, now) or bool(item.nothing_more)


def unanswered(items: Iterable[SupplementItem], now: Mapping[str, Said]) -> list[str]:
    return [item.code for item in items if not is_answered(item, now.get(item.code, Said()))]


def touched_in(supplement: Supplement) -> frozenset[str]:
    """Codes of what an ended supplement has changed."""
    return frozenset(item.code for item in supplement.items if item.after is not None and is_touched(item, Said()))


def differences_in(supplement: Supplement) -> dict[str, Difference]:
    """By code, of what an ended supplement has changed."""
    return {
        item.code: compare(before(item), Said.read(item.after))
        for item in supplement.items
        if item.after is not None and is_touched(item, Said())
    }


def unlocked(supplement: Supplement) -> frozenset[str]:
    """What the applicant may change while it is open."""
    return frozenset(item.code for item in supplement.items)


def open_among(supplements: Collection[Supplement]) -> Supplement | None:
    return next((one for one in supplements if one.status == SupplementStatus.OPEN), None)


def is_overdue(supplement: Supplement, today: date) -> bool:
    """The last day is still theirs."""
    return supplement.status == SupplementStatus.OPEN and supplement.due_on < today


def profile_part(code: str) -> str | None:
    part = code.removeprefix(PROFILE)
    return part if part != code and part in PROFILE_PARTS else None
