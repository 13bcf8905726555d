"""A list of spaces as somebody wrote it: finds the columns, and reads each line or says what is wrong with it. Pure.

What every such list has in common; whose columns they are and what a good line becomes is told by the feature."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Any

from app.core.errors import DomainError
from app.core.ids import digest
from app.core.text import clean, fold, one_line
from app.places.models import Ward
from app.spaces.models import SpaceKind

COUNTING = {"stt", "tt", "so thu tu"}
SAMPLE_MARKS = ("(mau)", "(sample)")
CELL_SHOWN, NOTE_MAX = 80, 1000
_HEADINGS_WITHIN = 15
_CELL_KEPT = 2 * NOTE_MAX
_ONLINE = {"online", "truc tuyen"}
_folded = lru_cache(maxsize=1000)(fold)  # of the names of wards, which every line asks for
_WARD_KIND = re.compile(r"^(phuong|xa|p|x)(?:\. ?| )")
_IN_HANOI = re.compile(r"[,–-]? *(?:tp\.? ?|thanh pho )?ha noi$")


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of list. `headings` are folded, without what stands in brackets; the code of a column is
    understood too. A heading in which one of the `refused` stands as a word keeps the whole list out."""

    headings: Mapping[Any, Sequence[str]]
    needed: frozenset[Any]
    name: StrEnum
    refused: Sequence[str] = ()

    def column(self, heading: str) -> Any:
        words = _words_of(re.sub(r"\(.*?\)", " ", fold(heading[:CELL_SHOWN])))
        return next((c for c in self.headings if words == c.replace("_", " ") or words in self.headings[c]), None)

    def columns(self, headings: Sequence[str]) -> dict[int, Any]:
        return {place: column for place, text in enumerate(headings) if (column := self.column(text)) is not None}

    def refuses(self, heading: str) -> bool:
        words = f" {_words_of(fold(heading))} "
        return self.column(heading) is None and any(f" {one} " in words for one in self.refused)


