from tests.web.doors.door import Door

DOORS = {
    "register.download": Door("anyone"),
    "register.entry": Door("anyone"),
    "register.figure": Door("anyone"),
    "register.statistics": Door("anyone"),
    "register.members": Door("anyone"),
}
