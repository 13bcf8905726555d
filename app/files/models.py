from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.db import Base


class StoredFile(Base):
    """A file on disk under its digest; the name people see is only a label."""

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]


class PhotoInSize:
    """Columns of one drawing of a photo; the table adds `photo_id`."""

    width: Mapped[int] = mapped_column(primary_key=True)
    height: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)

    @declared_attr
    def file(cls) -> Mapped[StoredFile]:
        return relationship(StoredFile)


class Photo:
    """Columns of a photo on the page of something; the table adds whose it is, and its sizes, the smallest first.

    Positions run from 1 without gaps; the first is the cover.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    alt_vi: Mapped[str]
    alt_en: Mapped[str | None]
    created_at: Mapped[datetime]

    if TYPE_CHECKING:
        sizes: Mapped[list[Any]]

    @property
    def largest(self) -> PhotoInSize:
        largest: PhotoInSize = self.sizes[-1]
        return largest

    def file_of(self, width: int) -> StoredFile | None:
        return next((size.file for size in self.sizes if size.width == width), None)
