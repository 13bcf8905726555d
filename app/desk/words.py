"""What the steps of the work list are called: the tag that says why it waits, its kind, and the one thing to do."""

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from app.desk.rules import Act, Kind, Step, What, When


class StepWords(NamedTuple):
    tag: LazyString
    look: str
    action: LazyString


STEPS = {
    Step.CHECK: StepWords(_l("Chờ kiểm tra"), "wait", _l("Kiểm tra")),
    Step.RECHECK: StepWords(_l("Bổ sung đã về"), "wait", _l("Kiểm tra")),
    Step.ASSIGN: StepWords(_l("Thiếu người chấm"), "due", _l("Giao phiếu")),
    Step.THIRD: StepWords(_l("Lệch điểm"), "due", _l("Mời thêm")),
    Step.PROPOSE: StepWords(_l("Đủ phiếu"), "ok", _l("Trình")),
    Step.REMIND: StepWords(_l("Chậm phiếu"), "due", _l("Mở")),
    Step.OVERDUE: StepWords(_l("Chờ bổ sung quá hạn"), "due", _l("Xử lý")),
    Step.REPLY: StepWords(_l("Có lời nhắn"), "due", _l("Trả lời")),
    Step.CONDITION: StepWords(_l("Điều kiện"), "due", _l("Xem")),
    Step.APPEAL: StepWords(_l("Khiếu nại"), "due", _l("Trả lời")),
    Step.SIGN: StepWords(_l("Chờ ký"), "due", _l("Ký")),
    Step.DECIDE: StepWords(_l("Đang chờ"), "wait", _l("Duyệt")),
    Step.CHOOSE: StepWords(_l("Cần chọn"), "due", _l("Chọn")),
    Step.WISH: StepWords(_l("Xin thay đổi"), "wait", _l("Trả lời")),
    Step.LAPSED: StepWords(_l("Không còn là thành viên"), "due", _l("Xem")),
    Step.REACH: StepWords(_l("Chưa báo được"), "due", _l("Gọi")),
    Step.RENAME: StepWords(_l("Xin đổi tên"), "wait", _l("Xem")),
    Step.ANSWER: StepWords(_l("Xin quản lý"), "wait", _l("Trả lời")),
    Step.PAPER: StepWords(_l("Thiếu giấy tờ"), "due", _l("Xem")),
    Step.REPORT: StepWords(_l("Chưa có báo cáo"), "wait", _l("Xem")),
    Step.MODERATE: StepWords(_l("Sự kiện chờ duyệt"), "wait", _l("Xem")),
    Step.ENDING: StepWords(_l("Sắp hết hạn"), "wait", _l("Xem")),
    Step.EDIT: StepWords(_l("Xin sửa thông tin"), "wait", _l("Xem")),
    Step.STALE: StepWords(_l("Chưa xác nhận lại"), "wait", _l("Xem")),
    Step.BOUNCED: StepWords(_l("Thư không tới"), "due", _l("Xem")),
    Step.HELD: StepWords(_l("Thư giữ lại"), "due", _l("Xem")),
    Step.FAILED: StepWords(_l("Máy báo lỗi"), "due", _l("Xem")),
    Step.PRINT: StepWords(_l("Chưa in được"), "due", _l("Xem")),
}
KINDS = {
    Kind.APPLICATION: _l("Hồ sơ"),
    Kind.SIGNATURE: _l("Chờ ký"),
    Kind.BOOKING: _l("Đặt chỗ"),
    Kind.EVENT: _l("Sự kiện"),
    Kind.MEMBER: _l("Thành viên"),
    Kind.CLAIM: _l("Nhận quản lý"),
    Kind.SPACE: _l("Thông tin không gian"),
    Kind.LETTER: _l("Thư"),
    Kind.SYSTEM: _l("Hệ thống"),
}
WHENS = {
    When.LATE: _l("Quá hạn"),
    When.TODAY: _l("Hôm nay"),
    When.WEEK: _l("Trong tuần này"),
    When.LATER: _l("Sau tuần này"),
    When.NEVER: _l("Chưa hẹn ngày"),
}
ACTS = {
    Act.TAKE: _l("Nhận việc"),
    Act.HAND: _l("Chuyển cho người khác"),
    Act.BACK: _l("Trả lại"),
    Act.LATER: _l("Để sau"),
    Act.SHOW: _l("Hiện lại"),
    Act.REMIND: _l("Nhắc người chấm"),
    Act.RELEASE: _l("Gửi lại thư"),
}
PAPERS = {
    "certificates": _l("Giấy chứng nhận"),
    "confirmations": _l("Giấy xác nhận"),
    "agreements": _l("Thỏa thuận địa điểm"),
    "letters": _l("Văn bản quyết định"),
}
SINCE: dict[str, Callable[[int], str]] = {
    "application.submitted": lambda n: ngettext("%(num)d hồ sơ gửi đến", "%(num)d hồ sơ gửi đến", n),
    "message.sent": lambda n: ngettext("%(num)d hồ sơ có lời nhắn", "%(num)d hồ sơ có lời nhắn", n),
    "review.submitted": lambda n: ngettext("%(num)d hồ sơ có phiếu chấm mới", "%(num)d hồ sơ có phiếu chấm mới", n),
    "decision.signed": lambda n: ngettext("%(num)d quyết định được ký", "%(num)d quyết định được ký", n),
    "condition.answered": lambda n: ngettext("%(num)d điều kiện được trả lời", "%(num)d điều kiện được trả lời", n),
    "booking.requested": lambda n: ngettext("%(num)d yêu cầu đặt chỗ", "%(num)d yêu cầu đặt chỗ", n),
    "booking.confirmed": lambda n: ngettext("%(num)d lượt đặt chỗ được duyệt", "%(num)d lượt đặt chỗ được duyệt", n),
    "booking.cancelled": lambda n: ngettext("%(num)d lượt đặt chỗ bị huỷ", "%(num)d lượt đặt chỗ bị huỷ", n),
    "membership.certificate_issued": lambda n: ngettext(
        "%(num)d giấy chứng nhận được cấp", "%(num)d giấy chứng nhận được cấp", n
    ),
    "space.created": lambda n: ngettext("%(num)d không gian mới", "%(num)d không gian mới", n),
}


def since(act: str, many: int) -> str:
    return SINCE[act](many)


MOMENTS = {
    What.SETUP: _l("Lắp đặt"),
    What.PUBLIC: _l("Mở cửa"),
    What.GOES_ON: _l("Đang diễn ra"),
    What.STRIKE: _l("Tháo dỡ"),
    What.CLOSED: _l("Đóng cửa"),
    What.NOTICE: _l("Lưu ý"),
}
