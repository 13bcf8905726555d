from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.venues.models import Layout

LAYOUT_NAMES: Mapping[str, object] = {
    Layout.STANDING: _l("Đứng"),
    Layout.THEATRE: _l("Ghế xếp hàng"),
    Layout.CLASSROOM: _l("Bàn ghế kiểu lớp học"),
    Layout.ROUND_TABLES: _l("Bàn tròn"),
    Layout.EXHIBITION: _l("Trưng bày"),
    Layout.MARKET: _l("Gian hàng"),
}
