from tests.web.doors.door import Door

DOORS = {
    "dev_components.components": Door("anyone"),
    "health.alive": Door("anyone"),
    "health.ready": Door("anyone"),
    "health.security": Door("anyone"),
    "language.choose": Door("anyone"),
}
