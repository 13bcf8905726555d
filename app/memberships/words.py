"""What the codes of the ledger are called, on screens of every feature that shows a standing."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.core.errors import DomainError
from app.memberships.imports import Column, Spellings
from app.memberships.models import EventKind, Grade, Ground
from app.memberships.rules import Status, Validity
from app.places.models import Ward
from app.spaces.lists import Fault
from app.spaces.words import KIND_NAMES, OWNERSHIP_NAMES, say_fault, spelled, with_columns_named

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
# For everybody to read, so never in words about a person.
GROUND_NAMES = {
    Ground.CRITERIA: _l("Không còn đáp ứng tiêu chí"),
    Ground.UNTRUE: _l("Thông tin đã kê khai không đúng"),
    Ground.DUTIES: _l("Chưa thực hiện nghĩa vụ của thành viên"),
    Ground.INACTIVE: _l("Không gian ngừng hoạt động"),
    Ground.OWN_WISH: _l("Theo đề nghị của không gian"),
    Ground.OTHER: _l("Lý do khác, ghi trong quyết định"),
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
        _l("Bản này được thay từ ngày %(day)s. Hãy hỏi không gian bản mới nhất rồi kiểm tra mã trên bản đó."),
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
# The same in few words, for a day that was asked about.
VALIDITY_NAMES = {
    Validity.VALID: _l("Có hiệu lực"),
    Validity.UPCOMING: _l("Chưa có hiệu lực"),
    Validity.EXPIRED: _l("Hết hạn"),
    Validity.SUSPENDED: _l("Bị đình chỉ"),
    Validity.REVOKED: _l("Đã bị thu hồi"),
    Validity.ENDED: _l("Đã chấm dứt"),
    Validity.SUPERSEDED: _l("Đã được thay bằng bản mới hơn"),
}
VALIDITY_TAGS = {
    Validity.VALID: "ok",
    Validity.UPCOMING: "wait",
    Validity.EXPIRED: "wait",
    Validity.SUSPENDED: "due",
    Validity.REVOKED: "due",
    Validity.ENDED: "plain",
    Validity.SUPERSEDED: "plain",
}
# Why a certificate has no PDF yet, for the Centre: the tag, and what to do. Codes of `papers.signing` and `.papers`.
_NOT_SIGNED, _NOT_PRINTED = _l("Chưa ký được"), _l("Chưa in được")
_KEY_SHUT = _l("Máy chủ không mở được khóa ký. Người quản trị máy chủ cần xem lại cấu hình ký số.")
PAPER_FAULTS = {
    "unreadable": (_NOT_SIGNED, _KEY_SHUT),
    "passphrase": (_NOT_SIGNED, _KEY_SHUT),
    "no_key": (_NOT_SIGNED, _KEY_SHUT),
    "pin": (_NOT_SIGNED, _l("Thiết bị ký số không nhận mã PIN. Người quản trị máy chủ cần sửa mã trước khi thiết bị tự khóa.")),
    "token_missing": (_NOT_SIGNED, _l("Không thấy thiết bị ký số. Cắm lại thiết bị, vài phút sau hệ thống tự ký tiếp.")),
    "token_failed": (_NOT_SIGNED, _l("Thiết bị ký số đang không ký được. Vài phút nữa hệ thống tự thử lại.")),
    "expired": (_NOT_SIGNED, _l("Chứng thư số đã hết hạn. Chứng nhận chờ đến khi có chứng thư mới.")),
    "not_yet": (_NOT_SIGNED, _l("Chứng thư số chưa đến ngày có hiệu lực.")),
    "failed": (_NOT_SIGNED, _l("Không ký được bản PDF này. Nhật ký của máy chủ ghi lý do.")),
    "unprintable": (_NOT_PRINTED, _l("Có ký tự mà kiểu chữ của chứng nhận không có. Đổi cách viết tên ở mục Đổi tên, chứng nhận mới sẽ mang tên ấy.")),
    "broken": (_NOT_PRINTED, _l("Không in được bản PDF. Nhật ký của máy chủ ghi lý do.")),
}  # fmt: skip
# The columns of a list of members, as the template heads them.
COLUMN_NAMES = {
    Column.NAME_VI: _l("Tên không gian"),
    Column.NAME_EN: _l("Tên tiếng Anh"),
    Column.KINDS: _l("Loại hình"),
    Column.OWNERSHIP: _l("Sở hữu"),
    Column.WARD: _l("Phường, xã"),
    Column.NUMBER: _l("Số chứng nhận"),
    Column.DECISION_NUMBER: _l("Số quyết định"),
    Column.DECISION_ON: _l("Ngày quyết định"),
    Column.ISSUED_ON: _l("Ngày cấp"),
    Column.VALID_UNTIL: _l("Đến hết ngày"),
    Column.GRADE: _l("Loại thành viên"),
    Column.EMAIL: _l("Thư điện tử liên hệ"),
    Column.NOTE: _l("Ghi chú"),
}
COLUMN_NOTES = {
    Column.NAME_VI: _l("Như ghi trên chứng nhận. Dòng có tên bắt đầu bằng “(Mẫu)” bị bỏ qua."),
    Column.NAME_EN: _l("Để trống nếu chưa có."),
    Column.KINDS: _l("Một hay nhiều loại hình ở trang Lựa chọn, cách nhau bằng dấu chấm phẩy."),
    Column.OWNERSHIP: _l("Một mục ở trang Lựa chọn."),
    Column.WARD: _l(
        "Tên hoặc mã phường, xã từ ngày 1/7/2025. Không dùng tên cũ. Không gian chỉ hoạt động trực tuyến thì ghi “trực tuyến”."
    ),
    Column.NUMBER: _l(
        "Đúng như in trên chứng nhận giấy. Mỗi số một dòng. Ai có số cũng tra được trên trang kiểm tra."
    ),
    Column.DECISION_NUMBER: _l("Quyết định công nhận thành viên."),
    Column.DECISION_ON: _l("Ngày/tháng/năm, ví dụ 05/12/2025."),
    Column.ISSUED_ON: _l("Ngày/tháng/năm. Tư cách thành viên được tính từ ngày này."),
    Column.VALID_UNTIL: _l("Ngày cuối cùng chứng nhận còn hiệu lực. Để trống nếu giấy không ghi ngày hết hạn."),
    Column.GRADE: _l("Để trống là thành viên đầy đủ."),
    Column.EMAIL: _l("Của người sẽ phụ trách không gian. Chỉ dùng để mời, nếu bạn chọn mời lúc nhập; không lưu lại."),
    Column.NOTE: _l("Ghi vào sổ thành viên; chỉ Trung tâm đọc được."),
}


def spellings_of(wards: Sequence[Ward]) -> Spellings:
    """Codes and names in both languages; of "Tư nhân, cá nhân" either part will do."""
    grades = spelled(GRADE_NAMES) | {"day du": Grade.FULL, "lien ket": Grade.ASSOCIATE}
    return Spellings(spelled(dict(KIND_NAMES.offered())), spelled(OWNERSHIP_NAMES), wards, grades)


def in_words(error: DomainError) -> DomainError:
    return with_columns_named(error, COLUMN_NAMES)


def fault_words(fault: Fault) -> str:
    return say_fault(fault, COLUMN_NAMES)
