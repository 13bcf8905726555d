from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "licences.show": Door("anyone"),
    "licences_staff.edit": Door("can_change_rules"),
    "licences_staff.licences": Door("can_change_rules"),
    "licences_staff.move": Door("can_change_rules"),
    "licences_staff.new": Door("can_change_rules"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    return {
        "licences_staff": {"code": "exhibition_notice", "way": "up"},
    }
