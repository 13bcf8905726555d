"""The photos of a venue. Each write holds the venue first: two hands at once count and order one after the other."""

from typing import Any

from app.core.db import db
from app.core.errors import NotFound
from app.files import photos
from app.files.photos import Move
from app.files.service import PreparedPhoto
from app.venues import queries
from app.venues.models import Venue, VenuePhoto, VenuePhotoSize
from app.venues.service.telling import tell


def add_photo(
    venue: Venue, prepared: PreparedPhoto, *, alt_vi: str, alt_en: str | None = None, actor: Any
) -> VenuePhoto:
    """Put it last. Raises `photo.too_many`, or what is wrong with the words."""
    photo = VenuePhoto(venue_id=venue.id)
    photos.take_in(
        photo, queries.hold_photos(venue), prepared, VenuePhotoSize, alt_vi=alt_vi, alt_en=alt_en, actor=actor
    )
    tell(venue, "venue.photo_added", actor, photo=photo.public_id)
    return photo


def describe_photo(photo: VenuePhoto, *, alt_vi: str, alt_en: str | None, actor: Any) -> None:
    photos.describe(photo, alt_vi, alt_en)
    tell(_venue_of(photo), "venue.photo_described", actor, photo=photo.public_id)


def move_photo(photo: VenuePhoto, to: Move, *, actor: Any) -> None:
    photos.move(_held_with(photo), photo, to)
    tell(_venue_of(photo), "venue.photo_moved", actor, photo=photo.public_id)


def remove_photo(photo: VenuePhoto, *, actor: Any) -> None:
    """The rows go now, the bytes with the next sweep."""
    venue, named = _venue_of(photo), photo.public_id
    photos.take_out(_held_with(photo), photo)
    tell(venue, "venue.photo_removed", actor, photo=named)


def _held_with(photo: VenuePhoto) -> list[VenuePhoto]:
    there = queries.hold_photos(_venue_of(photo))
    if photo not in there:  # another hand removed it between the look and the hold
        raise NotFound("photo")
    return there


def _venue_of(photo: VenuePhoto) -> Venue:
    venue = db.session.get(Venue, photo.venue_id)
    if venue is None:
        raise NotFound("venue")
    return venue
