from app.calendars.queries import links_of
from app.core import clock
from tests.web.doors.door import SELF, Door
from tests.web.doors.here import Here

DOORS = {
    "calendar_health.show": Door("signed_in", SELF),
    "calendar_links.add_device": Door("signed_in"),
    "calendar_links.edit": Door("signed_in"),
    "calendar_links.join": Door("signed_in", SELF),
    "calendar_links.mine": Door("signed_in"),
    "calendar_links.renew": Door("signed_in", SELF),
    "calendar_links.revoke": Door("signed_in", SELF),
    "calendars.closures": Door("anyone"),
    "calendars.field": Door("anyone"),
    "calendars.holidays": Door("anyone"),
    "calendars.month": Door("anyone"),
    "calendars.private": Door("anyone"),
    "calendars.public": Door("anyone"),
    "calendars.single": Door("anyone"),
    "calendars.space": Door("anyone"),
    "calendars.subscribe": Door("anyone"),
    "calendars.venue": Door("anyone"),
    "calendars_staff.index": Door("is_administrator"),
    "calendars_staff.one": Door("is_administrator"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    return {
        "calendar_health": {"public_id": links_of(here.owner)[0].public_id},
        "calendar_links": {"public_id": links_of(here.owner)[0].public_id},
        "calendars.field": {"code": "crafts"},
        "calendars_staff": {"public_id": links_of(here.owner)[0].public_id},
        "calendars.private": {"token": here.feed_token},
        "calendars.space": {"slug": here.space.slug},
        "calendars.month": {"month": f"{clock.today():%Y-%m}"},
        "calendars.single": {"public_id": here.booking.public_id},
    }
