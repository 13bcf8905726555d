from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

NO_MEMBER = _l("Chưa là thành viên")

ONLINE_NAMES = {
    "no": _l("Có địa chỉ để đến"),
    "yes": _l("Hoạt động trực tuyến"),
}
OPEN_NAMES = {"now": _l("Đang mở cửa")}
STEP_FREE_NAMES = {"yes": _l("Lối đi không bậc")}


def for_map() -> dict[str, str]:
    """What the map says by itself; `{n}` and the like are filled in there."""
    return {
        "here": _("{n} không gian ở đây"),
        "close": _("Đóng"),
        "zoomIn": _("Phóng to"),
        "zoomOut": _("Thu nhỏ"),
        "inWard": _("Vị trí chung của phường, xã"),
        "demo": _("Dữ liệu minh họa"),
        "failed": _("Chưa tải được bản đồ. Danh sách bên dưới có đủ các không gian."),
        "shown": _("Bản đồ đang có {n} không gian."),
    }
