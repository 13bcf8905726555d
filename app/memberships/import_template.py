"""The workbook that people fill in: the columns, a sample line, and what may be written, in the reader's language."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from app.memberships.imports import NEEDED, Column
from app.memberships.words import COLUMN_NAMES, COLUMN_NOTES, GRADE_NAMES
from app.places.queries import all_wards
from app.spaces.models import Ownership, SpaceKind
from app.spaces.words import KIND_NAMES, OWNERSHIP_NAMES

_LINES_WITH_CHOICES = 500


def import_template() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#e7efec", "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        text = book.add_format({"num_format": "@"})
        members = book.add_worksheet(_("Thành viên"))
        _write_members(members, head, day, text)
        _write_guide(book.add_worksheet(_("Hướng dẫn")), head, book.add_format({"text_wrap": True, "valign": "top"}))
        choices = book.add_worksheet(_("Lựa chọn"))
        _offer(members, choices, head)
    return out.getvalue()


def _write_members(sheet: Any, head: Any, day: Any, text: Any) -> None:
    days = (Column.DECISION_ON, Column.ISSUED_ON, Column.VALID_UNTIL)
    for place, column in enumerate(Column):
        sheet.set_column(place, place, 18, day if column in days else text)
        sheet.write_string(0, place, str(COLUMN_NAMES[column]), head)
        value = _sample()[column]
        if isinstance(value, date):
            sheet.write_datetime(1, place, value, day)
        else:
            sheet.write_string(1, place, value, text)
    sheet.set_column(0, 1, 34, text)
    sheet.freeze_panes(1, 1)


def _sample() -> dict[Column, str | date]:
    """Its name begins with a mark by which it is left out when the file comes back."""
    return {
        Column.NAME_VI: _("(Mẫu) Xưởng Ví Dụ"),
        Column.NAME_EN: "Example Workshop",
        Column.KINDS: f"{KIND_NAMES[SpaceKind.CRAFT_VILLAGE]}; {KIND_NAMES[SpaceKind.EDUCATION]}",
        Column.OWNERSHIP: str(OWNERSHIP_NAMES[Ownership.PRIVATE]),
        Column.WARD: _wards()[0],
        Column.NUMBER: "12/CN-SVHTT",
        Column.DECISION_NUMBER: "345/QĐ-SVHTT",
        Column.DECISION_ON: date(2025, 12, 5),
        Column.ISSUED_ON: date(2025, 12, 10),
        Column.VALID_UNTIL: date(2027, 12, 10),
        Column.GRADE: str(next(iter(GRADE_NAMES.values()))),
        Column.EMAIL: "ten@example.org",
        Column.NOTE: "",
    }


def _write_guide(sheet: Any, head: Any, wrapped: Any) -> None:
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 2, 90)
    _write_line(sheet, 0, (_("Cột"), _("Bắt buộc"), _("Cách điền")), head)
    for line, column in enumerate(Column, 1):
        needed = _("có") if column in NEEDED else _("không")
        _write_line(sheet, line, (COLUMN_NAMES[column], needed, COLUMN_NOTES[column]), wrapped)


def _offer(members: Any, sheet: Any, head: Any) -> None:
    """Every list of choices in a column of its own; cells that take exactly one offer theirs."""
    lists: dict[Column, Sequence[Any]] = {
        Column.KINDS: list(KIND_NAMES.values()),
        Column.OWNERSHIP: list(OWNERSHIP_NAMES.values()),
        Column.GRADE: list(GRADE_NAMES.values()),
        Column.WARD: _wards(),
    }
    sheet.set_column(0, len(lists), 30)
    for place, (column, names) in enumerate(lists.items()):
        sheet.write_string(0, place, str(COLUMN_NAMES[column]), head)
        for line, name in enumerate(names, 1):
            sheet.write_string(line, place, str(name))
        if column != Column.KINDS:
            source = f"='{sheet.get_name()}'!${chr(65 + place)}$2:${chr(65 + place)}${len(names) + 1}"
            own = list(Column).index(column)
            # Only a hint: a code or another spelling is understood too.
            hint = {"validate": "list", "source": source, "error_type": "information"}
            members.data_validation(1, own, _LINES_WITH_CHOICES, own, hint)


def _write_line(sheet: Any, line: int, words: Iterable[Any], form: Any) -> None:
    for place, word in enumerate(words):
        sheet.write_string(line, place, str(word), form)


def _wards() -> list[str]:
    return [ward.full_name for ward in all_wards()]
