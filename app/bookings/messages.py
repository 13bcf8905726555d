from flask_babel import lazy_gettext as _l

MESSAGES = {
    "booking.no_venue": _l("Bạn chưa chọn địa điểm."),
    "booking.no_title": _l("Bạn chưa đặt tên cho hoạt động."),
    "booking.in_the_past": _l("Thời gian này đã qua. Hãy chọn giờ bắt đầu (kể cả giờ chuẩn bị) ở phía trước."),
    "booking.too_far_ahead": _l("Hiện chỉ nhận đặt chỗ trước nhiều nhất %(months)s tháng."),
    "booking.too_long": _l("Một lần đặt chỗ kéo dài nhiều nhất %(days)s ngày."),
    "booking.phase_too_long": _l("Thời gian chuẩn bị hoặc thu dọn từ 0 phút đến nhiều nhất %(days)s ngày."),
    "booking.venue_not_open": _l("%(where)s hiện không nhận đặt chỗ."),
    "booking.outside_hours": _l(
        "%(where)s không mở cho công chúng vào giờ này ngày %(day)s. Giờ chuẩn bị và thu dọn thì có thể nằm ngoài giờ mở cửa."
    ),
    "booking.too_many_people": _l("Sức chứa ở đây là %(capacity)s người."),
    "booking.not_allowed": _l(
        "Bạn không có quyền làm việc này. Nếu cần, hãy nhờ chủ không gian hoặc điều phối viên."
    ),
    "booking.not_member": _l("Chỉ không gian đang là thành viên Mạng lưới mới đặt được địa điểm."),
    "booking.associate": _l(
        "Thành viên liên kết chưa đặt được %(where)s. Hãy chọn địa điểm khác hoặc hỏi Trung tâm."
    ),
    "booking.taken": _l("%(where)s đã có người đặt từ %(start)s đến %(end)s (tính cả chuẩn bị và thu dọn)."),
    "booking.just_taken": _l("Vừa có người đặt chỗ này trước bạn một chút. Hãy xem lại bảng lịch và chọn giờ khác."),
    "booking.closed": _l("%(where)s tạm đóng cửa (%(what)s) từ %(start)s đến %(end)s."),
    "booking.key_reused": _l("Biểu mẫu này đã gửi rồi với nội dung khác. Hãy mở biểu mẫu mới để gửi thêm."),
    "booking.series_length": _l("Một chuỗi có từ 1 đến %(limit)s buổi."),
    "booking.series_overlaps": _l("Hai buổi trong chuỗi chồng giờ nhau; buổi sau bắt đầu lúc %(start)s."),
    "booking.is_requested": _l("Yêu cầu này đang chờ duyệt."),
    "booking.is_held": _l("Yêu cầu này đang được giữ chỗ, chờ duyệt."),
    "booking.is_waitlisted": _l("Yêu cầu này đang ở trong danh sách chờ."),
    "booking.is_offered": _l("Chỗ này đang chờ người được mời trả lời."),
    "booking.not_taken": _l("Chỗ này còn trống. Bạn gửi yêu cầu đặt luôn, không cần chờ."),
    "booking.same_slot": _l("Đây đúng là giờ và chỗ người đặt đã xin. Hãy chọn giờ hoặc chỗ khác."),
    "booking.is_confirmed": _l("Đặt chỗ này đã được xác nhận rồi."),
    "booking.is_declined": _l("Yêu cầu này đã bị từ chối."),
    "booking.is_expired": _l("Yêu cầu này đã hết hạn giữ chỗ."),
    "booking.is_cancelled": _l("Đặt chỗ này đã bị huỷ."),
    "booking.is_displaced": _l("Đặt chỗ này đã phải nhường cho một đợt đóng cửa."),
    "booking.has_begun": _l("Hoạt động đã bắt đầu hoặc đã kết thúc nên không đổi được nữa."),
    "booking.reason_missing": _l("Hãy ghi lý do; người đặt sẽ đọc được."),
    "booking.soft_note_missing": _l(
        "Cùng lúc ở %(where)s có hoạt động khác, có thể ảnh hưởng lẫn nhau. Hãy ghi chú cách thu xếp."
    ),
    "booking.facts_changed": _l("Tình hình vừa thay đổi sau khi bạn mở trang này. Hãy xem lại rồi quyết định."),
    "booking.swap_with_itself": _l("Hãy chọn hai lượt đặt chỗ khác nhau để đổi."),
    "booking.lapse_of_own": _l(
        "Bạn ở trong nhóm vận hành của không gian này, nên việc này do một điều phối viên khác quyết."
    ),
    "booking.lapse_unchosen": _l("Bạn chưa chọn lượt đặt chỗ nào."),
    "booking.lapse_reason_missing": _l("Bạn ghi lý do."),
    "booking.closure_lifted": _l("Đợt đóng cửa này đã được gỡ rồi."),
}
