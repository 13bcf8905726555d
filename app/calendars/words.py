"""What private calendars are called, and what they tell."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.calendars.definition import Depth, Part

PART_NAMES: Mapping[str, object] = {
    Part.EVENTS: _l("Sự kiện mở cửa cho công chúng"),
    Part.MINE: _l("Đặt chỗ của các không gian tôi tham gia"),
    Part.STAFF: _l("Mọi lượt đặt chỗ của Mạng lưới (nội bộ)"),
    Part.CLOSURES: _l("Địa điểm đóng cửa tạm thời"),
    Part.HOLIDAYS: _l("Ngày nghỉ của Trung tâm"),
    Part.DEADLINES: _l("Hạn nộp phiếu chấm của tôi"),
}
PART_HINTS: Mapping[str, object] = {
    Part.EVENTS: _l("Chọn địa điểm, không gian, lĩnh vực ở mục dưới; không chọn gì thì lấy tất cả."),
    Part.MINE: _l("Cả lượt chờ duyệt, có ghi chú ở đầu tên."),
    Part.STAFF: _l("Kèm giờ lắp đặt và tháo dỡ, và mọi lần đóng cửa."),
    Part.DEADLINES: _l("Chỉ ghi mã hồ sơ."),
}
DEPTH_NAMES: Mapping[Depth, object] = {
    Depth.STAFF: _l("Như nhân viên Trung tâm: tên, địa điểm, giờ lắp đặt và tháo dỡ"),
    Depth.OWN: _l("Như người trong nhóm: tên, địa điểm, cả lượt chờ duyệt"),
    Depth.PUBLIC: _l("Như công chúng: chỉ những gì trang Sự kiện cũng cho thấy"),
    Depth.BUSY: _l("Bận/rảnh: chỉ có chữ “Bận”; không kèm ngày nghỉ, đóng cửa, hạn nộp"),
}
DEPTH_SHORT: Mapping[Depth, object] = {
    Depth.STAFF: _l("như nhân viên Trung tâm"),
    Depth.OWN: _l("như người trong nhóm"),
    Depth.PUBLIC: _l("như công chúng"),
    Depth.BUSY: _l("chỉ giờ bận"),
}
LANGUAGE_NAMES: Mapping[str, object] = {"vi": "Tiếng Việt", "en": "English"}
PAST_NAMES: Mapping[int, object] = {
    0: _l("Không lấy ngày đã qua"),
    30: _l("30 ngày đã qua"),
    90: _l("90 ngày đã qua"),
    180: _l("180 ngày đã qua"),
}
FUTURE_NAMES: Mapping[int, object] = {
    30: _l("30 ngày tới"),
    90: _l("90 ngày tới"),
    180: _l("6 tháng tới"),
    365: _l("12 tháng tới"),
    730: _l("24 tháng tới"),
}
# Ready-made addresses, short and as a choice.
READY_NAMES: Mapping[str, object] = {
    "personal": _l("Lịch của bạn"),
    "mine": _l("Đặt chỗ của tôi"),
    "busy": _l("Bận/rảnh"),
    "space": _l("Đặt chỗ của một không gian"),
    "staff": _l("Lịch địa điểm (nội bộ)"),
    "deadlines": _l("Hạn nộp phiếu chấm"),
}
READY_CHOICES: Mapping[str, object] = {
    "mine": _l("Đặt chỗ của tôi: mọi lượt của các không gian tôi tham gia, lượt chờ duyệt có ghi chú"),
    "busy": _l("Bận/rảnh: chỉ có chữ “Bận”, không tên, không địa điểm"),
    "staff": _l("Lịch địa điểm (nội bộ): mọi lượt đặt chỗ, kèm giờ lắp đặt và tháo dỡ"),
    "deadlines": _l("Hạn nộp phiếu chấm: mã hồ sơ và ngày đến hạn của tôi"),
}
