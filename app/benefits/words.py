from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.benefits.models import Purpose

PURPOSE_NAMES: Mapping[str, object] = {
    Purpose.TAX: _l("Hồ sơ thuế"),
    Purpose.EVENT: _l("Hồ sơ xin phép sự kiện"),
    Purpose.OTHER: _l("Việc khác"),
}
