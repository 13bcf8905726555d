from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS: dict[str, Door] = {
    "reports.index": Door("is_centre_staff"),
    "reports.figure": Door("is_centre_staff"),
    "reports.month": Door("is_centre_staff"),
    "reports.month_file": Door("is_centre_staff"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    return {
        "reports.figure": {"name": "use", "ending": "csv"},
        "reports.month": {"month": "2026-11"},
        "reports.month_file": {"month": "2026-11", "ending": "xlsx"},
    }
