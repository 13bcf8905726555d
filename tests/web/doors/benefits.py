from app.benefits.queries import letters_of, uses_in
from tests.web.doors.door import STAFF, TEAM, Door
from tests.web.doors.here import Here

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


def things(here: Here) -> dict[str, dict[str, str]]:
    (letter_issued,) = letters_of(here.space.id)
    use = uses_in(letter_issued.issued_on.year)[0]
    return {
        "benefits_staff": {"code": use.benefit.code, "way": "up", "use_id": use.public_id},
        "letters": {"public_id": letter_issued.public_id, "code": letter_issued.check_code},
        "letters.of_space": {"public_id": here.space.public_id},
    }
