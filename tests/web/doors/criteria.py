from app.criteria.queries import current_set
from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "criteria.show": Door("anyone"),
    "criteria_staff.one": Door("is_administrator"),
    "criteria_staff.publish": Door("is_administrator"),
    "criteria_staff.retire": Door("is_administrator"),
    "criteria_staff.sets": Door("is_administrator"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    criteria = current_set()
    assert criteria
    return {
        "criteria_staff": {"public_id": criteria.public_id},
    }
