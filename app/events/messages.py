from flask_babel import lazy_gettext as _l

MESSAGES = {
    "event.missing": _l("Bạn chưa điền mục này."),
    "event.too_long": _l("Tối đa %(max)s ký tự."),
    "event.unknown_choice": _l("Lựa chọn này không có trong danh sách."),
    "event.bad_link": _l("Đường dẫn phải bắt đầu bằng http:// hoặc https://, ví dụ: https://example.org."),
    "event.no_online_link": _l("Sự kiện trực tuyến cần đường dẫn để mọi người vào xem."),
    "event.no_member": _l(
        "Chỉ thành viên Mạng lưới mới đăng sự kiện ở nơi của mình hoặc trực tuyến. Lượt đặt chỗ đã xác nhận ở Bảo tàng thì vẫn có trang."
    ),
    "event.host_lapsed": _l(
        "Không gian này hiện không còn là thành viên, nên chưa đăng được. Bạn không nhận và ghi lý do, hoặc đợi tư cách thành viên được giải quyết."
    ),
    "event.no_premises": _l(
        "Không gian chưa có địa chỉ để đến. Bạn đăng sự kiện trực tuyến, hoặc bổ sung địa chỉ trước."
    ),
    "event.no_date_left": _l(
        "Không còn buổi nào sắp tới mà mở cho mọi người: các buổi đã qua, đã huỷ hoặc chuyển thành buổi kín."
    ),
    "event.not_open": _l("Chỉ buổi đã được xác nhận, còn ở phía trước và mở cho mọi người mới có trang."),
    "event.date_has_page": _l("Có buổi vừa được đưa vào một trang khác. Bạn mở lại trang này để xem."),
    "event.date_twice": _l("Đã có một buổi bắt đầu đúng giờ ấy."),
    "event.date_past": _l("Buổi này đã qua."),
    "event.date_too_far": _l("Buổi xa nhất là hai năm nữa."),
    "event.date_cancelled": _l("Buổi này đã huỷ."),
    "event.last_date": _l("Đây là buổi duy nhất. Bạn thêm buổi khác rồi mới bỏ buổi này."),
    "event.ends_before": _l("Giờ kết thúc phải sau giờ bắt đầu."),
    "event.too_long_span": _l("Một buổi kéo dài nhiều nhất một năm."),
    "event.weeks_overlap": _l("Buổi tuần trước chưa xong thì buổi tuần sau đã bắt đầu. Bạn đặt lại ngày kết thúc."),
    "event.too_many_dates": _l("Một trang có nhiều nhất %(max)s buổi."),
    "event.dates_are_bookings": _l("Ngày giờ của trang này theo lượt đặt chỗ. Muốn đổi, bạn đổi ở lượt đặt chỗ."),
    "event.changed_meanwhile": _l("Trang này vừa được sửa ở nơi khác. Bạn mở lại để xem bản mới, rồi làm tiếp."),
    "event.decided": _l("Đã có người trả lời việc này rồi."),
    "event.was_shown": _l("Trang đã từng đăng thì không xoá được, chỉ gỡ xuống."),
    "event.no_picture": _l("Trang chưa có ảnh."),
}
