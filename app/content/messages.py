from flask_babel import lazy_gettext as _l

MESSAGES = {
    "page.bad_address": _l("Địa chỉ chỉ gồm chữ thường không dấu, số và dấu gạch nối, ví dụ: huong-dan-dat-cho."),
    "page.address_taken": _l("Địa chỉ này đã có trang khác dùng. Bạn chọn địa chỉ khác."),
    "page.address_fixed": _l(
        "Trang đã từng công bố nên giữ nguyên địa chỉ, để đường dẫn người khác đã lưu vẫn mở được."
    ),
    "page.bad_link": _l("Đường dẫn bắt đầu bằng https:// hoặc bằng dấu / nếu là trang của chính hệ thống này."),
    "page.ends_too_early": _l("Ngày cuối phải bằng hoặc sau ngày đầu."),
    "page.unknown_choice": _l("Lựa chọn này không có trong danh sách."),
    "page.changed_meanwhile": _l(
        "Có người vừa lưu trang này sau khi bạn mở. Lời bạn viết vẫn còn ở dưới. Bạn xem bản mới trong lịch sử, "
        "rồi mở lại trang để sửa tiếp."
    ),
    "page.no_such_version": _l("Không còn bản này trong lịch sử."),
}
