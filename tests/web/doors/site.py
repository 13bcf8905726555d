from app.spaces.queries import photos_of
from app.venues.queries import venue_by_slug
from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "site.event": Door("anyone"),
    "site.events": Door("anyone"),
    "site.events_past": Door("anyone"),
    "site.home": Door("anyone"),
    "site.photo": Door("anyone"),
    "site.plan": Door("anyone"),
    "site.robots": Door("anyone"),
    "site.search": Door("anyone"),
    "site.sitemap": Door("anyone"),
    "site.space": Door("anyone"),
    "site.spaces": Door("anyone"),
    "site.spaces_geojson": Door("anyone"),
    "site.venue": Door("anyone"),
    "site.venues": Door("anyone"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    photo = photos_of(here.space.id)[0]
    sample = venue_by_slug("di-san-cong-nghiep")
    assert sample
    assert sample.plan
    return {
        "site.event": {"public_id": here.booking.public_id},
        "site.photo": {"public_id": photo.public_id, "width": str(photo.largest.width)},
        "site.space": {"slug": here.space.slug},
        "site.plan": {"public_id": sample.plan.public_id},
    }
