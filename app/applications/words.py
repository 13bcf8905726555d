"""How the steps of an application are called on every screen, and the kind of tag they get."""

from flask_babel import lazy_gettext as _l

from app.accounts.models import Role
from app.applications.models import ApplicationStatus, Consequence, SupplementStatus
from app.applications.rules import APPLICANT

STATUS_NAMES = {
    ApplicationStatus.DRAFT: _l("Bản nháp"),
    ApplicationStatus.SUBMITTED: _l("Đã nộp"),
    ApplicationStatus.INTAKE: _l("Đang kiểm tra"),
    ApplicationStatus.RETURNED: _l("Cần bổ sung"),
    ApplicationStatus.IN_REVIEW: _l("Đang thẩm định"),
    ApplicationStatus.PROPOSED: _l("Chờ ký quyết định"),
    ApplicationStatus.STAGED: _l("Đã ký, chờ công bố"),
    ApplicationStatus.CONDITIONAL: _l("Công nhận có điều kiện"),
    ApplicationStatus.APPROVED: _l("Được công nhận"),
    ApplicationStatus.ASSOCIATE: _l("Thành viên liên kết"),
    ApplicationStatus.REFUSED: _l("Chưa được công nhận"),
    ApplicationStatus.APPEALED: _l("Đang khiếu nại"),
    ApplicationStatus.CLOSED: _l("Đã khép lại"),
    ApplicationStatus.WITHDRAWN: _l("Đã rút"),
}
STATUS_TAGS = {
    ApplicationStatus.DRAFT: "plain",
    ApplicationStatus.SUBMITTED: "wait",
    ApplicationStatus.INTAKE: "wait",
    ApplicationStatus.RETURNED: "due",
    ApplicationStatus.IN_REVIEW: "wait",
    ApplicationStatus.PROPOSED: "wait",
    ApplicationStatus.STAGED: "wait",
    ApplicationStatus.CONDITIONAL: "ok",
    ApplicationStatus.APPROVED: "ok",
    ApplicationStatus.ASSOCIATE: "ok",
    ApplicationStatus.REFUSED: "plain",
    ApplicationStatus.APPEALED: "wait",
    ApplicationStatus.CLOSED: "plain",
    ApplicationStatus.WITHDRAWN: "plain",
}
PROFILE_PARTS = {
    "kinds": _l("loại hình không gian"),
    "fields": _l("lĩnh vực hoạt động"),
    "summary": _l("giới thiệu ngắn"),
}
PROFILE_NAMES = {
    "name": _l("Tên không gian"),
    "summary": _l("Giới thiệu ngắn"),
    "description": _l("Phần giới thiệu"),
    "address": _l("Địa chỉ"),
}
"""The parts of a space's profile that a supplement can ask for."""
CONSEQUENCES = {
    Consequence.AS_IS: _l("Nếu không bổ sung trước hết ngày %(day)s, hồ sơ được xét theo những gì đã có."),
    Consequence.CLOSE: _l("Nếu không bổ sung trước hết ngày %(day)s, Trung tâm sẽ đề nghị khép lại hồ sơ."),
}
SUPPLEMENT_NAMES = {
    SupplementStatus.OPEN: _l("Đang đợi"),
    SupplementStatus.ANSWERED: _l("Đã bổ sung"),
    SupplementStatus.LAPSED: _l("Quá hạn, đã dừng đợi"),
    SupplementStatus.WITHDRAWN: _l("Đã rút lại"),
}
SUPPLEMENT_TAGS = {
    SupplementStatus.OPEN: "wait",
    SupplementStatus.ANSWERED: "ok",
    SupplementStatus.LAPSED: "plain",
    SupplementStatus.WITHDRAWN: "plain",
}
STEP_NAMES = {
    "application.started": _l("Đã mở hồ sơ"),
    "application.submitted": _l("Đã nộp hồ sơ"),
    "application.intake": _l("Đã nhận để kiểm tra"),
    "application.draft": _l("Đã lấy lại để sửa"),
    "application.returned": _l("Đã yêu cầu bổ sung"),
    "supplement.extended": _l("Đã dời hạn bổ sung"),
    "supplement.withdrawn": _l("Đã rút lại yêu cầu bổ sung"),
    "supplement.lapsed": _l("Đã quá hạn bổ sung"),
    "application.in_review": _l("Đã chuyển thẩm định"),
    "application.proposed": _l("Đã trình quyết định"),
    "application.conditional": _l("Đã công nhận có điều kiện"),
    "application.approved": _l("Được công nhận"),
    "application.associate": _l("Được công nhận là thành viên liên kết"),
    "application.refused": _l("Chưa được công nhận"),
    "application.appealed": _l("Đã nhận khiếu nại"),
    "application.closed": _l("Đã khép lại hồ sơ"),
    "application.withdrawn": _l("Đã rút hồ sơ"),
    "letter.posted": _l("Đã gửi giấy báo qua bưu điện"),
    "application.reopened": _l("Đã mở lại hồ sơ"),
    "application.contact_named": _l("Đã đổi người liên hệ"),
    "review.submitted": _l("Đã nộp phiếu chấm"),
    "message.sent": _l("Đã gửi lời nhắn"),
    "condition.answered": _l("Đã trả lời một điều kiện"),
    "appeal.dismissed": _l("Khiếu nại không được chấp nhận"),
    "appeal.granted": _l("Khiếu nại được chấp nhận"),
}
"""The steps of a case of which the applicant is told."""
LINE_NAMES = STEP_NAMES | {"application.saved": _l("Đã lưu câu trả lời")}
"""Every public line of the log."""
ROLE_NAMES = {
    APPLICANT: _l("Không gian đăng ký"),
    Role.COORDINATOR: _l("Điều phối viên"),
    Role.REVIEWER: _l("Người chấm"),
    Role.APPROVER: _l("Lãnh đạo"),
    "": _l("Hệ thống"),
}
