"""The files of a space that prove something: kept once, attached wherever they serve, also in later years."""

from collections.abc import Iterable
from typing import Any

from app.applications import queries
from app.applications.models import Application, EvidenceFile
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.files.service import PreparedFile, forget, keep
from app.spaces.models import Space


def add_to_library(
    space: Space, upload: PreparedFile, *, actor: Any, library: Iterable[EvidenceFile] | None = None
) -> EvidenceFile:
    """The file in the library of the space; the one that is there already when the same was sent before."""
    known = queries.library_of(space) if library is None else library
    for one in known:
        if (one.file.sha256, one.file.name) == (upload.sha256, upload.name):
            return one
    file = EvidenceFile(space_id=space.id, file=keep(upload, actor=actor), added_at=clock.now(), added_by=actor.id)
    db.session.add(file)
    db.session.flush()
    return file


def drop_from_library(file: EvidenceFile, *, actor: Any) -> None:
    """For good. Raises `evidence.sent` and `evidence.in_use`."""
    if file.sent_at is not None:
        raise DomainError("evidence.sent")
    if queries.uses_of([file]):
        raise DomainError("evidence.in_use")
    record(f"space:{file.space_id}", "evidence.dropped", actor=actor, payload={"name": file.file.name})
    db.session.delete(file)
    db.session.flush()
    forget(file.file)


def freeze_files(application: Application) -> None:
    """What was sent stays, whatever becomes of the draft it was sent with."""
    for links in queries.evidence_of(application).values():
        for link in links:
            link.held.sent_at = link.held.sent_at or clock.now()
    db.session.flush()
