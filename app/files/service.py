"""Two steps: `prepare_…` checks and writes the bytes, outside any transaction; `keep` writes the row, inside one.

A row never points at a missing file; a file without a row is swept away after an hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

from app.core import clock
from app.core.db import db, in_transaction
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import one_line
from app.files import kinds, queries, store
from app.files.models import StoredFile

NAME_MAX = 150


@dataclass(frozen=True)
class PreparedFile:
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class PreparedPhoto:
    """One photo in its sizes, the smallest first: (width, height, file)."""

    sizes: tuple[tuple[int, int, PreparedFile], ...]


def prepare_upload(upload: FileStorage, *, field: str | None = None) -> PreparedFile:
    """Check what a person sent and put it on the disk. Raises `file.…` at `field`, with the reason."""
    name, data = _read(upload, field)
    kind = kinds.kind_of(data, name, field=field)
    return prepare_bytes(kinds.made_safe(data, kind, field=field), name, kind.media_type)


def prepare_evidence(upload: FileStorage, *, field: str | None = None) -> PreparedFile:
    """The same for what proves something in a dossier: office documents too, and larger."""
    name, data = _read(upload, field, most=kinds.EVIDENCE_BYTES)
    kind = kinds.kind_of(data, name, field=field, among=kinds.EVIDENCE_KINDS)
    return prepare_bytes(kinds.made_safe(data, kind, field=field), name, kind.media_type)


def prepare_photo(upload: FileStorage, *, field: str | None = None) -> PreparedPhoto:
    """The same for a photo that everybody will see: drawn anew in several sizes. Raises `file.…` at `field`."""
    name, data = _read(upload, field)
    kind = kinds.kind_of(data, name, field=field, among=kinds.PHOTO_KINDS)
    return prepare_sizes(kinds.photo_sizes(data, kind, field=field))


def _read(upload: FileStorage, field: str | None, *, most: int = kinds.MAX_BYTES) -> tuple[str, bytes]:
    data = upload.stream.read(most + 1)
    if not data:
        raise DomainError("file.empty", field=field)
    if len(data) > most:
        raise DomainError("file.too_large", field=field, megabytes=most // kinds.MEGABYTE)
    return file_name(upload.filename or ""), data


def prepare_sizes(sizes: Iterable[tuple[int, int, bytes]]) -> PreparedPhoto:
    """Put a photo of the house's own drawing, WebP in each size, on the disk, unchecked."""
    return PreparedPhoto(
        tuple(
            (width, height, prepare_bytes(data, f"{width}.webp", kinds.PHOTO_TYPE)) for width, height, data in sizes
        )
    )


def prepare_bytes(data: bytes, name: str, media_type: str) -> PreparedFile:
    """Put bytes of the house's own making on the disk, unchecked."""
    if in_transaction():
        raise RuntimeError("files are written before the transaction, not inside it")
    return PreparedFile(file_name(name), media_type, len(data), store.write(data))


def prepare_pdf(data: bytes, name: str) -> PreparedFile:
    return prepare_bytes(data, name, "application/pdf")


def keep(prepared: PreparedFile, *, actor: Any) -> StoredFile:
    """The row for a prepared file. Raises `file.gone` when a sweep was quicker than the person."""
    if not store.path_of_digest(prepared.sha256).exists():
        raise DomainError("file.gone")
    stored = StoredFile(
        public_id=new_public_id(),
        name=prepared.name,
        media_type=prepared.media_type,
        size=prepared.size,
        sha256=prepared.sha256,
        created_at=clock.now(),
        created_by=getattr(actor, "id", None),
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def forget(stored: StoredFile) -> None:
    """Take the row away; the bytes go with the next sweep, unless another row names the same."""
    db.session.delete(stored)


def path_of(stored: StoredFile) -> Path:
    return store.path_of_digest(stored.sha256)


def sweep() -> int:
    """Remove files that no row names and that are older than an hour; returns how many."""
    return store.remove_orphans(queries.is_named)


def file_name(given: str) -> str:
    """The last part of a name, on one line, its ending kept when it is too long. A label, never a path."""
    name = one_line(given.replace("\\", "/").rsplit("/", 1)[-1])
    stem, dot, ending = name.rpartition(".")
    if len(name) > NAME_MAX and dot and len(ending) < 10:
        return f"{stem[: NAME_MAX - len(ending) - 1]}.{ending}"
    return name[:NAME_MAX] or "tep"
