from flask_babel import lazy_gettext as _l

MESSAGES = {
    "venue.hours_backwards": _l("Giờ kết thúc phải sau giờ bắt đầu."),
    "venue.hours_incomplete": _l("Hãy điền cả giờ bắt đầu và giờ kết thúc, hoặc để trống cả hai."),
    "venue.hours_overlap": _l("Hai khung giờ trong cùng một ngày không được chồng lên nhau."),
    "venue.exception_exists": _l("Ngày này đã có ngoại lệ. Hãy xóa ngoại lệ cũ trước."),
    "venue.no_such_day": _l("Hãy điền ngày và tháng, ví dụ: 1/5."),
    "venue.seasons_overlap": _l("Những ngày này đã thuộc mùa “%(name)s”. Hai mùa không được chồng lên nhau."),
    "venue.layout_over_capacity": _l("Không được nhiều hơn sức chứa chung là %(most)s người."),
    "venue.lengths_cross": _l("Dài nhất không thể ngắn hơn ngắn nhất."),
    "venue.notice_crosses": _l("Như vậy không còn ngày nào đặt được: hạn xa nhất lại gần hơn hạn gần nhất."),
    "venue.equipment_exists": _l("Trong danh sách đã có thiết bị tên này. Bạn sửa số lượng ở đó."),
    "venue.quota_exists": _l("Đã có hạn mức tính như vậy. Hãy bỏ hạn mức cũ trước."),
    "venue.not_a_coordinator": _l("Có người trong danh sách không còn là điều phối viên. Hãy chọn lại."),
    "venue.neighbour_here": _l("Khu vực này thuộc chính địa điểm đang sửa."),
    "venue.neighbour_exists": _l("Hai khu vực này đã được ghi. Hãy bỏ dòng cũ trước."),
    "venue.changed": _l("Có người vừa lưu địa điểm này sau khi bạn mở trang. Hãy tải lại trang để xem bản mới."),
    "venue.changed_by": _l(
        "%(who)s vừa lưu mục này lúc %(when)s, sau khi bạn mở trang. Hãy tải lại trang để xem bản mới rồi sửa tiếp."
    ),
}
