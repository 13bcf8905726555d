from flask_babel import lazy_gettext as _l

MESSAGES = {
    "benefit.not_allowed": _l("Chỉ điều phối viên và quản trị viên sửa được danh mục quyền lợi."),
    "benefit.changed_meanwhile": _l(
        "Có người vừa sửa quyền lợi này sau khi bạn mở trang. Bạn xem lại nội dung mới rồi sửa tiếp."
    ),
    "benefit.bad_link": _l("Đường dẫn bắt đầu bằng https://, hoặc bằng / nếu là một trang ở đây."),
    "benefit.for_nobody": _l(
        "Bạn chọn ít nhất một loại thành viên được hưởng. Muốn thôi áp dụng thì bỏ “Đang áp dụng”."
    ),
    "benefit.counted_from_bookings": _l("Lượt dùng địa điểm được tính từ lịch đặt chỗ, không ghi tay."),
    "benefit.not_yet": _l("Ngày này chưa tới."),
    "benefit.not_member_then": _l("Ngày %(day)s không gian này không phải thành viên đang hoạt động."),
    "benefit.letter_not_yours": _l("Chỉ người trong nhóm vận hành của không gian mới xin được giấy này."),
    "benefit.letter_suspended": _l(
        "Tư cách thành viên của không gian đang bị đình chỉ, nên chưa cấp được giấy xác nhận. Khi được khôi phục, bạn xin lại tại đây."
    ),
    "benefit.letter_not_member": _l("Hiện không gian không phải thành viên, nên không cấp được giấy xác nhận."),
    "benefit.letter_receiver_missing": _l("Bạn chưa ghi nơi nhận giấy."),
    "benefit.letter_enough": _l(
        "Hôm nay không gian đã xin đủ %(most)s giấy. Mai bạn xin tiếp, hoặc tải lại giấy đã có."
    ),
    "benefit.letter_printed": _l("Giấy này đã có bản in và không in lại."),
}
