from flask_babel import lazy_gettext as _l

MESSAGES = {
    "licence.not_allowed": _l("Chỉ điều phối viên sửa được hướng dẫn thủ tục."),
    "licence.changed_meanwhile": _l(
        "Có người vừa sửa mục này sau khi bạn mở trang. Bạn xem lại nội dung mới rồi sửa tiếp."
    ),
    "licence.unknown_kind": _l("Có loại hoạt động không nằm trong danh sách. Bạn chọn lại."),
}
