from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "dev_mail.body": Door("anyone"),
    "dev_mail.letter": Door("anyone"),
    "dev_mail.letters": Door("anyone"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    return {
        "dev_mail": {"name": "thu"},
    }
