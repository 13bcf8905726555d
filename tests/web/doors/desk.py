from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "desk.home": Door("is_centre_staff"),
    "desk_settings.edit": Door("is_administrator"),
    "desk_workdays.calendar": Door("is_coordinator"),
    "desk_workdays.remove": Door("is_coordinator"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    return {
        "desk_workdays": {"day": "2026-09-02"},
    }
