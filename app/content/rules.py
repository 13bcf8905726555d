"""What a page may say, and which of them stand on the site. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.content.models import Page, PageKind, PageStatus, PageVersion
from app.core.diff import Change, Piece, difference
from app.core.text import slugify
from app.core.timespan import at

TONES = ("info", "ok", "warn", "error")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What a version keeps, in the order in which people read it.
WORDS = (
    "title_vi", "title_en", "lead_vi", "lead_en", "body_vi", "body_en",
    "slug", "tone", "link", "starts_at", "ends_at", "in_foot", "position",
)  # fmt: skip


# Of them, what only one kind has.
_OF_ONE = {
    "tone": PageKind.BANNER, "link": PageKind.BANNER, "starts_at": PageKind.BANNER, "ends_at": PageKind.BANNER,
    "in_foot": PageKind.PAGE, "position": PageKind.PAGE,
}  # fmt: skip
_LOUDNESS = ("error", "warn", "ok", "info")


def loudest_first(tone: str) -> int:
    return _LOUDNESS.index(tone) if tone in _LOUDNESS else len(_LOUDNESS)


def is_on(page: Page, now: datetime) -> bool:
    """Whether everybody sees it at this moment."""
    begun = page.starts_at is None or page.starts_at <= now
    return page.status == PageStatus.PUBLISHED and begun and (page.ends_at is None or now < page.ends_at)


def is_address(slug: str) -> bool:
    return SLUG.fullmatch(slug) is not None and len(slug) <= 80


def free_address(title: str, taken: Iterable[str], kind: str) -> str:
    """From the title; with a number behind it where that stands on another page already."""
    known, first = set(taken), slugify(title, fallback="tin" if kind == PageKind.NEWS else "trang")
    numbered = (f"{first[:76].strip('-')}-{number}" for number in range(2, len(known) + 3))
    return first if first not in known else next(one for one in numbered if one not in known)


def span_of_days(first: date | None, last: date | None, zone: Any) -> tuple[datetime | None, datetime | None]:
    """From the morning of the first day to the end of the last."""
    start = at(first, time.min, zone) if first else None
    return start, at(last + timedelta(days=1), time.min, zone) if last else None


def days_of_span(page: Page, zone: Any) -> tuple[date | None, date | None]:
    first = page.starts_at.astimezone(zone).date() if page.starts_at else None
    last = (page.ends_at - timedelta(microseconds=1)).astimezone(zone).date() if page.ends_at else None
    return first, last


def words_of(page: Page) -> dict[str, Any]:
    """As a version keeps them: plain JSON."""
    said = {name: getattr(page, name) for name in WORDS}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}


@dataclass(frozen=True)
class Step:
    """A version beside the one before it: what of it changed, by name of the words."""

    version: PageVersion
    changes: tuple[tuple[str, tuple[Piece, ...]], ...]
    status_changed: bool


def steps(versions: Iterable[PageVersion], kind: str, said: Callable[[str, Any], str]) -> list[Step]:
    """Given oldest first; told newest first, in the words that `said` gives for what is kept under a name."""
    told: list[Step] = []
    before: PageVersion | None = None
    shown = [name for name in WORDS if _OF_ONE.get(name, kind) == kind and not (name == "slug" and kind == "banner")]
    for version in versions:
        old, new = before.words if before else {}, version.words
        pairs = ((name, said(name, old.get(name)), said(name, new.get(name))) for name in shown)
        changes = tuple((name, tuple(difference(was, now))) for name, was, now in pairs if was != now)
        told.append(Step(version, changes, before is None or before.status != version.status))
        before = version
    return told[::-1]


def shortened(pieces: Iterable[Piece], around: int = 12) -> list[Piece]:
    """Long runs of words that stayed are cut in their middle: what changed is what people look for."""
    cut: list[Piece] = []
    for piece in pieces:
        words = piece.text.split(" ")
        if piece.change == Change.SAME and len(words) > 2 * around + 4:
            text = " ".join(words[:around]) + " … " + " ".join(words[-around:])
            cut.append(Piece(piece.change, text))
        else:
            cut.append(piece)
    return cut
