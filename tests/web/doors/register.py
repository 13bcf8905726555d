from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "register.download": Door("anyone"),
    "register.entry": Door("anyone"),
    "register.figure": Door("anyone"),
    "register.statistics": Door("anyone"),
    "register.members": Door("anyone"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    return {
        "register.download": {"ending": "json"},
        "register.figure": {"name": "members", "ending": "svg"},
        "register.entry": {"slug": here.space.slug},
    }
