from flask_babel import lazy_gettext as _l

from app.reports.periods import Grain

GRAIN_NAMES = {Grain.MONTH: _l("Theo tháng"), Grain.QUARTER: _l("Theo quý"), Grain.YEAR: _l("Theo năm")}
PART_NAMES = {
    "cases": _l("Hồ sơ"),
    "places": _l("Địa điểm"),
    "people": _l("Người tham dự"),
    "members": _l("Thành viên"),
}
