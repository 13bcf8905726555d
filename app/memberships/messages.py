from flask_babel import lazy_gettext as _l

MESSAGES = {
    "membership.suspended": _l(
        "Tư cách thành viên của không gian này đang bị đình chỉ. Cần khôi phục trước khi cấp chứng nhận mới."
    ),
    "membership.not_yours_to_change": _l(
        "Chỉ lãnh đạo ký duyệt, và không thuộc nhóm vận hành của không gian này, mới đổi được tư cách thành viên."
    ),
    "membership.reason_missing": _l("Bạn chưa ghi lý do. Lý do được lưu vào sổ và gửi cho chủ không gian."),
    "membership.reason_too_long": _l("Lý do dài quá %(max)s ký tự. Bạn rút gọn lại, chi tiết để trong quyết định."),
    "membership.too_far_ahead": _l("Ngày có hiệu lực xa quá một năm. Bạn kiểm tra lại năm."),
    "membership.cannot_be_suspended": _l(
        "Vào ngày %(day)s không gian này không phải thành viên đang hoạt động, nên không đình chỉ được. Mời xem lại sổ."
    ),
    "membership.cannot_be_reinstated": _l(
        "Vào ngày %(day)s không gian này không bị đình chỉ, nên không có gì để khôi phục. Mời xem lại sổ."
    ),
    "membership.cannot_be_revoked": _l(
        "Vào ngày %(day)s không gian này không phải thành viên, nên không thu hồi được. Mời xem lại sổ."
    ),
    "membership.cannot_be_ended": _l(
        "Vào ngày %(day)s không gian này không phải thành viên, nên không có gì để chấm dứt. Mời xem lại sổ."
    ),
    "membership.paper_exists": _l("Chứng nhận này đã có bản in và không in lại."),
}
