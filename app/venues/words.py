from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from app.venues.models import Layout, Policy, QuotaMeasure, QuotaPeriod
from app.web.language import locale

POLICY_NAMES: Mapping[str, object] = {
    Policy.INSTANT: _l("Xác nhận ngay khi chỗ còn trống"),
    Policy.HOLD: _l("Giữ chỗ trong khi điều phối viên xem xét"),
    Policy.COMPETE: _l("Nhận nhiều yêu cầu cho một khung giờ, điều phối viên chọn"),
}
LAYOUT_NAMES: Mapping[str, object] = {
    Layout.STANDING: _l("Đứng"),
    Layout.THEATRE: _l("Ghế xếp hàng"),
    Layout.CLASSROOM: _l("Bàn ghế kiểu lớp học"),
    Layout.ROUND_TABLES: _l("Bàn tròn"),
    Layout.EXHIBITION: _l("Trưng bày"),
    Layout.MARKET: _l("Gian hàng"),
}
PERIOD_NAMES: Mapping[str, object] = {
    QuotaPeriod.WEEK: _l("một tuần"),
    QuotaPeriod.MONTH: _l("một tháng"),
    QuotaPeriod.YEAR: _l("một năm"),
}
MEASURE_NAMES: Mapping[str, object] = {
    QuotaMeasure.BOOKINGS: _l("lượt đặt"),
    QuotaMeasure.HOURS: _l("giờ mở cửa cho khách"),
}
NEIGHBOUR_KINDS: Mapping[str, object] = {
    "sound": _l("Âm thanh"),
    "light": _l("Ánh sáng"),
    "visitor_route": _l("Đường đi của khách"),
}


def figure(kept: int, scale: int = 1) -> str:
    """A whole number of small units in a larger one, as the reader writes it: 3,5 or 3.5."""
    figure = f"{Decimal(kept) / scale:.2f}".rstrip("0").rstrip(".")
    return figure.replace(".", ",") if locale() == "vi" else figure


def day_of_year(day: int) -> str:
    """MMDD as 01/05, in both languages: the network's own way of writing a day."""
    return f"{day % 100:02}/{day // 100:02}"
