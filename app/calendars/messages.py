from flask_babel import lazy_gettext as _l

MESSAGES = {
    "calendar.no_name": _l("Hãy đặt tên để sau này bạn nhận ra thiết bị, ví dụ: iPhone của Lan."),
    "calendar.name_too_long": _l("Tối đa %(max)s ký tự."),
    "calendar.scope_not_yours": _l("Tài khoản của bạn không xem được lịch này."),
    "calendar.too_many_links": _l(
        "Mỗi người có tối đa %(limit)s đường dẫn. Hãy thu hồi một đường dẫn không dùng nữa, rồi tạo lại."
    ),
    "calendar.sent_before": _l(
        "Đường dẫn tạo từ trang này đã bị thu hồi. Bạn mở lại trang Lịch riêng để tạo đường dẫn khác."
    ),
    "calendar.nothing_chosen": _l("Chưa có mục nào được chọn, lịch sẽ luôn trống."),
    "calendar.part_not_yours": _l("Tài khoản của bạn không xem được một mục trong số này."),
    "calendar.depth_not_yours": _l("Tài khoản của bạn không xem được nhiều đến thế."),
    "calendar.no_such_place": _l("Một mục bạn chọn không còn nữa. Bạn xem lại danh sách rồi lưu."),
    "calendar.no_such_choice": _l("Lựa chọn này không có trong danh sách."),
    "calendar.too_many_spaces": _l("Chọn tối đa %(limit)s không gian. Bạn có thể chọn theo lĩnh vực hoặc địa điểm."),
    "calendar.feed_changed": _l(
        "Bạn vừa sửa lịch này ở một cửa sổ khác. Ở đây là những gì bạn chọn trong cửa sổ này: bấm lưu lần nữa thì chúng thay cho lần sửa kia."
    ),
}
