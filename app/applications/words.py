"""How the steps of an application are called on every screen, and the kind of tag they get."""

from flask_babel import lazy_gettext as _l

from app.applications.models import ApplicationStatus

STATUS_NAMES = {
    ApplicationStatus.DRAFT: _l("Bản nháp"),
    ApplicationStatus.SUBMITTED: _l("Đã nộp"),
    ApplicationStatus.RETURNED: _l("Cần bổ sung"),
    ApplicationStatus.IN_REVIEW: _l("Đang thẩm định"),
    ApplicationStatus.PROPOSED: _l("Chờ ký quyết định"),
    ApplicationStatus.APPROVED: _l("Được công nhận"),
    ApplicationStatus.ASSOCIATE: _l("Thành viên liên kết"),
    ApplicationStatus.REFUSED: _l("Chưa được công nhận"),
    ApplicationStatus.WITHDRAWN: _l("Đã rút"),
}
STATUS_TAGS = {
    ApplicationStatus.DRAFT: "plain",
    ApplicationStatus.SUBMITTED: "wait",
    ApplicationStatus.RETURNED: "due",
    ApplicationStatus.IN_REVIEW: "wait",
    ApplicationStatus.PROPOSED: "wait",
    ApplicationStatus.APPROVED: "ok",
    ApplicationStatus.ASSOCIATE: "ok",
    ApplicationStatus.REFUSED: "plain",
    ApplicationStatus.WITHDRAWN: "plain",
}
PROFILE_PARTS = {
    "kinds": _l("loại hình không gian"),
    "fields": _l("lĩnh vực hoạt động"),
    "summary": _l("giới thiệu ngắn"),
}
