"""What the codes of the ledger are called, on screens of every feature that shows a standing."""

from flask_babel import lazy_gettext as _l

from app.memberships.models import EventKind, Grade
from app.memberships.rules import Status, Validity

GRADE_NAMES = {Grade.FULL: _l("Thành viên đầy đủ"), Grade.ASSOCIATE: _l("Thành viên liên kết")}
STATUS_NAMES = {
    Status.NONE: _l("Chưa là thành viên"),
    Status.MEMBER: _l("Đang là thành viên"),
    Status.EXPIRED: _l("Đã hết hạn"),
    Status.SUSPENDED: _l("Đang bị đình chỉ"),
    Status.REVOKED: _l("Đã bị thu hồi"),
    Status.ENDED: _l("Đã chấm dứt"),
}
# Kinds of components/tag.html.
STATUS_TAGS = {
    Status.NONE: "plain",
    Status.MEMBER: "ok",
    Status.EXPIRED: "wait",
    Status.SUSPENDED: "due",
    Status.REVOKED: "due",
    Status.ENDED: "plain",
}
EVENT_NAMES = {
    EventKind.ADMITTED: _l("Kết nạp"),
    EventKind.RENEWED: _l("Gia hạn"),
    EventKind.SUSPENDED: _l("Đình chỉ"),
    EventKind.REINSTATED: _l("Khôi phục"),
    EventKind.REVOKED: _l("Thu hồi"),
    EventKind.ENDED: _l("Chấm dứt"),
    EventKind.RENAMED: _l("Đổi tên"),
    EventKind.MERGED: _l("Sáp nhập"),
}
# The check page's answer: the heading, and what it means for whoever holds the paper. %(day)s is the first day.
VALIDITY_WORDS = {
    Validity.VALID: (
        _l("Chứng nhận còn hiệu lực"),
        _l("Không gian này đang là thành viên của Mạng lưới."),
    ),
    Validity.UPCOMING: (
        _l("Chứng nhận chưa đến ngày có hiệu lực"),
        _l("Chứng nhận có hiệu lực từ ngày %(day)s."),
    ),
    Validity.EXPIRED: (
        _l("Chứng nhận đã hết hạn"),
        _l("Từ ngày %(day)s không gian này không còn là thành viên của Mạng lưới theo chứng nhận này."),
    ),
    Validity.SUSPENDED: (
        _l("Chứng nhận đang bị đình chỉ"),
        _l("Từ ngày %(day)s tư cách thành viên tạm dừng. Trong thời gian này chứng nhận không có giá trị."),
    ),
    Validity.REVOKED: (
        _l("Chứng nhận đã bị thu hồi"),
        _l("Từ ngày %(day)s chứng nhận này không còn giá trị."),
    ),
    Validity.ENDED: (
        _l("Chứng nhận không còn hiệu lực"),
        _l("Tư cách thành viên đã chấm dứt từ ngày %(day)s."),
    ),
    Validity.SUPERSEDED: (
        _l("Chứng nhận này đã được thay bằng bản mới hơn"),
        _l("Hãy hỏi không gian bản chứng nhận mới nhất rồi kiểm tra mã trên bản đó."),
    ),
}
VALIDITY_KINDS = {
    Validity.VALID: "ok",
    Validity.UPCOMING: "wait",
    Validity.EXPIRED: "wait",
    Validity.SUSPENDED: "due",
    Validity.REVOKED: "due",
    Validity.ENDED: "due",
    Validity.SUPERSEDED: "wait",
}
