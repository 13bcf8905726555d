"""Photos that everybody sees on the page of something: its first few in order, each described and in several sizes.

The thing they belong to is the caller's: it holds it, so that two hands at once count and order one after the other,
and tells what was done. What a photo and its sizes are made of stands in `models`.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import one_line
from app.files.models import Photo, PhotoInSize
from app.files.service import PreparedPhoto, forget, keep

PHOTOS_MAX, ALT_MAX = 8, 200
P = TypeVar("P", bound=Photo)


class Move(StrEnum):
    FIRST = "first"
    EARLIER = "earlier"
    LATER = "later"


def take_in(
    photo: P,
    before: Sequence[P],
    prepared: PreparedPhoto,
    size: Callable[..., PhotoInSize],
    *,
    alt_vi: str,
    alt_en: str | None,
    actor: Any,
) -> None:
    """Put it last. Raises `photo.too_many`, or what is wrong with the words."""
    check_alt(alt_vi, alt_en)
    if len(before) >= PHOTOS_MAX:
        raise DomainError("photo.too_many", field="photo", max=PHOTOS_MAX)
    photo.public_id, photo.position, photo.created_at = new_public_id(), len(before) + 1, clock.now()
    photo.sizes = [
        size(width=width, height=height, file=keep(file, actor=actor)) for width, height, file in prepared.sizes
    ]
    describe(photo, alt_vi, alt_en)
    db.session.add(photo)
    db.session.flush()


def describe(photo: Photo, alt_vi: str, alt_en: str | None) -> None:
    check_alt(alt_vi, alt_en)
    photo.alt_vi, photo.alt_en = one_line(alt_vi), one_line(alt_en or "") or None


def move(photos: Sequence[P], photo: P, to: Move) -> None:
    _number(moved(photos, photo, to))


def take_out(photos: Sequence[P], photo: P) -> None:
    """The rows go now, the bytes with the next sweep."""
    files = [size.file for size in photo.sizes]
    db.session.delete(photo)
    db.session.flush()
    for file in files:
        forget(file)
    _number(other for other in photos if other is not photo)


def moved(photos: Sequence[P], photo: P, to: Move) -> list[P]:
    """The photos in their new order: `photo` first, one place earlier or one later."""
    now = photos.index(photo)
    place = {Move.FIRST: 0, Move.EARLIER: max(0, now - 1), Move.LATER: now + 1}[to]
    rest = [other for other in photos if other is not photo]
    return [*rest[:place], photo, *rest[place:]]


def check_alt(alt_vi: str, alt_en: str | None) -> None:
    """Who cannot see a photo is told what is on it; in English where somebody wrote it."""
    if not alt_vi.strip():
        raise DomainError("photo.no_words", field="alt_vi")
    for name, value in (("alt_vi", alt_vi), ("alt_en", alt_en or "")):
        if len(value) > ALT_MAX:
            raise DomainError("photo.words_too_long", field=name, max=ALT_MAX)


def _number(photos: Iterable[Photo]) -> None:
    for position, photo in enumerate(photos, start=1):
        photo.position = position
