"""What the kinds of things are called that the desk's search finds."""

from flask_babel import lazy_gettext as _l

KIND_NAMES = {
    "cases": _l("Hồ sơ"),
    "spaces": _l("Không gian"),
    "bookings": _l("Đặt chỗ"),
    "events": _l("Sự kiện"),
    "certificates": _l("Chứng nhận"),
    "people": _l("Người"),
    "venues": _l("Địa điểm"),
}
