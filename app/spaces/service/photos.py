"""Every write of a space's photos. Each holds the space first: two hands at once count and order one after the other."""

from collections.abc import Iterable
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.ids import new_public_id
from app.core.text import one_line
from app.files.service import PreparedPhoto, forget, keep
from app.revisions.service import bump
from app.spaces import queries, rules
from app.spaces.models import PhotoSize, Space, SpacePhoto


def add_photo(
    space: Space, prepared: PreparedPhoto, *, alt_vi: str, alt_en: str | None = None, actor: Any
) -> SpacePhoto:
    """Put it last. Raises `space.too_many_photos`, or what is wrong with the words."""
    rules.check_alt(alt_vi, alt_en)
    before = queries.hold_photos(space.id)
    if len(before) >= rules.PHOTOS_MAX:
        raise DomainError("space.too_many_photos", field="photo", max=rules.PHOTOS_MAX)
    photo = SpacePhoto(public_id=new_public_id(), space_id=space.id, position=len(before) + 1, created_at=clock.now())
    photo.sizes = [
        PhotoSize(width=width, height=height, file=keep(file, actor=actor)) for width, height, file in prepared.sizes
    ]
    _describe(photo, alt_vi, alt_en)
    db.session.add(photo)
    _tell(photo, "space.photo_added", actor)
    return photo


def describe_photo(photo: SpacePhoto, *, alt_vi: str, alt_en: str | None, actor: Any) -> None:
    rules.check_alt(alt_vi, alt_en)
    _describe(photo, alt_vi, alt_en)
    _tell(photo, "space.photo_described", actor)


def move_photo(photo: SpacePhoto, to: rules.Move, *, actor: Any) -> None:
    _number(rules.moved(_held_with(photo), photo, to))
    _tell(photo, "space.photo_moved", actor)


def remove_photo(photo: SpacePhoto, *, actor: Any) -> None:
    """The rows go now, the bytes with the next sweep."""
    rest = [other for other in _held_with(photo) if other is not photo]
    files = [size.file for size in photo.sizes]
    _tell(photo, "space.photo_removed", actor)
    db.session.delete(photo)
    db.session.flush()
    for file in files:
        forget(file)
    _number(rest)


def _held_with(photo: SpacePhoto) -> list[SpacePhoto]:
    photos = queries.hold_photos(photo.space_id)
    if photo not in photos:  # another hand removed it between the look and the hold
        raise NotFound("photo")
    return photos


def _describe(photo: SpacePhoto, alt_vi: str, alt_en: str | None) -> None:
    photo.alt_vi, photo.alt_en = one_line(alt_vi), one_line(alt_en or "") or None


def _number(photos: Iterable[SpacePhoto]) -> None:
    for position, photo in enumerate(photos, start=1):
        photo.position = position


def _tell(photo: SpacePhoto, action: str, actor: Any) -> None:
    db.session.flush()
    subject = f"space:{photo.space_id}"
    record(subject, action, actor=actor, payload={"photo": photo.public_id})
    bump("spaces", subject)
