"""Which files the house takes, and the look inside that tells what one really is."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

import puremagic

from app.core.errors import DomainError
from app.files import office, reencode

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
EVIDENCE_BYTES = 20 * MEGABYTE
CHILD = Path(reencode.__file__)
OFFICE_CHILD = Path(office.__file__)
WALL_SECONDS = 30
_PDF_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_PDF_END_WITHIN = 2048


@dataclass(frozen=True)
class Kind:
    code: str
    media_type: str
    suffixes: tuple[str, ...]


PDF = Kind("PDF", "application/pdf", (".pdf",))
KINDS = (
    PDF,
    Kind("JPEG", "image/jpeg", (".jpg", ".jpeg")),
    Kind("PNG", "image/png", (".png",)),
    Kind("WEBP", "image/webp", (".webp",)),
)
PHOTO_KINDS = tuple(kind for kind in KINDS if kind is not PDF)
DOCX = Kind("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
EVIDENCE_KINDS = (*KINDS, DOCX, XLSX)
_MAIN_PARTS = {DOCX: b"word/document", XLSX: b"xl/workbook"}
_WITH_MACROS = (".docm", ".dotm", ".xlsm", ".xltm")
PHOTO_WIDTHS = (480, 960, 1600)
PHOTO_TYPE = "image/webp"
NAMES = {"PDF": "PDF", "JPEG": "JPEG", "PNG": "PNG", "WEBP": "WebP", "DOCX": "DOCX", "XLSX": "XLSX"}
ACCEPT = ",".join(suffix for kind in KINDS for suffix in kind.suffixes)
EVIDENCE_ACCEPT = ",".join(suffix for kind in EVIDENCE_KINDS for suffix in kind.suffixes)
PHOTO_ACCEPT = ",".join(suffix for kind in PHOTO_KINDS for suffix in kind.suffixes)


def kind_of(data: bytes, name: str, *, field: str | None, among: tuple[Kind, ...] = KINDS) -> Kind:
    """By the bytes, and the name must agree. Raises `file.wrong_kind`, `file.name_does_not_fit` or `file.macros`."""
    suffix = PurePath(name).suffix.lower()
    if suffix in _WITH_MACROS and DOCX in among:
        raise DomainError("file.macros", field=field)
    try:
        seen = puremagic.from_string(data, mime=True)
    except (puremagic.PureError, ValueError):
        seen = ""
    kind = next((kind for kind in KINDS if kind.media_type == seen), None)
    if data.startswith(b"%PDF-"):
        kind = PDF
    elif data.startswith(b"PK\x03\x04"):
        kind = next((office for office, part in _MAIN_PARTS.items() if part in data), None)
    if kind is None or kind not in among or (kind is PDF and not data.startswith(b"%PDF-")):
        raise DomainError("file.wrong_kind", field=field, kinds=[NAMES[one.code] for one in among])
    if suffix not in kind.suffixes:
        raise DomainError("file.name_does_not_fit", field=field, name=name, kind=kind.code)
    return kind


def made_safe(data: bytes, kind: Kind, *, field: str | None) -> bytes:
    """Images drawn anew by a child process that may fail without harm; PDFs as they came, for they may be signed;
    office documents as they came, once a child has looked at every part of them.

    Takes up to seconds: never inside a transaction. Raises `file.broken`, `file.too_many_pixels` or what
    `office.EXIT` names.
    """
    if kind in _MAIN_PARTS:
        return _looked_through(data, kind, field=field)
    if kind is PDF:
        if not _ends_as_pdf(data):
            raise DomainError("file.broken", field=field, kind=kind.code)
        return data
    return _by_child(data, kind, (), field=field)


def _looked_through(data: bytes, kind: Kind, *, field: str | None) -> bytes:
    command = [sys.executable, "-I", str(OFFICE_CHILD), kind.code]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise DomainError("file.broken", field=field, kind=kind.code) from None
    if done.returncode != office.EXIT["fine"]:
        reason = next((name for name, code in office.EXIT.items() if code == done.returncode), "broken")
        raise DomainError(f"file.{reason}", field=field, kind=kind.code)
    return data


def photo_sizes(data: bytes, kind: Kind, *, field: str | None) -> list[tuple[int, int, bytes]]:
    """(width, height, WebP) of a photo, the smallest first; drawn by the child. Raises as `made_safe`, or `file.moving`."""
    return list(_apart(_by_child(data, kind, PHOTO_WIDTHS, field=field)))


def _by_child(data: bytes, kind: Kind, widths: tuple[int, ...], *, field: str | None) -> bytes:
    command = [sys.executable, "-I", str(CHILD), kind.code, *map(str, widths)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise DomainError("file.broken", field=field, kind=kind.code) from None
    if done.returncode == reencode.EXIT["too_many_pixels"]:
        raise DomainError("file.too_many_pixels", field=field, megapixels=reencode.MAX_PIXELS[kind.code] // 1_000_000)
    if done.returncode == reencode.EXIT["moving"]:
        raise DomainError("file.moving", field=field)
    if done.returncode != reencode.EXIT["fine"]:
        raise DomainError("file.broken", field=field, kind=kind.code)
    return done.stdout


def _apart(told: bytes) -> Iterator[tuple[int, int, bytes]]:
    while told:
        width, height, size = reencode.HEAD.unpack_from(told)
        body, told = told[reencode.HEAD.size :][:size], told[reencode.HEAD.size + size :]
        yield width, height, body


def _ends_as_pdf(data: bytes) -> bool:
    """A PDF is read from its end: a table of contents must be named there, and lie inside the file."""
    ends = _PDF_END.findall(data[-_PDF_END_WITHIN:])
    return bool(ends) and int(ends[-1]) < len(data)
