from tests.web.doors.door import Door

DOORS = {
    "dev_mail.body": Door("anyone"),
    "dev_mail.letter": Door("anyone"),
    "dev_mail.letters": Door("anyone"),
}
