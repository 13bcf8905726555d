from flask_babel import lazy_gettext as _l

MESSAGES = {
    "venue.hours_backwards": _l("Giờ kết thúc phải sau giờ bắt đầu."),
    "venue.hours_incomplete": _l("Hãy điền cả giờ bắt đầu và giờ kết thúc, hoặc để trống cả hai."),
    "venue.hours_overlap": _l("Hai khung giờ trong cùng một ngày không được chồng lên nhau."),
    "venue.exception_exists": _l("Ngày này đã có ngoại lệ. Hãy xóa ngoại lệ cũ trước."),
    "venue.changed": _l("Có người vừa lưu địa điểm này sau khi bạn mở trang. Hãy tải lại trang để xem bản mới."),
    "venue.changed_by": _l(
        "%(who)s vừa lưu mục này lúc %(when)s, sau khi bạn mở trang. Hãy tải lại trang để xem bản mới rồi sửa tiếp."
    ),
}
