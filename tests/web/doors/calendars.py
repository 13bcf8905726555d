from tests.web.doors.door import SELF, Door

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
