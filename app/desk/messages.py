from flask_babel import lazy_gettext as _l

MESSAGES = {
    "desk.none_chosen": _l("Bạn chưa chọn việc nào."),
    "desk.too_many": _l("Mỗi lần chọn được nhiều nhất %(most)s việc."),
    "desk.who_missing": _l("Bạn chọn người nhận việc."),
    "desk.day_missing": _l("Bạn chọn ngày."),
    "desk.does_not_fit": _l("Cách làm này không hợp với việc ấy."),
    "desk.yours_already": _l("Bạn đang phụ trách rồi."),
    "desk.taken": _l("Đã có người khác nhận."),
    "desk.not_theirs": _l("Người được chọn không làm được việc này: họ không có vai trò ấy, hoặc có liên quan."),
    "desk.due_now": _l("Đã đến hạn, không để sau được nữa."),
    "desk.snooze_past": _l("Bạn chọn một ngày sau hôm nay."),
    "desk.snooze_too_far": _l("Ngày này sau hạn của việc."),
    "desk.snooze_too_long": _l("Để sau được nhiều nhất 90 ngày."),
    "desk.nobody_to_remind": _l("Hôm nay không còn ai phải nhắc."),
    "desk.nothing_lost": _l("Không còn thư nào phải gửi lại."),
    "desk.filter_nameless": _l("Bạn đặt tên cho bộ lọc."),
    "desk.filter_empty": _l("Danh sách đang hiện tất cả, chưa lọc gì để lưu."),
    "desk.filters_full": _l("Bạn đã lưu %(most)s bộ lọc. Bạn xoá bớt rồi lưu lại."),
    "guide.changed": _l("Điều bạn xem vừa thay đổi. Bạn xem lại rồi xác nhận."),
    "guide.too_soon": _l("Thư trước vừa được gửi, bạn đợi một phút rồi thử lại."),
}
