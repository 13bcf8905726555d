"""Words of the day at the venues."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.bookings.models import Handover

MESSAGES = {
    "day.not_now": _l("Lúc này không ghi được việc ấy nữa. Hãy xem lại trang rồi làm tiếp."),
    "day.too_late_to_undo": _l("Đã quá lúc hoàn tác. Nếu cần, hãy ghi lại việc mới cho đúng."),
    "day.note_missing": _l("Bạn ghi đã chờ đến lúc nào và đã gọi ai."),
    "day.answer_missing": _l("Bạn viết vài lời cho Trung tâm."),
    "day.nothing_found": _l("Bạn chưa ghi gì mới. Hãy đánh dấu ít nhất một dòng hoặc thêm một ảnh."),
    "day.what_is_wrong": _l("Bạn ghi rõ chỗ nào chưa ổn."),
    "day.too_many_photos": _l("Mỗi lần bàn giao giữ nhiều nhất %(most)s ảnh."),
    "day.more_than_came": _l("Số này không thể lớn hơn tổng số người đến."),
}
ACTIONS: Mapping[str, object] = {
    "booking.checked_in": _l("Đến nhận chỗ"),
    "booking.check_in_undone": _l("Bỏ ghi nhận đến (ghi nhầm)"),
    "booking.left_early": _l("Trả chỗ sớm"),
    "booking.leaving_undone": _l("Không trả chỗ sớm nữa"),
    "booking.no_show": _l("Không đến"),
    "booking.no_show_undone": _l("Trung tâm bỏ ghi nhận không đến"),
    "booking.no_show_answered": _l("Trả lời về việc không đến"),
    "booking.given": _l("Giao chỗ"),
    "booking.taken_back": _l("Nhận lại chỗ"),
    "booking.photo_removed": _l("Bỏ một ảnh bàn giao"),
    "booking.reported": _l("Gửi báo cáo sau hoạt động"),
    "booking.report_corrected": _l("Sửa báo cáo sau hoạt động"),
}
STAGES: Mapping[str, object] = {Handover.GIVEN: _l("Giao chỗ"), Handover.TAKEN_BACK: _l("Nhận lại chỗ")}
PHASES: Mapping[str, object] = {"setup": _l("Chuẩn bị"), "public": _l("Mở cửa"), "strike": _l("Thu dọn")}
# Short, for the sheet.
MARKS: Mapping[str, object] = {
    "open_fire": _l("lửa trần"),
    "food": _l("ăn uống"),
    "sales": _l("bán hàng"),
    "livestream": _l("phát trực tiếp"),
    "foreign_guests": _l("khách nước ngoài"),
    "banners": _l("băng rôn"),
}
