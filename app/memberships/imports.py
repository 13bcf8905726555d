"""A list of members as somebody wrote it: its columns, and what a good line tells. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import DomainError
from app.core.text import one_line
from app.memberships.models import Grade
from app.memberships.rules import number_key
from app.spaces import lists
from app.spaces.lists import CELL_SHOWN, NOTE_MAX, Fault, Layout, Line, LineReader, Sheet
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
LAYOUT = Layout(HEADINGS, NEEDED, Column.NAME_VI)
NUMBER_MAX = CELL_SHOWN


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
class Spellings(lists.Spellings):
    grades: Mapping[str, str]


def read_sheet(rows: Sequence[tuple[int, Sequence[str]]]) -> Sheet:
    return lists.read_sheet(rows, LAYOUT)


def read_line(line: Line, spellings: Spellings, *, today: date) -> tuple[Entry | None, list[Fault]]:
    """The entry, or every fault of the line."""
    reader = _Reader(line, spellings, today)
    entry = reader.entry()
    return (None if reader.faults else entry), reader.faults


class _Reader(LineReader):
    def __init__(self, line: Line, spellings: Spellings, today: date) -> None:
        super().__init__(line, LAYOUT, spellings)
        self.grades, self.today = spellings.grades, today

    def entry(self) -> Entry:
        kinds, ward = self.kinds_and_ward(Column.KINDS, Column.WARD)
        issued_on = self._past_day(Column.ISSUED_ON)
        return Entry(
            name_vi=self.words(Column.NAME_VI, NAME_MAX),
            name_en=self.words(Column.NAME_EN, NAME_MAX) or None,
            kinds=kinds,
            ownership=self.one(Column.OWNERSHIP, self.spellings.ownerships),
            ward_code=ward.code if ward else None,
            ward=ward.full_name if ward else "",
            number=self._number(),
            decision_number=self.words(Column.DECISION_NUMBER, NUMBER_MAX),
            decision_on=self._past_day(Column.DECISION_ON),
            issued_on=issued_on,
            valid_until=self._valid_until(issued_on),
            grade=Grade(self.one(Column.GRADE, self.grades, Grade.FULL)),
            email=self._email(),
            note=self.text(Column.NOTE, NOTE_MAX),
        )

    def _email(self) -> str:
        text = one_line(self.cells.get(Column.EMAIL, ""))
        try:
            return normal_channel("email", text) if text else ""
        except DomainError:
            self.fault(Column.EMAIL, "import.bad_email")
            return ""

    def _number(self) -> str:
        text = self.words(Column.NUMBER, NUMBER_MAX)
        if text and not re.search(r"[0-9]", number_key(text)):
            self.fault(Column.NUMBER, "import.no_figure")
        return text

    def _day(self, column: Column) -> date | None:
        text = one_line(self.cells.get(column, ""))
        day = read_day(text)
        if day is None and (text or column in NEEDED):
            self.fault(column, "import.bad_day" if text else "import.missing")
        return day

    def _past_day(self, column: Column) -> date:
        day = self._day(column)
        if day is not None and day > self.today:
            self.fault(column, "import.future")
        return day or date.min

    def _valid_until(self, issued_on: date) -> date | None:
        day = self._day(Column.VALID_UNTIL)
        if day is not None and day < issued_on:
            self.fault(Column.VALID_UNTIL, "import.ends_before_issue")
        return day
