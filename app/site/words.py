from flask_babel import lazy_gettext as _l

from app.venues.models import Policy

POLICY_WORDS = {
    Policy.INSTANT: _l("Yêu cầu hợp lệ được xác nhận ngay."),
    Policy.HOLD: _l("Chỗ được giữ cho bạn trong khi điều phối viên xem xét."),
    Policy.COMPETE: _l("Nhiều đơn vị có thể cùng xin một thời gian; điều phối viên chọn và báo cho tất cả."),
}

NO_MEMBER = _l("Chưa là thành viên")

ONLINE_NAMES = {
    "no": _l("Có địa chỉ để đến"),
    "yes": _l("Hoạt động trực tuyến"),
}
