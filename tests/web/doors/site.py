from tests.web.doors.door import Door

DOORS = {
    "site.event": Door("anyone"),
    "site.events": Door("anyone"),
    "site.home": Door("anyone"),
    "site.photo": Door("anyone"),
    "site.plan": Door("anyone"),
    "site.robots": Door("anyone"),
    "site.space": Door("anyone"),
    "site.spaces": Door("anyone"),
    "site.venue": Door("anyone"),
    "site.venues": Door("anyone"),
}
