"""A list that leaves the house as XLSX or CSV. Cells are text, days or numbers; nothing in them is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from app.core.clock import HOUSE_ZONE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
# How spreadsheets take a cell for a formula, also behind blanks and quotation marks.
_FORMULA = re.compile(r"^[\s\"'`]*[=+\-@\t\r]")
_WIDEST = 60


def workbook(title: str, columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
        head = book.add_format({"bold": True, "bg_color": "#e7efec", "bottom": 1, "text_wrap": True, "valign": "top"})
        day, moment = (book.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"))
        widths = [len(name) for name in columns]
        for place, name in enumerate(columns):
            sheet.write_string(0, place, name, head)
        count = 0
        for count, line in enumerate(lines, 1):
            for place, cell in enumerate(line):
                widths[place] = max(widths[place], len(_text(cell)))
                if isinstance(cell, datetime):
                    sheet.write_datetime(count, place, cell.astimezone(HOUSE_ZONE).replace(tzinfo=None), moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(count, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, int | Decimal):
                    sheet.write_number(count, place, cell)
                else:
                    sheet.write_string(count, place, _text(cell))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width + 2, _WIDEST))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, count, len(columns) - 1)
    return out.getvalue()


def csv_file(columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """With the mark by which Excel knows UTF-8, and the semicolon it expects where the comma is the decimal mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(_text(cell)) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(HOUSE_ZONE):%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else " ".join(str(cell).split())
