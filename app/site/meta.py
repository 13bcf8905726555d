"""What other sites and search engines take of a page: whole addresses, and what it is about by schema.org."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, url_for

from app.core.text import is_vietnamese, pick
from app.spaces.models import Space, SpaceKind
from app.spaces.rules import Point, shown_address, shown_point
from app.venues.models import Venue
from app.web.language import locale

SHARED_WIDTH = 960  # of a picture that goes with a link


def on_site(path: str) -> str:
    """The whole address of a path of ours, under the name the Centre gives the site, whatever name it was asked by."""
    return str(current_app.config["SETTINGS"].site_url) + path


def shared_picture(photo: Any) -> dict[str, Any]:
    """Of a space's or a venue's photo, for `page_meta`."""
    size = min(photo.sizes, key=lambda one: abs(one.width - SHARED_WIDTH))
    return {
        "url": url_for("site.photo", public_id=photo.public_id, width=size.width),
        "width": size.width,
        "height": size.height,
        "photo": photo,
    }


def in_another_language(text: str) -> bool:
    """Vietnamese on a page that is read in another language."""
    return locale() != "vi" and is_vietnamese(text)


# Kinds of spaces as schema.org knows them; what has several is the first of these.
TYPES = {
    SpaceKind.MUSEUM: "Museum",
    SpaceKind.LIBRARY: "Library",
    SpaceKind.GALLERY: "ArtGallery",
    SpaceKind.CAFE: "CafeOrCoffeeShop",
    SpaceKind.HERITAGE: "LandmarksOrHistoricalBuildings",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LINKS = ("website", "facebook", "instagram", "youtube")


def about_space(space: Space, photos: Sequence[Any], *, network: str | None) -> dict[str, Any]:
    """A space by schema.org: what its page shows, no more. `network` is what it is a member of."""
    language = locale()
    point, other = shown_point(space), space.name_vi if language == "en" else space.name_en
    placed = next((name for kind, name in TYPES.items() if kind in space.kinds), "LocalBusiness")
    name = pick(space, "name", language)
    told: dict[str, Any] = {
        "@type": placed if space.ward else "Organization",
        "@id": on_site(url_for("site.space", slug=space.slug)),
        "url": on_site(url_for("site.space", slug=space.slug)),
        "name": name,
        "alternateName": other if other != name else None,
        "description": pick(space, "summary", language),
        "image": [on_site(shared_picture(photo)["url"]) for photo in photos[:3]],
        "address": shown_address(space) or None,
        "geo": _geo(point) if point and point.exact else None,
        "openingHoursSpecification": [_opening(one) for one in space.hours],
        "sameAs": [space.channels[name] for name in LINKS if space.channels.get(name)],
        "email": space.channels.get("email"),
        "telephone": space.channels.get("phone"),
        "memberOf": {"@type": "Organization", "name": network} if network else None,
    }
    return {key: value for key, value in told.items() if value}


def about_venue(venue: Venue, photos: Sequence[Any], *, centre: str) -> dict[str, Any]:
    """A place by schema.org: what its page shows, no more."""
    language = locale()
    name, other = pick(venue, "name", language), venue.name_vi if language == "en" else venue.name_en
    address = on_site(url_for("site.venue", slug=venue.slug))
    placed = Point(venue.latitude, venue.longitude, exact=True) if venue.latitude and venue.longitude else None
    told: dict[str, Any] = {
        "@type": "Place",
        "@id": address,
        "url": address,
        "name": name,
        "alternateName": other if other != name else None,
        "description": pick(venue, "summary", language),
        "image": [on_site(shared_picture(photo)["url"]) for photo in photos[:3]],
        "geo": _geo(placed) if placed else None,
        "maximumAttendeeCapacity": venue.capacity,
        "containedInPlace": {"@type": "Place", "name": centre} if centre else None,
    }
    return {key: value for key, value in told.items() if value}


def _geo(point: Point) -> dict[str, Any]:
    return {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}


def _opening(hours: Any) -> dict[str, Any]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{DAYS[hours.weekday]}",
        "opens": f"{hours.opens:%H:%M}",
        "closes": f"{hours.closes:%H:%M}",
    }
