from flask_babel import lazy_gettext as _l

MESSAGES = {
    "setting.changed_meanwhile": _l("Có người vừa lưu cài đặt. Bạn mở lại trang để xem bản mới, rồi sửa tiếp."),
}
