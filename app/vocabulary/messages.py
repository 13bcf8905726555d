from flask_babel import lazy_gettext as _l

MESSAGES = {
    "word.missing": _l("Bạn chưa điền mục này."),
    "word.too_long": _l("Tối đa %(max)s ký tự."),
    "word.same_name": _l("Trong danh sách đã có mục tên này."),
    "word.changed_meanwhile": _l("Có người vừa đổi tên mục này. Bạn xem tên mới rồi sửa tiếp."),
    "word.kept": _l(
        "Mục này không ẩn và không xoá được: không gian chỉ hoạt động trực tuyến nhờ nó mà không cần phường, xã."
    ),
    "word.named_by_criteria": _l("Mục này không ẩn và không xoá được: một bộ tiêu chí đang dùng nó."),
    "word.in_use": _l("Mục này đang có nơi dùng nên không xoá được. Bạn ẩn đi thì không ai chọn thêm nữa."),
}
