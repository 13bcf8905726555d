from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.files.models import Photo, PhotoInSize


class VenuePhoto(Photo, Base):
    """A photo on a venue's page."""

    __tablename__ = "venue_photos"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), index=True)

    sizes: Mapped[list["VenuePhotoSize"]] = relationship(
        order_by="VenuePhotoSize.width", lazy="selectin", cascade="all, delete-orphan"
    )


class VenuePhotoSize(PhotoInSize, Base):
    __tablename__ = "venue_photo_sizes"

    photo_id: Mapped[int] = mapped_column(ForeignKey("venue_photos.id"), primary_key=True)
