from app.venues.queries import equipment_at, quotas_of, venue_by_slug
from app.venues.queries import photos_of as venue_photos_of
from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "venues_photos.add": Door("can_manage_venues"),
    "venues_photos.move": Door("can_manage_venues"),
    "venues_photos.one": Door("can_manage_venues"),
    "venues_photos.remove": Door("can_manage_venues"),
    "venues_photos.show": Door("can_manage_venues"),
    "venues_staff.approvers": Door("can_manage_venues"),
    "venues_staff.equipment": Door("can_manage_venues"),
    "venues_staff.equipment_anywhere": Door("can_manage_venues"),
    "venues_staff.facts": Door("can_manage_venues"),
    "venues_staff.layouts": Door("can_manage_venues"),
    "venues_staff.neighbours": Door("can_manage_venues"),
    "venues_staff.overview": Door("can_manage_venues"),
    "venues_staff.plan": Door("can_manage_venues"),
    "venues_staff.quotas": Door("can_manage_venues"),
    "venues_staff.quotas_together": Door("can_manage_venues"),
    "venues_staff.remove_neighbour": Door("can_manage_venues"),
    "venues_staff.remove_plan": Door("can_manage_venues"),
    "venues_staff.remove_quota": Door("can_manage_venues"),
    "venues_staff.terms": Door("can_manage_venues"),
    "venues_staff.thing": Door("can_manage_venues"),
    "venues_staff.venues": Door("can_manage_venues"),
    "venues_staff.words": Door("can_manage_venues"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    sample = venue_by_slug("di-san-cong-nghiep")
    assert sample
    venue_photo, thing, quota = venue_photos_of(sample)[0], equipment_at(sample)[0], quotas_of(sample)[0]
    return {
        "venues_photos": {"photo_id": venue_photo.public_id, "slug": sample.slug},
        "venues_staff": {"code": "san-khau-kinh", "other": "san-vuon-dong"},
        "venues_staff.thing": {"public_id": thing.public_id},
        "venues_staff.remove_quota": {"public_id": quota.public_id},
    }
