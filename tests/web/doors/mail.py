from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "desk_mail_texts.edit": Door("is_coordinator"),
    "desk_mail_texts.history": Door("is_coordinator"),
    "desk_mail_texts.index": Door("is_coordinator"),
    "desk_mail_texts.restore": Door("is_coordinator"),
    "desk_mail_texts.try_out": Door("is_coordinator"),
    "dev_mail.body": Door("anyone"),
    "dev_mail.letter": Door("anyone"),
    "dev_mail.letters": Door("anyone"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    return {
        "desk_mail_texts": {"code": "space_team"},
        "dev_mail": {"name": "thu"},
    }
