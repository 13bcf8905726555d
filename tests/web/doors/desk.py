from app.accounts.queries import absences_from
from app.core import clock
from app.desk.queries import filters_for
from tests.web.doors.door import ASKED, Door
from tests.web.doors.here import Here, user

DOORS = {
    "absences.index": Door("is_centre_staff"),
    "absences.end": Door("is_centre_staff", ("administrator",)),
    "desk.home": Door("is_centre_staff"),
    "desk_tasks.plan": Door("is_centre_staff"),
    "desk_tasks.do": Door("is_centre_staff"),
    "desk_tasks.filters": Door("is_centre_staff"),
    "desk_tasks.remove_filter": Door("is_centre_staff", ASKED),
    "desk_tasks.machine": Door("is_administrator"),
    "guide.show": Door("is_administrator"),
    "guide.looked": Door("is_administrator"),
    "guide.test_letter": Door("is_administrator"),
    "guide.certificate": Door("is_administrator"),
    "desk_search.search": Door("is_centre_staff"),
    "desk_settings.edit": Door("is_administrator"),
    "desk_workdays.calendar": Door("is_coordinator"),
    "desk_workdays.remove": Door("is_coordinator"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    return {
        "absences": {"public_id": absences_from(clock.today())[0].public_id},
        "desk_tasks": {"act": "take", "public_id": filters_for(user("tuan"))[0].public_id},
        "guide.looked": {"step": "names"},
        "desk_workdays": {"day": "2026-09-02"},
    }
