from tests.web.doors.door import Door

DOORS = {
    "desk.home": Door("is_centre_staff"),
    "desk_settings.edit": Door("is_administrator"),
    "desk_workdays.calendar": Door("is_coordinator"),
    "desk_workdays.remove": Door("is_coordinator"),
}