def _words_of(folded: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", folded).strip()


@dataclass(frozen=True)
class Line:
    """`number` as the editor counts it; `cells` by column, empty ones left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    lines: list[Line]
    ignored: list[str]
    samples: int


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: a code of `messages.py` and its values, plain ones."""

    column: Any
    text: str
    code: str
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Spellings:
    """What people may write for a code, folded; and the wards there are."""

    kinds: Mapping[str, str]
    ownerships: Mapping[str, str]
    wards: Sequence[Ward]


def fingerprint(found: Sequence[Any]) -> str:
    """Of the findings of a preview: equal as long as the click would do what the person has seen."""
    return digest(repr(found))


def read_sheet(rows: Sequence[tuple[int, Sequence[str]]], layout: Layout) -> Sheet:
    """Titles may stand above the headings, and columns in any order.

    Raises `import.columns_missing`, `import.column_twice`, `import.columns_refused` or `import.no_lines`.
    """
    place = max(range(min(len(rows), _HEADINGS_WITHIN)), key=lambda n: len(layout.columns(rows[n][1])), default=0)
    headings = rows[place][1]
    columns = layout.columns(headings)
    known = list(columns.values())
    if missing := [column for column in layout.headings if column in layout.needed and column not in known]:
        raise DomainError("import.columns_missing", columns=missing)
    if twice := [column for column in layout.headings if known.count(column) > 1]:
        raise DomainError("import.column_twice", columns=twice)
    if refused := [one_line(text)[:CELL_SHOWN] for text in headings if layout.refuses(text)]:
        raise DomainError("import.columns_refused", columns=refused)
    lines, samples = [], 0
    for number, cells in rows[place + 1 :]:
        line = Line(
            number, {str(c): cells[n][:_CELL_KEPT] for n, c in columns.items() if n < len(cells) and cells[n]}
        )
        if fold(line.cells.get(layout.name, "")).startswith(SAMPLE_MARKS):
            samples += 1
        elif line.cells:
            lines.append(line)
    if not lines:
        raise DomainError("import.no_lines")
    others = (one_line(text)[:CELL_SHOWN] for n, text in enumerate(headings) if n not in columns)
    return Sheet(lines, [text for text in others if text and fold(text) not in COUNTING], samples)


class LineReader:
    """Reads cell by cell and remembers what was wrong; what cannot be read is given as something harmless."""

    def __init__(self, line: Line, layout: Layout, spellings: Spellings) -> None:
        self.cells, self.layout, self.spellings = line.cells, layout, spellings
        self.faults: list[Fault] = []

    def fault(self, column: StrEnum, code: str, **values: Any) -> None:
        self.faults.append(
            Fault(column, one_line(self.cells.get(column, ""))[:CELL_SHOWN], code, tuple(values.items()))
        )

    def words(self, column: StrEnum, longest: int) -> str:
        text = one_line(self.cells.get(column, ""))
        if not text and column in self.layout.needed:
            self.fault(column, "import.missing")
        elif len(text) > longest:
            self.fault(column, "import.too_long", max=longest)
        elif text.startswith("="):
            self.fault(column, "import.formula")
        return text

    def text(self, column: StrEnum, longest: int) -> str:
        text = clean(self.cells.get(column, ""))
        if len(text) > longest:
            self.fault(column, "import.too_long", max=longest)
        return text

    def one(self, column: StrEnum, known: Mapping[str, str], default: str = "") -> str:
        text = fold(self.cells.get(column, ""))
        if text in known:
            return known[text]
        if text or not default:
            self.fault(column, "import.unknown_choice" if text else "import.missing")
        return default or next(iter(known.values()))

    def kinds_and_ward(self, kinds: StrEnum, ward: StrEnum) -> tuple[tuple[str, ...], Ward | None]:
        """Whoever writes "online" for a ward has named a kind."""
        codes = self._kinds(kinds)
        online, found = self._ward(ward, SpaceKind.ONLINE in codes)
        if online and SpaceKind.ONLINE not in codes:
            codes = (*codes, SpaceKind.ONLINE.value)
        return codes, found

    def _kinds(self, column: StrEnum) -> tuple[str, ...]:
        text = self.cells.get(column, "")
        codes: list[str] = []
        for piece in re.split(r"[;|\n]", text):
            known = self.spellings.kinds
            parts = [fold(piece)] if fold(piece) in known else [fold(part) for part in piece.split(",")]
            codes += [known.get(part, "") for part in parts if part]
        if not codes:
            self.fault(column, "import.missing")
        elif "" in codes:
            self.fault(column, "import.unknown_kind")
        return tuple(code for code in dict.fromkeys(self.spellings.kinds.values()) if code in codes)

    def _ward(self, column: StrEnum, online: bool) -> tuple[bool, Ward | None]:
        text = one_line(self.cells.get(column, ""))[:CELL_SHOWN]
        if fold(text) in _ONLINE or (online and not text):
            return True, None
        if not text:
            self.fault(column, "import.no_ward")
            return online, None
        found, near = find_wards(text, self.spellings.wards)
        if len(found) > 1:
            self.fault(column, "import.ward_ambiguous", wards=[ward.full_name for ward in found])
        elif not found and near:
            self.fault(column, "import.ward_unknown", wards=[ward.full_name for ward in near])
        elif not found:
            self.fault(column, "import.ward_nowhere")
        return online, found[0] if len(found) == 1 else None


def find_wards(text: str, wards: Sequence[Ward]) -> tuple[list[Ward], list[Ward]]:
    """(the wards meant, those written alike when none is). By code or name, with or without its kind; accents decide
    only where the name without them fits several. Old names are never converted: many old wards were split."""
    if re.fullmatch(r"[0-9]{1,5}", text):
        return [ward for ward in wards if ward.code == text.zfill(5)], []
    folded = _IN_HANOI.sub("", fold(text)).strip(" ,")
    kind = _WARD_KIND.match(folded)
    name = folded[kind.end() :] if kind else folded
    meant = [
        ward
        for ward in wards
        if _folded(ward.full_name) == folded
        or (_folded(ward.name) == name and (not kind or _folded(ward.kind)[0] == kind[1][0]))
    ]
    if meant:
        exact = [ward for ward in meant if text.casefold() in (ward.name.casefold(), ward.full_name.casefold())]
        return exact or meant, []
    near = get_close_matches(name, [_folded(ward.name) for ward in wards], n=3, cutoff=0.65)
    return [], [ward for ward in wards if _folded(ward.name) in near]
