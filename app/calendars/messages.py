from flask_babel import lazy_gettext as _l

MESSAGES = {
    "calendar.no_name": _l("Hãy đặt tên để sau này bạn nhận ra thiết bị, ví dụ: iPhone của Lan."),
    "calendar.name_too_long": _l("Tối đa %(max)s ký tự."),
    "calendar.scope_not_yours": _l("Tài khoản của bạn không xem được lịch này."),
    "calendar.too_many_links": _l(
        "Mỗi người có tối đa %(limit)s đường dẫn. Hãy thu hồi một đường dẫn không dùng nữa, rồi tạo lại."
    ),
}
