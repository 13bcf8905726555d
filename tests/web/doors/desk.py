from app.accounts.queries import absences_from
from app.core import clock
from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "absences.index": Door("is_centre_staff"),
    "absences.end": Door("is_centre_staff", ("administrator",)),
    "desk.home": Door("is_centre_staff"),
    "desk_settings.edit": Door("is_administrator"),
    "desk_workdays.calendar": Door("is_coordinator"),
    "desk_workdays.remove": Door("is_coordinator"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    return {
        "absences": {"public_id": absences_from(clock.today())[0].public_id},
        "desk_workdays": {"day": "2026-09-02"},
    }
