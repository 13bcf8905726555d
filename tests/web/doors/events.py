from tests.web.doors.door import Door

DOORS: dict[str, Door] = {}
