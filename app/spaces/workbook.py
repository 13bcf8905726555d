"""The workbook that people fill in: the columns, a sample line, and what may be written, in the reader's language."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import xlsxwriter
from flask import Response
from flask_babel import gettext as _

from app.spaces.lists import Layout

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LINES_WITH_CHOICES = 500


@dataclass(frozen=True, kw_only=True)
class Columns:
    """`sample` gives a cell for each column; its name begins with a mark by which the line is left out when the file
    comes back. `choices` are what a cell may hold; those of `several` take more than one, so their cells offer none."""

    title: str
    layout: Layout
    names: Mapping[Any, Any]
    notes: Mapping[Any, Any]
    sample: Mapping[Any, str | date]
    choices: Mapping[Any, Sequence[Any]]
    days: Sequence[StrEnum] = ()
    several: Sequence[StrEnum] = field(default=())


def workbook(columns: Columns) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#e7efec", "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        text = book.add_format({"num_format": "@"})
        lines = book.add_worksheet(columns.title)
        _write_sample(lines, columns, head, day, text)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_guide(book.add_worksheet(_("Hướng dẫn")), columns, head, wrapped)
        _offer(lines, book.add_worksheet(_("Lựa chọn")), columns, head)
    return out.getvalue()


def send_workbook(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _write_sample(sheet: Any, columns: Columns, head: Any, day: Any, text: Any) -> None:
    for place, column in enumerate(columns.layout.headings):
        sheet.set_column(place, place, 18, day if column in columns.days else text)
        sheet.write_string(0, place, str(columns.names[column]), head)
        value = columns.sample[column]
        if isinstance(value, date):
            sheet.write_datetime(1, place, value, day)
        else:
            sheet.write_string(1, place, value, text)
    sheet.set_column(0, 1, 34, text)
    sheet.freeze_panes(1, 1)


def _write_guide(sheet: Any, columns: Columns, head: Any, wrapped: Any) -> None:
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 2, 90)
    _write_line(sheet, 0, (_("Cột"), _("Bắt buộc"), _("Cách điền")), head)
    for line, column in enumerate(columns.layout.headings, 1):
        needed = _("có") if column in columns.layout.needed else _("không")
        _write_line(sheet, line, (columns.names[column], needed, columns.notes[column]), wrapped)


def _offer(lines: Any, sheet: Any, columns: Columns, head: Any) -> None:
    """Every list of choices in a column of its own; cells that take exactly one offer theirs."""
    sheet.set_column(0, len(columns.choices), 30)
    for place, (column, names) in enumerate(columns.choices.items()):
        sheet.write_string(0, place, str(columns.names[column]), head)
        for line, name in enumerate(names, 1):
            sheet.write_string(line, place, str(name))
        if column not in columns.several:
            source = f"='{sheet.get_name()}'!${chr(65 + place)}$2:${chr(65 + place)}${len(names) + 1}"
            own = list(columns.layout.headings).index(column)
            # Only a hint: a code or another spelling is understood too.
            hint = {"validate": "list", "source": source, "error_type": "information"}
            lines.data_validation(1, own, _LINES_WITH_CHOICES, own, hint)


def _write_line(sheet: Any, line: int, words: Iterable[Any], form: Any) -> None:
    for place, word in enumerate(words):
        sheet.write_string(line, place, str(word), form)
