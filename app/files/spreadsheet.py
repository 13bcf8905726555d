"""Run as a child process, never imported by the app but for its limits: reads a workbook a stranger sent, with little
memory and little time.

stdin: the .xlsx; stdout: JSON, a list of [line, cells] for each line of the first visible sheet that holds anything,
every cell as text and days as ISO 8601. Formulas give what was last computed; nothing is computed here. Exit codes
stand in `EXIT`.
"""

import datetime
import io
import json
import resource
import sys
import zipfile
from typing import Any

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 15
MAX_PARTS = 1_000
MAX_UNPACKED = 40 * 1024 * 1024
MAX_LINES = 2_000
MAX_COLUMNS = 200
EXIT = {
    "fine": 0,
    "broken": 3,
    "unpacks_too_large": 4,
    "macros": 5,
    "no_sheet": 6,
    "too_many_lines": 7,
    "too_many_columns": 8,
}


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def repacked(data: bytes) -> io.BytesIO:
    """The parts, counted while they unpack: the reader behind this never meets a size that a file only claims."""
    packed = zipfile.ZipFile(io.BytesIO(data))
    parts = packed.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        sys.exit(EXIT["unpacks_too_large"])
    if any("vbaproject" in part.filename.lower() for part in parts):
        sys.exit(EXIT["macros"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
        for part in parts:
            plain.writestr(part.filename, packed.read(part))
    out.seek(0)
    return out


def lines_of(data: bytes) -> list[tuple[int, list[str]]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(repacked(data))
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not shown:
        sys.exit(EXIT["no_sheet"])
    sheet = workbook.get_sheet_by_name(shown[0])
    if sheet.width > MAX_COLUMNS:
        sys.exit(EXIT["too_many_columns"])
    lines = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [text_of(value) for value in row]
        if any(cells):
            lines.append((number, cells))
        if len(lines) > MAX_LINES + 1:  # the headings are a line too
            sys.exit(EXIT["too_many_lines"])
    return lines


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()


def main() -> int:
    limit()
    data = sys.stdin.buffer.read()
    try:
        lines = lines_of(data)
    except (Exception, RecursionError, MemoryError):
        return EXIT["broken"]
    sys.stdout.write(json.dumps(lines))
    return EXIT["fine"]


if __name__ == "__main__":
    sys.exit(main())
