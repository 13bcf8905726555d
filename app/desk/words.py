"""What the steps of the work list are called: the tag that says why it waits, its kind, and the one thing to do."""

from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.desk.rules import Kind, Step, What


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
}
KINDS = {
    Kind.APPLICATION: _l("Hồ sơ"),
    Kind.SIGNATURE: _l("Chờ ký"),
    Kind.BOOKING: _l("Đặt chỗ"),
    Kind.CLAIM: _l("Nhận quản lý"),
}
MOMENTS = {
    What.SETUP: _l("Lắp đặt"),
    What.PUBLIC: _l("Mở cửa"),
    What.GOES_ON: _l("Đang diễn ra"),
    What.STRIKE: _l("Tháo dỡ"),
    What.CLOSED: _l("Đóng cửa"),
    What.NOTICE: _l("Lưu ý"),
}
