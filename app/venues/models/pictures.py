from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.files.models import StoredFile


class VenuePhoto(Base):
    """A photo on a venue's page. Positions run from 1 without gaps; the first is the cover."""

    __tablename__ = "venue_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), index=True)
    position: Mapped[int]
    alt_vi: Mapped[str]
    alt_en: Mapped[str | None]
    created_at: Mapped[datetime]

    sizes: Mapped[list["VenuePhotoSize"]] = relationship(
        order_by="VenuePhotoSize.width", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def largest(self) -> "VenuePhotoSize":
        return self.sizes[-1]

    def file_of(self, width: int) -> StoredFile | None:
        return next((size.file for size in self.sizes if size.width == width), None)


class VenuePhotoSize(Base):
    __tablename__ = "venue_photo_sizes"

    photo_id: Mapped[int] = mapped_column(ForeignKey("venue_photos.id"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True)
    height: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"), unique=True)

    file: Mapped[StoredFile] = relationship()
