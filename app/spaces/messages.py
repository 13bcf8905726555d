from flask_babel import lazy_gettext as _l

MESSAGES = {
    "space.missing": _l("Bạn chưa điền mục này."),
    "space.too_long": _l("Tối đa %(max)s ký tự."),
    "space.no_kind": _l("Hãy chọn ít nhất một loại hình."),
    "space.no_ward": _l("Hãy chọn phường hoặc xã. Chỉ không gian trực tuyến mới không cần địa chỉ."),
    "space.unknown_choice": _l("Lựa chọn này không có trong danh sách."),
    "space.channel_link": _l("Đường dẫn phải bắt đầu bằng http:// hoặc https://, ví dụ: https://example.org."),
    "space.channel_email": _l("Địa chỉ thư điện tử chưa đúng, ví dụ: ten@example.org."),
    "space.channel_phone": _l("Số điện thoại chưa đúng, ví dụ: 024 3628 7604."),
    "space.changed_meanwhile": _l(
        "Có người trong nhóm vừa lưu thông tin không gian này. Bạn mở lại trang để xem bản mới, rồi sửa tiếp."
    ),
    "space.last_owner": _l("Mỗi không gian cần ít nhất một người đứng tên, nên chưa thể đổi vai trò này."),
}
