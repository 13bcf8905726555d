"""Every write of a space's photos. Each holds the space first: two hands at once count and order one after the other."""

from typing import Any

from app.audit.service import record
from app.core.db import db
from app.core.errors import NotFound
from app.files import photos
from app.files.photos import Move
from app.files.service import PreparedPhoto
from app.revisions.service import bump
from app.spaces import queries
from app.spaces.models import PhotoSize, Space, SpacePhoto


def add_photo(
    space: Space, prepared: PreparedPhoto, *, alt_vi: str, alt_en: str | None = None, actor: Any
) -> SpacePhoto:
    """Put it last. Raises `photo.too_many`, or what is wrong with the words."""
    photo = SpacePhoto(space_id=space.id)
    photos.take_in(
        photo, queries.hold_photos(space.id), prepared, PhotoSize, alt_vi=alt_vi, alt_en=alt_en, actor=actor
    )
    _tell(photo, "space.photo_added", actor)
    return photo


def describe_photo(photo: SpacePhoto, *, alt_vi: str, alt_en: str | None, actor: Any) -> None:
    photos.describe(photo, alt_vi, alt_en)
    _tell(photo, "space.photo_described", actor)


def move_photo(photo: SpacePhoto, to: Move, *, actor: Any) -> None:
    photos.move(_held_with(photo), photo, to)
    _tell(photo, "space.photo_moved", actor)


def remove_photo(photo: SpacePhoto, *, actor: Any) -> None:
    """The rows go now, the bytes with the next sweep."""
    there = _held_with(photo)
    _tell(photo, "space.photo_removed", actor)
    photos.take_out(there, photo)


def _held_with(photo: SpacePhoto) -> list[SpacePhoto]:
    there = queries.hold_photos(photo.space_id)
    if photo not in there:  # another hand removed it between the look and the hold
        raise NotFound("photo")
    return there


def _tell(photo: SpacePhoto, action: str, actor: Any) -> None:
    db.session.flush()
    subject = f"space:{photo.space_id}"
    record(subject, action, actor=actor, payload={"photo": photo.public_id})
    bump("spaces", subject)
