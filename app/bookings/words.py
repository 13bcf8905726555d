from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.bookings import (
    day_words,
    rules,
)
from app.bookings.models import (
    BookingStatus,
    ClosureKind,
    Noise,
)
from app.bookings.month_table import State
from app.bookings.rules import Lapse
from app.licences.words import KIND_NAMES, MARK_NAMES
from app.mail.models import Fate, MailStatus
from app.venues.words import LAYOUT_NAMES as LAYOUT_NAMES
from app.venues.words import NEIGHBOUR_KINDS as EDGE_KINDS

WEEKDAY_NAMES = (
    _l("Thứ Hai"), _l("Thứ Ba"), _l("Thứ Tư"), _l("Thứ Năm"), _l("Thứ Sáu"), _l("Thứ Bảy"), _l("Chủ Nhật"),
)  # fmt: skip
STATUS_NAMES: Mapping[str, object] = {
    BookingStatus.REQUESTED: _l("Chờ Trung tâm chọn"),
    BookingStatus.HELD: _l("Đang giữ chỗ"),
    BookingStatus.WAITLISTED: _l("Trong danh sách chờ"),
    BookingStatus.OFFERED: _l("Chờ bạn nhận chỗ"),
    BookingStatus.CONFIRMED: _l("Đã xác nhận"),
    BookingStatus.DECLINED: _l("Không được nhận"),
    BookingStatus.EXPIRED: _l("Hết hạn giữ chỗ"),
    BookingStatus.CANCELLED: _l("Đã huỷ"),
    BookingStatus.DISPLACED: _l("Phải nhường chỗ"),
}
CLOSURE_KINDS: Mapping[str, object] = {
    ClosureKind.STORM: _l("Bão, mưa lớn"),
    ClosureKind.STATE_EVENT: _l("Sự kiện của Nhà nước, Thành phố"),
    ClosureKind.REPAIR: _l("Sửa chữa, bảo trì"),
    ClosureKind.EXHIBITION: _l("Trưng bày của Bảo tàng"),
    ClosureKind.OTHER: _l("Việc khác"),
}
OUTSIDE_TURNS: Mapping[str, object] = {
    "new": _l("Mới"),
    "changed": _l("Đã đổi"),
    "same": _l("Như cũ"),
    "gone": _l("Không còn trong tệp"),
}
OUTSIDE_WHY: Mapping[str, object] = {
    "repeats": _l("sự kiện lặp lại: chưa lấy được, bạn ghi từng đợt bằng tay"),
    "no_uid": _l("không có mã riêng (UID), nên lần sau không nhận ra được"),
    "twice": _l("trùng mã với một sự kiện khác trong tệp"),
    "no_time": _l("không ghi thời gian"),
    "bad_time": _l("thời gian không đọc được, hoặc không có giờ kết thúc"),
    "zone": _l("múi giờ lạ"),
    "too_long": _l("dài hơn một năm"),
    "called_off": _l("đã bị huỷ trong lịch ấy"),
}
LETTER_STATES: Mapping[str, object] = {
    MailStatus.WAITING: _l("đang chờ gửi"),
    MailStatus.SENDING: _l("đang gửi"),
    MailStatus.SENT: _l("đã gửi"),
    MailStatus.DEAD: _l("không gửi được"),
    MailStatus.HELD: _l("đang giữ lại"),
    MailStatus.DISCARDED: _l("không gửi"),
}
# What became of a letter that did not arrive. "%(name)s" is whom it was for.
LOST_LETTERS: Mapping[str, object] = {
    Fate.NOBODY: _l("Thư gửi %(name)s lúc %(when)s không tới: máy chủ thư báo không có hộp thư này."),
    Fate.RETURNED: _l("Thư gửi %(name)s lúc %(when)s bị trả lại: hộp thư ấy không nhận được."),
    Fate.STUCK: _l("Thư gửi %(name)s lúc %(when)s chưa đi được sau nhiều lần thử. Trung tâm xem lại chỗ gửi thư."),
}
# The Centre reads of an offer that it is the host's turn.
STAFF_STATUS_NAMES: Mapping[str, object] = {
    **STATUS_NAMES,
    BookingStatus.OFFERED: _l("Đang mời, chờ trả lời"),
}
STATUS_TAGS: Mapping[str, str] = {
    BookingStatus.REQUESTED: "wait",
    BookingStatus.HELD: "wait",
    BookingStatus.OFFERED: "due",
    BookingStatus.CONFIRMED: "ok",
    BookingStatus.DISPLACED: "due",
}
OVER = _l("Đã diễn ra")  # confirmed, and its time is past
MONTH_STATES: Mapping[str, object] = {
    State.FREE: _l("Còn trống"),
    State.PARTLY: _l("Còn một phần"),
    State.TAKEN: _l("Kín"),
    State.CLOSED: _l("Đóng cửa"),
    State.SHUT: _l("Không nhận đặt"),
    State.PAST: _l("Hết giờ hôm nay"),
}
MONTH_KINDS: Mapping[str, object] = {"held": _l("Giữ chỗ"), "asked": _l("Chờ chọn")}
ACTION_NAMES: Mapping[str, object] = {
    **day_words.ACTIONS,
    "booking.requested": _l("Yêu cầu được gửi"),
    "booking.waitlisted": _l("Vào danh sách chờ"),
    "booking.offered": _l("Được mời nhận chỗ"),
    "booking.accepted": _l("Nhận chỗ"),
    "booking.passed": _l("Từ chối chỗ được mời, chờ tiếp"),
    "booking.confirmed": _l("Xác nhận"),
    "booking.declined": _l("Không nhận"),
    "booking.moved": _l("Đổi giờ hoặc địa điểm"),
    "booking.changed": _l("Người đặt đổi giờ, chỗ hoặc số người"),
    "booking.lending_changed": _l("Đổi thiết bị muốn mượn"),
    "booking.change_asked": _l("Xin thay đổi"),
    "booking.change_granted": _l("Đồng ý thay đổi"),
    "booking.change_refused": _l("Không đồng ý thay đổi"),
    "booking.change_unanswered": _l("Đề nghị thay đổi hết hạn, chưa có trả lời"),
    "booking.change_withdrawn": _l("Rút đề nghị thay đổi"),
    "booking.agreement_issued": _l("Cấp văn bản thỏa thuận địa điểm"),
    "booking.agreement_printed": _l("In xong văn bản thỏa thuận địa điểm"),
    "booking.paper_asked": _l("Cần thêm một giấy tờ"),
    "booking.paper_handed_in": _l("Nộp giấy tờ"),
    "booking.paper_dropped": _l("Bỏ một giấy tờ khỏi danh sách"),
    "booking.words_changed": _l("Sửa tên hoặc lời giới thiệu"),
    "booking.expired": _l("Hết hạn, chỗ được trả lại"),
    "booking.cancelled": _l("Huỷ"),
    "booking.displaced": _l("Nhường chỗ cho đợt đóng cửa"),
    "booking.letters_again": _l("Đã gửi lại thư không tới"),
    "booking.letters_settled": _l("Đã báo cách khác thay cho thư không tới"),
    "booking.kept": _l("Trung tâm xem lại và vẫn giữ"),
    "closure.made": _l("Lập đợt này"),
    "closure.changed": _l("Sửa thời gian, địa điểm hoặc lời nhắn"),
    "closure.lifted": _l("Mở cửa lại hoặc gỡ lưu ý"),
    "closure.reached": _l("Ghi là đã báo một lượt"),
    "closure.not_reached": _l("Ghi lại là chưa báo được một lượt"),
}
# Of these each brings a booking into another state.
ANSWERS = frozenset(
    f"booking.{step}"
    for step in (
        "requested", "waitlisted", "offered", "accepted", "passed", "confirmed", "declined", "expired", "cancelled",
        "displaced",
    )
)  # fmt: skip
# Why a booking is looked at again, in a tag and as a sentence; %(day)s is the day on which it is so.
LAPSE_TAGS: Mapping[str, object] = {
    Lapse.SUSPENDED: _l("Đang bị đình chỉ"),
    Lapse.REVOKED: _l("Đã bị thu hồi"),
    Lapse.ENDED: _l("Đã chấm dứt"),
    Lapse.MERGED: _l("Đã sáp nhập"),
    Lapse.EXPIRED: _l("Hết hạn thành viên"),
    Lapse.ASSOCIATE: _l("Thành viên liên kết"),
}
LAPSES: Mapping[str, object] = {
    Lapse.SUSPENDED: _l("Ngày %(day)s không gian đang bị đình chỉ."),
    Lapse.REVOKED: _l("Ngày %(day)s không gian không còn là thành viên: chứng nhận đã bị thu hồi."),
    Lapse.ENDED: _l("Ngày %(day)s không gian không còn là thành viên: tư cách thành viên đã chấm dứt."),
    Lapse.MERGED: _l("Ngày %(day)s không gian không còn là thành viên: đã sáp nhập vào nơi khác."),
    Lapse.EXPIRED: _l("Đến ngày %(day)s thời hạn thành viên đã hết mà chưa được gia hạn."),
    Lapse.ASSOCIATE: _l("Ngày %(day)s không gian là thành viên liên kết, loại này chưa đặt được địa điểm ấy."),
}
NEIGHBOUR_KINDS: Mapping[str, object] = {**EDGE_KINDS, "notice": _l("Lưu ý của Trung tâm")}
ACTIVITY_KINDS: Mapping[str, object] = KIND_NAMES
NOISES: Mapping[str, object] = {
    Noise.QUIET: _l("Yên tĩnh"),
    Noise.SPEECH: _l("Nói chuyện, có thể dùng micro"),
    Noise.MUSIC: _l("Có nhạc"),
    Noise.LOUD: _l("Nhạc lớn, âm thanh mạnh"),
}
MARKS: Mapping[str, object] = {mark: MARK_NAMES[mark] for mark in rules.MARKS}
