from flask_babel import lazy_gettext as _l

NO_MEMBER = _l("Chưa là thành viên")

ONLINE_NAMES = {
    "no": _l("Có địa chỉ để đến"),
    "yes": _l("Hoạt động trực tuyến"),
}
