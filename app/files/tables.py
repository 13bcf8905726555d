"""Reads a table that somebody sent, as XLSX or CSV, into lines of text. Nothing of the file is kept."""

import csv
import hashlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from werkzeug.datastructures import FileStorage

from app.core.errors import DomainError
from app.files import spreadsheet
from app.files.kinds import MEGABYTE
from app.files.service import file_name

MAX_BYTES = 5 * MEGABYTE
CHILD = Path(spreadsheet.__file__)
WALL_SECONDS = 40
ACCEPT = ".xlsx,.csv,.txt"
_CSV_SUFFIXES = (".csv", ".txt", ".tsv")
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # .xls, and also an .xlsx behind a password
_REFUSALS = {
    spreadsheet.EXIT[reason]: f"table.{reason}"
    for reason in ("unpacks_too_large", "macros", "no_sheet", "too_many_lines", "too_many_columns")
}


@dataclass(frozen=True)
class Table:
    """`lines` are (number as the editor counts it from 1, cells); empty lines are left out."""

    name: str
    sha256: str
    lines: list[tuple[int, list[str]]]


def read_upload(upload: FileStorage, *, field: str | None = None) -> Table:
    return read_table(upload.stream.read(MAX_BYTES + 1), upload.filename or "", field=field)


def read_table(data: bytes, name: str, *, field: str | None = None) -> Table:
    """Takes up to seconds: never inside a transaction. Raises `file.…` or `table.…` at `field`, with the reason."""
    name = file_name(name)
    if not data:
        raise DomainError("file.empty", field=field)
    if len(data) > MAX_BYTES:
        raise DomainError("file.too_large", field=field, megabytes=MAX_BYTES // MEGABYTE)
    suffix = PurePath(name).suffix.lower()
    if suffix in (".xlsm", ".xltm"):
        raise DomainError("table.macros", field=field)
    if suffix == ".xls" or data.startswith(_OLD_WORKBOOK):
        raise DomainError("table.old_workbook", field=field)
    if suffix == ".xlsx" and data.startswith(b"PK"):
        lines = _workbook_lines(data, field)
    elif suffix in _CSV_SUFFIXES and not data.startswith(b"PK"):
        lines = _csv_lines(_decoded(data, field), field)
    else:
        raise DomainError("table.wrong_kind", field=field)
    if not lines:
        raise DomainError("table.empty", field=field)
    return Table(name, hashlib.sha256(data).hexdigest(), lines)


def _workbook_lines(data: bytes, field: str | None) -> list[tuple[int, list[str]]]:
    """By a child process that may fail without harm."""
    command = [sys.executable, "-I", str(CHILD)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise DomainError("table.broken", field=field) from None
    if done.returncode != spreadsheet.EXIT["fine"]:
        code = _REFUSALS.get(done.returncode, "table.broken")
        raise DomainError(code, field=field, lines=spreadsheet.MAX_LINES, columns=spreadsheet.MAX_COLUMNS)
    return [(number, cells) for number, cells in json.loads(done.stdout)]


def _decoded(data: bytes, field: str | None) -> str:
    """UTF-8 with or without its mark, or what Excel calls Unicode text. Any other encoding would be a guess, and a
    wrong guess is a wrong name on somebody's certificate."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise DomainError("table.not_utf8", field=field) from None
    if "\0" in text:
        raise DomainError("table.wrong_kind", field=field)
    return text


def _csv_lines(text: str, field: str | None) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, list[str]]] = []
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return lines
        except csv.Error:
            raise DomainError("table.broken_line", field=field, line=number) from None
        if len(row) > spreadsheet.MAX_COLUMNS:
            raise DomainError("table.too_many_columns", field=field, columns=spreadsheet.MAX_COLUMNS)
        cells = [cell.strip() for cell in row]
        if any(cells):
            lines.append((number, cells))
        if len(lines) > spreadsheet.MAX_LINES + 1:
            raise DomainError("table.too_many_lines", field=field, lines=spreadsheet.MAX_LINES)


def _delimiter(text: str) -> str:
    """Excel writes a semicolon where the comma is the decimal mark, as in Vietnam. The fullest of the first lines
    decides: a title may stand above the headings."""
    top = text.splitlines()[:10]
    return max((";", "\t", ","), key=lambda mark: max((line.count(mark) for line in top), default=0))
