from tests.web.doors.door import Door

DOORS = {
    "licences.show": Door("anyone"),
    "licences_staff.edit": Door("can_change_rules"),
    "licences_staff.licences": Door("can_change_rules"),
    "licences_staff.move": Door("can_change_rules"),
    "licences_staff.new": Door("can_change_rules"),
}
