"""A list of members as somebody wrote it: finds the columns, and reads each line or says what is wrong with it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Any

from app.core.errors import DomainError
from app.core.text import clean, fold, one_line
from app.memberships.models import Grade
from app.memberships.rules import number_key
from app.places.models import Ward
from app.spaces.models import SpaceKind
from app.spaces.rules import NAME_MAX, normal_channel
from app.web.fields import read_day


class Column(StrEnum):
    NAME_VI = "name_vi"
    NAME_EN = "name_en"
    KINDS = "kinds"
    OWNERSHIP = "ownership"
    WARD = "ward"
    NUMBER = "number"
    DECISION_NUMBER = "decision_number"
    DECISION_ON = "decision_on"
    ISSUED_ON = "issued_on"
    VALID_UNTIL = "valid_until"
    GRADE = "grade"
    EMAIL = "email"
    NOTE = "note"


# Folded, without what stands in brackets; the code of a column is understood too.
HEADINGS = {
    Column.NAME_VI: ("ten khong gian", "ten", "ten tieng viet", "don vi", "name", "space", "name of the space"),
    Column.NAME_EN: ("ten tieng anh", "english name", "name in english"),
    Column.KINDS: ("loai hinh", "cac loai hinh", "kind", "kind of space", "kinds of space"),
    Column.OWNERSHIP: ("so huu", "hinh thuc so huu", "ai so huu", "owned by"),
    Column.WARD: ("phuong xa", "phuong", "xa", "dia ban", "ward", "ward or commune", "ward commune"),
    Column.NUMBER: ("so chung nhan", "so giay chung nhan", "certificate number", "certificate no"),
    Column.DECISION_NUMBER: ("so quyet dinh", "quyet dinh so", "decision number", "decision no"),
    Column.DECISION_ON: ("ngay quyet dinh", "ngay ra quyet dinh", "ngay ky", "decision date", "date of decision"),
    Column.ISSUED_ON: ("ngay cap", "cap ngay", "issue date", "date of issue"),
    Column.VALID_UNTIL: ("den het ngay", "het han", "ngay het han", "hieu luc den", "co gia tri den", "valid to", "expires"),
    Column.GRADE: ("loai thanh vien", "hang thanh vien", "membership", "kind of membership"),
    Column.EMAIL: ("thu dien tu", "thu dien tu lien he", "email lien he", "e mail", "contact e mail", "contact email"),
    Column.NOTE: ("ghi chu", "notes"),
}  # fmt: skip
NEEDED = frozenset(Column) - {Column.NAME_EN, Column.VALID_UNTIL, Column.GRADE, Column.EMAIL, Column.NOTE}
COUNTING = {"stt", "tt", "so thu tu"}
SAMPLE_MARKS = ("(mau)", "(sample)")
NUMBER_MAX, NOTE_MAX = 80, 1000
_HEADINGS_WITHIN = 15
_CELL_KEPT = 2 * NOTE_MAX
_ONLINE = {"online", "truc tuyen"}
_folded = lru_cache(maxsize=1000)(fold)  # of the names of wards, which every line asks for
_WARD_KIND = re.compile(r"^(phuong|xa|p|x)(?:\. ?| )")
_IN_HANOI = re.compile(r"[,–-]? *(?:tp\.? ?|thanh pho )?ha noi$")


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


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A membership on paper, as a good line tells it."""

    name_vi: str
    name_en: str | None
    kinds: tuple[str, ...]
    ownership: str
    ward_code: str | None
    ward: str
    number: str
    decision_number: str
    decision_on: date
    issued_on: date
    valid_until: date | None
    grade: Grade
    email: str
    note: str


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: a code of `messages.py` and its values, plain ones."""

    column: Column
    text: str
    code: str
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Spellings:
    """What people may write for a code, folded; and the wards there are."""

    kinds: Mapping[str, str]
    ownerships: Mapping[str, str]
    grades: Mapping[str, str]
    wards: Sequence[Ward]


def read_sheet(rows: Sequence[tuple[int, Sequence[str]]]) -> Sheet:
    """Titles may stand above the headings, and columns in any order.

    Raises `import.columns_missing`, `import.column_twice` or `import.no_lines`.
    """
    place = max(range(min(len(rows), _HEADINGS_WITHIN)), key=lambda n: len(_columns(rows[n][1])), default=0)
    headings = rows[place][1]
    columns = _columns(headings)
    known = list(columns.values())
    if missing := [column for column in Column if column in NEEDED and column not in known]:
        raise DomainError("import.columns_missing", columns=missing)
    if twice := [column for column in Column if known.count(column) > 1]:
        raise DomainError("import.column_twice", columns=twice)
    lines, samples = [], 0
    for number, cells in rows[place + 1 :]:
        line = Line(
            number, {str(c): cells[n][:_CELL_KEPT] for n, c in columns.items() if n < len(cells) and cells[n]}
        )
        if fold(line.cells.get(Column.NAME_VI, "")).startswith(SAMPLE_MARKS):
            samples += 1
        elif line.cells:
            lines.append(line)
    if not lines:
        raise DomainError("import.no_lines")
    others = (one_line(text)[:NUMBER_MAX] for n, text in enumerate(headings) if n not in columns)
    return Sheet(lines, [text for text in others if text and fold(text) not in COUNTING], samples)


def _columns(headings: Sequence[str]) -> dict[int, Column]:
    return {place: column for place, text in enumerate(headings) if (column := _column(text)) is not None}


def _column(heading: str) -> Column | None:
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)", " ", fold(heading[:NUMBER_MAX]))).strip()
    return next((c for c in Column if words == c.replace("_", " ") or words in HEADINGS[c]), None)


def read_line(line: Line, spellings: Spellings, *, today: date) -> tuple[Entry | None, list[Fault]]:
    """The entry, or every fault of the line."""
    reader = _Reader(line, spellings, today)
    entry = reader.entry()
    return (None if reader.faults else entry), reader.faults


class _Reader:
    """Reads cell by cell and remembers what was wrong; what cannot be read is given as something harmless."""

    def __init__(self, line: Line, spellings: Spellings, today: date) -> None:
        self.cells, self.spellings, self.today = line.cells, spellings, today
        self.faults: list[Fault] = []

    def entry(self) -> Entry:
        kinds = self._kinds()
        online, ward = self._ward(SpaceKind.ONLINE in kinds)
        if online and SpaceKind.ONLINE not in kinds:
            kinds = (*kinds, SpaceKind.ONLINE.value)
        issued_on = self._past_day(Column.ISSUED_ON)
        return Entry(
            name_vi=self._words(Column.NAME_VI, NAME_MAX),
            name_en=self._words(Column.NAME_EN, NAME_MAX) or None,
            kinds=kinds,
            ownership=self._one(Column.OWNERSHIP, self.spellings.ownerships),
            ward_code=ward.code if ward else None,
            ward=ward.full_name if ward else "",
            number=self._number(),
            decision_number=self._words(Column.DECISION_NUMBER, NUMBER_MAX),
            decision_on=self._past_day(Column.DECISION_ON),
            issued_on=issued_on,
            valid_until=self._valid_until(issued_on),
            grade=Grade(self._one(Column.GRADE, self.spellings.grades, Grade.FULL)),
            email=self._email(),
            note=self._note(),
        )

    def _fault(self, column: Column, code: str, **values: Any) -> None:
        self.faults.append(
            Fault(column, one_line(self.cells.get(column, ""))[:NUMBER_MAX], code, tuple(values.items()))
        )

    def _words(self, column: Column, longest: int) -> str:
        text = one_line(self.cells.get(column, ""))
        if not text and column in NEEDED:
            self._fault(column, "import.missing")
        elif len(text) > longest:
            self._fault(column, "import.too_long", max=longest)
        elif text.startswith("="):
            self._fault(column, "import.formula")
        return text

    def _note(self) -> str:
        text = clean(self.cells.get(Column.NOTE, ""))
        if len(text) > NOTE_MAX:
            self._fault(Column.NOTE, "import.too_long", max=NOTE_MAX)
        return text

    def _email(self) -> str:
        text = one_line(self.cells.get(Column.EMAIL, ""))
        try:
            return normal_channel("email", text) if text else ""
        except DomainError:
            self._fault(Column.EMAIL, "import.bad_email")
            return ""

    def _number(self) -> str:
        text = self._words(Column.NUMBER, NUMBER_MAX)
        if text and not re.search(r"[0-9]", number_key(text)):
            self._fault(Column.NUMBER, "import.no_figure")
        return text

    def _one(self, column: Column, known: Mapping[str, str], default: str = "") -> str:
        text = fold(self.cells.get(column, ""))
        if text in known:
            return known[text]
        if text or not default:
            self._fault(column, "import.unknown_choice" if text else "import.missing")
        return default or next(iter(known.values()))

    def _kinds(self) -> tuple[str, ...]:
        text = self.cells.get(Column.KINDS, "")
        codes: list[str] = []
        for piece in re.split(r"[;|\n]", text):
            known = self.spellings.kinds
            parts = [fold(piece)] if fold(piece) in known else [fold(part) for part in piece.split(",")]
            codes += [known.get(part, "") for part in parts if part]
        if not codes:
            self._fault(Column.KINDS, "import.missing")
        elif "" in codes:
            self._fault(Column.KINDS, "import.unknown_kind")
        return tuple(code.value for code in SpaceKind if code in codes)

    def _ward(self, online: bool) -> tuple[bool, Ward | None]:
        text = one_line(self.cells.get(Column.WARD, ""))[:NUMBER_MAX]
        if fold(text) in _ONLINE or (online and not text):
            return True, None
        if not text:
            self._fault(Column.WARD, "import.no_ward")
            return online, None
        found, near = find_wards(text, self.spellings.wards)
        if len(found) > 1:
            self._fault(Column.WARD, "import.ward_ambiguous", wards=[ward.full_name for ward in found])
        elif not found and near:
            self._fault(Column.WARD, "import.ward_unknown", wards=[ward.full_name for ward in near])
        elif not found:
            self._fault(Column.WARD, "import.ward_nowhere")
        return online, found[0] if len(found) == 1 else None

    def _day(self, column: Column) -> date | None:
        text = one_line(self.cells.get(column, ""))
        day = read_day(text)
        if day is None and (text or column in NEEDED):
            self._fault(column, "import.bad_day" if text else "import.missing")
        return day

    def _past_day(self, column: Column) -> date:
        day = self._day(column)
        if day is not None and day > self.today:
            self._fault(column, "import.future")
        return day or date.min

    def _valid_until(self, issued_on: date) -> date | None:
        day = self._day(Column.VALID_UNTIL)
        if day is not None and day < issued_on:
            self._fault(Column.VALID_UNTIL, "import.ends_before_issue")
        return day


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
