from flask_babel import lazy_gettext as _l

MESSAGES = {
    "file.wrong_kind": _l("Tệp này không đọc được là %(kinds)s. Bạn lưu lại đúng một trong các dạng đó rồi gửi."),
    "file.name_does_not_fit": _l(
        "Tên tệp “%(name)s” không khớp với nội dung: bên trong là %(kind)s. Bạn đổi lại đuôi tên tệp."
    ),
    "file.too_large": _l("Tệp lớn hơn %(megabytes)s MB. Bạn nén lại hoặc chọn tệp nhỏ hơn."),
    "file.too_many_pixels": _l("Ảnh lớn hơn %(megapixels)s triệu điểm ảnh. Bạn thu nhỏ ảnh rồi gửi lại."),
    "file.broken": _l("Tệp %(kind)s này bị hỏng, không mở được. Bạn xuất lại tệp rồi gửi."),
    "file.empty": _l("Tệp này rỗng. Bạn chọn lại tệp."),
    "file.gone": _l("Tệp đã gửi không còn trên máy chủ. Bạn chọn lại tệp rồi gửi."),
}
