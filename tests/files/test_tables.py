"""Tables that strangers send: read, or refused with a sentence; nothing they hold can hurt the house."""

import io
import zipfile
import zlib
from collections.abc import Callable

import pytest
import xlsxwriter

from app.core.errors import DomainError
from app.files import spreadsheet, tables
from app.files.tables import read_table


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        fill(book)
    return out.getvalue()


def cells(*places: tuple[int, int, object]) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for line, column, value in places:
            sheet.write(line, column, value)

    return workbook(fill)


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(DomainError) as refused:
        read_table(data, name, field="file")
    assert refused.value.field == "file"
    return refused.value.code


def with_part(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO(cells((0, 0, "x")))
    with zipfile.ZipFile(out, "a", method) as packed:
        packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_excel_and_others_write_it(mark: str, encoding: str) -> None:
    text = f'tên{mark}số\r\n\r\n"Một{mark} hai\nba"{mark}=1+1\r\n'
    assert read_table(text.encode(encoding), "a.csv").lines == [
        (1, ["tên", "số"]),
        (3, [f"Một{mark} hai\nba", "=1+1"]),
    ]


def test_a_workbook_keeps_its_line_numbers_and_says_days() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(1, 0, 1, 3, "Danh sách")
        sheet.write_row(3, 0, ["a", 12, 12.5, True])
        sheet.write_number(4, 1, 46001, book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_formula(5, 0, "=1+1", None, 2)

    assert read_table(workbook(fill), "a.xlsx").lines == [
        (2, ["Danh sách", "", "", ""]),
        (4, ["a", "12", "12.5", "TRUE"]),
        (5, ["", "2025-12-10", "", ""]),
        (6, ["2", "", "", ""]),
    ]


def test_the_first_visible_sheet_is_read() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        hidden, shown, other = (book.add_worksheet(name) for name in ("Ẩn", "Hiện", "Sau"))
        for sheet, word in ((hidden, "ẩn"), (shown, "hiện"), (other, "sau")):
            sheet.write(0, 0, word)
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()

    assert read_table(workbook(fill), "a.xlsx").lines == [(1, ["hiện"])]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "file.empty"),
        (b"\n\n,,\n", "a.csv", "table.empty"),
        (b"x" * (tables.MAX_BYTES + 1), "a.csv", "file.too_large"),
        ("Phường".encode("cp1258", "replace") + b"\xfe\xd2", "a.csv", "table.not_utf8"),
        (b"a\x00b", "a.csv", "table.wrong_kind"),
        (b'a,"b\nc', "a.csv", "table.broken_line"),
        (b"a," + b"x" * 200_000, "a.csv", "table.broken_line"),
        (b"," * 10_000, "a.csv", "table.too_many_columns"),
        (b"a\n" * 2_002, "a.csv", "table.too_many_lines"),
        (b"%PDF-1.7", "a.pdf", "table.wrong_kind"),
        (b"a,b", "a.xlsx", "table.wrong_kind"),
        (cells((0, 0, "x")), "a.csv", "table.wrong_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xlsx", "table.old_workbook"),
        (b"x", "a.xls", "table.old_workbook"),
        (cells((0, 0, "x")), "a.xlsm", "table.macros"),
        (b"PK\x03\x04torn", "a.xlsx", "table.broken"),
        (cells((0, 0, "x"), (0, 10_000, "y")), "a.xlsx", "table.too_many_columns"),
        (cells(*((n, 0, "x") for n in range(2_002))), "a.xlsx", "table.too_many_lines"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(data: bytes, name: str, code: str) -> None:
    assert refusal(data, name) == code


def test_as_many_lines_as_promised_are_read() -> None:
    assert len(read_table(b"a\n" * (spreadsheet.MAX_LINES + 1), "a.csv").lines) == spreadsheet.MAX_LINES + 1


def test_macros_under_another_name() -> None:
    assert refusal(with_part("xl/vbaProject.bin", b"x"), "a.xlsx") == "table.macros"


def test_a_workbook_that_unpacks_without_end() -> None:
    bomb = with_part("xl/media/x", b"\0" * (spreadsheet.MAX_UNPACKED + 1))
    assert len(bomb) < 200_000
    assert refusal(bomb, "a.xlsx") == "table.unpacks_too_large"


def test_a_workbook_of_too_many_parts() -> None:
    out = io.BytesIO(cells((0, 0, "x")))
    with zipfile.ZipFile(out, "a") as packed:
        for n in range(spreadsheet.MAX_PARTS):
            packed.writestr(f"x/{n}", b"")
    assert refusal(out.getvalue(), "a.xlsx") == "table.unpacks_too_large"


def test_a_workbook_that_lies_about_its_size() -> None:
    """The table of contents claims ten bytes, and even their checksum fits; the part itself goes on for megabytes."""
    content = b"A" * 10 + b"\0" * (spreadsheet.MAX_UNPACKED + 1)
    data = with_part("xl/media/liar", content)
    true_sizes = zlib.crc32(content).to_bytes(4, "little"), len(content).to_bytes(4, "little")
    told = zlib.crc32(content[:10]).to_bytes(4, "little"), (10).to_bytes(4, "little")
    lying = data.replace(true_sizes[0], told[0]).replace(true_sizes[1], told[1])
    assert lying != data
    assert len(spreadsheet.repacked(lying).getvalue()) < 100_000  # no more of it goes on to the reader than it told
    assert read_table(lying, "a.xlsx").lines == [(1, ["x"])]


def test_two_cells_at_the_ends_of_the_earth() -> None:
    """A reader that makes room for every cell between them would take all the memory there is."""
    assert refusal(cells((0, 0, "x"), (1_048_575, 16_383, "y")), "a.xlsx") == "table.broken"


def test_external_entities_are_not_followed() -> None:
    out, plain = io.BytesIO(), zipfile.ZipFile(io.BytesIO(cells((0, 0, "x"))))
    with zipfile.ZipFile(out, "w") as packed:
        for part in plain.infolist():
            content = plain.read(part)
            if part.filename == "xl/sharedStrings.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + (
                    content.split(b"?>", 1)[1].replace(b">x<", b">&e;<")
                )
            packed.writestr(part.filename, content)
    assert "root:" not in repr(_read_or_refused(out.getvalue()))


def _read_or_refused(data: bytes) -> object:
    try:
        return read_table(data, "a.xlsx").lines
    except DomainError as refused:
        return refused.code
