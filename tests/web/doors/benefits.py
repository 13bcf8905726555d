from tests.web.doors.door import STAFF, TEAM, Door

DOORS = {
    "benefits.mine": Door("signed_in"),
    "benefits.show": Door("anyone"),
    "benefits_staff.benefit": Door("can_keep_benefits"),
    "benefits_staff.benefits": Door("can_keep_benefits"),
    "benefits_staff.edit": Door("can_keep_benefits"),
    "benefits_staff.enter": Door("can_keep_benefits"),
    "benefits_staff.export": Door("can_keep_benefits"),
    "benefits_staff.move": Door("can_keep_benefits"),
    "benefits_staff.new": Door("can_keep_benefits"),
    "benefits_staff.take_back": Door("can_keep_benefits"),
    "letters.check": Door("anyone"),
    "letters.of_space": Door("signed_in", TEAM),
    "letters.pdf": Door("signed_in", (*TEAM, *STAFF)),
    "letters_staff.letters": Door("can_see_letters"),
}
