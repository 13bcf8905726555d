"""Lists of members as people send them. Headings and values are what the template asks for."""

import csv
import io
from datetime import date
from typing import Any

import xlsxwriter

GOOD = {
    "Tên không gian": "Nhà Sàn Giấy",
    "Tên tiếng Anh": "Paper Stilt House",
    "Loại hình": "Làng nghề thủ công; Giáo dục",
    "Sở hữu": "Tư nhân, cá nhân",
    "Phường, xã": "Phường Hoàn Kiếm",
    "Số chứng nhận": "12/CN-SVHTT",
    "Số quyết định": "345/QĐ-SVHTT",
    "Ngày quyết định": "05/12/2025",
    "Ngày cấp": "10/12/2025",
    "Đến hết ngày": "10/12/2027",
    "Loại thành viên": "Thành viên đầy đủ",
    "Thư điện tử liên hệ": "",
    "Ghi chú": "",
}
Row = dict[str, Any]


def row(n: int = 1, **changes: Any) -> Row:
    """The nth member; `changes` by heading, with spaces and commas as they are: row(**{"Ngày cấp": "…"})."""
    own = {"Tên không gian": f"Nhà Sàn Giấy {n}", "Số chứng nhận": f"{n}/CN-SVHTT"}
    return GOOD | own | changes


def rows(count: int, number: str = "KGST-2026-{n:03}") -> list[Row]:
    return [row(n, **{"Số chứng nhận": number.format(n=n)}) for n in range(1, count + 1)]


def as_csv(lines: list[Row], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode(encoding)


def as_xlsx(lines: list[Row], *, title: str = "", hidden: list[Row] | None = None) -> bytes:
    """`title` stands merged above the headings; `hidden` fills a hidden sheet before the list."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        if hidden is not None:
            _fill(book.add_worksheet("Nháp"), hidden, day)
        sheet = book.add_worksheet("Danh sách")
        if hidden is not None:
            sheet.activate()
            sheet.set_first_sheet()
            book.get_worksheet_by_name("Nháp").hide()
        if title:
            sheet.merge_range(0, 0, 0, 5, title)
        _fill(sheet, lines, day, first=2 if title else 0)
    return out.getvalue()


def _fill(sheet: Any, lines: list[Row], day: Any, first: int = 0) -> None:
    for place, heading in enumerate(lines[0]):
        sheet.write_string(first, place, heading)
        for number, line in enumerate(lines, first + 1):
            value = line[heading]
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            else:
                sheet.write(number, place, value)
