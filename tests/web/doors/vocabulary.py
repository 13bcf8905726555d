from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS: dict[str, Door] = {
    "desk_lists.hide": Door("is_coordinator"),
    "desk_lists.index": Door("is_coordinator"),
    "desk_lists.move": Door("is_coordinator"),
    "desk_lists.offer": Door("is_coordinator"),
    "desk_lists.one": Door("is_coordinator"),
    "desk_lists.remove": Door("is_coordinator"),
    "desk_lists.word": Door("is_coordinator"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    return {"desk_lists": {"list_": "fields", "code": "design", "way": "up"}}
