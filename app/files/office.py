"""Run as a child process on what a stranger sent, with little memory and little time: is this .docx or .xlsx only what
it says? Nothing is drawn anew and nothing written: the document is kept as it came.

stdin: the document; argument: DOCX or XLSX. Parts and sizes are counted from the table of contents before anything is
unpacked, then every part is read once, to its claimed size and no further. Exit codes stand in `EXIT`.
"""

import io
import resource
import struct
import sys
import zipfile

MEMORY_BYTES = 384 * 1024 * 1024
CPU_SECONDS = 10
MAX_PARTS = 2_000
MAX_CONTENTS = 512 * 1024  # of the table of contents, which is read whole
MAX_UNPACKED = 200 * 1024 * 1024
MAX_TYPES = 1024 * 1024
CHUNK = 256 * 1024
EXIT = {"fine": 0, "broken": 3, "unpacks_too_large": 4, "macros": 5, "nested": 6}
TYPES = "[Content_Types].xml"
MAIN = {
    "DOCX": b"wordprocessingml.document.main+xml",
    "XLSX": b"spreadsheetml.sheet.main+xml",
}
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"MSCF")
_END = struct.Struct("<4s4H2IH")


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def verdict(data: bytes, kind: str) -> str:
    if not _contents_are_short(data):
        return "unpacks_too_large"
    packed = zipfile.ZipFile(io.BytesIO(data))
    parts = packed.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        return "unpacks_too_large"
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or any(part.flag_bits & 1 for part in parts):
        return "broken"
    if any("vbaproject" in name or "vbadata" in name for name in names):
        return "macros"
    types = packed.open(TYPES).read(MAX_TYPES + 1)
    if b"macroenabled" in types.lower():
        return "macros"
    if len(types) > MAX_TYPES or MAIN[kind] not in types:
        return "broken"
    return "nested" if any(_is_archive(packed, part) for part in parts) else "fine"


def _contents_are_short(data: bytes) -> bool:
    """As the end of the file says; an end that says less than there is fails when it is read."""
    at = data.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile
    entries, size = _END.unpack_from(data, at)[4:6]
    return bool(entries <= MAX_PARTS and size <= MAX_CONTENTS)


def _is_archive(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Reads the part to its end, so that a wrong checksum shows too."""
    with packed.open(part) as inside:
        head = inside.read(CHUNK)
        while inside.read(CHUNK):
            pass
    return head.startswith(ARCHIVES)


def main(kind: str) -> int:
    limit()
    try:
        return EXIT[verdict(sys.stdin.buffer.read(), kind)]
    except (Exception, RecursionError, MemoryError):
        return EXIT["broken"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
