from sqlalchemy import select

from app.core.db import db
from app.files.models import StoredFile


def file_by_public_id(public_id: str) -> StoredFile | None:
    """Says nothing about who may read it: the feature that holds the file decides."""
    return db.session.scalars(select(StoredFile).where(StoredFile.public_id == public_id)).one_or_none()


def is_named(sha256: str) -> bool:
    return db.session.scalars(select(StoredFile.id).where(StoredFile.sha256 == sha256).limit(1)).first() is not None
