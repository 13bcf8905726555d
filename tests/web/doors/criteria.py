from tests.web.doors.door import Door

DOORS = {
    "criteria.show": Door("anyone"),
    "criteria_staff.one": Door("is_administrator"),
    "criteria_staff.publish": Door("is_administrator"),
    "criteria_staff.retire": Door("is_administrator"),
    "criteria_staff.sets": Door("is_administrator"),
}
