from flask_babel import lazy_gettext as _l

MESSAGES = {
    "account.consent_missing": _l("Bạn cần đọc và đồng ý với thông báo xử lý dữ liệu cá nhân để mở tài khoản."),
    "account.link_dead": _l("Liên kết này đã dùng rồi hoặc đã quá hạn. Bạn đăng nhập để nhận liên kết mới."),
    "account.too_many_attempts": _l("Bạn đã thử quá nhiều lần. Vui lòng đợi %(minutes)s phút rồi thử lại."),
    "account.wrong_sign_in": _l("Thư điện tử hoặc mật khẩu chưa đúng."),
    "account.wrong_first_password": _l(
        "Đây không phải mật khẩu lúc tạo tài khoản. Nếu không nhớ, bạn bấm “Quên mật khẩu” để đặt mật khẩu mới."
    ),
    "account.not_confirmed": _l(
        "Bạn chưa xác nhận địa chỉ thư. Chúng tôi vừa gửi lại liên kết, mời bạn kiểm tra hộp thư."
    ),
    "account.last_administrator": _l("Đây là quản trị viên cuối cùng, nên chưa thể bỏ vai trò này."),
    "account.last_administrator_stays": _l("Đây là quản trị viên cuối cùng, nên chưa thể khóa tài khoản này."),
    "account.password_length": _l("Cần từ %(least)s đến %(most)s ký tự."),
    "account.password_obvious": _l("Mật khẩu này quá dễ đoán. Bạn chọn mật khẩu khác."),
    "account.wrong_password": _l("Mật khẩu đang dùng chưa đúng."),
    "account.reset_link_dead": _l("Liên kết này đã dùng rồi hoặc đã quá hạn. Bạn xin liên kết mới."),
    "account.change_link_dead": _l(
        "Liên kết này đã dùng rồi hoặc đã quá hạn. Bạn đăng nhập và đổi địa chỉ thư lần nữa."
    ),
    "account.same_email": _l("Đây là địa chỉ bạn đang dùng."),
    "account.email_taken": _l("Địa chỉ này vừa có tài khoản khác dùng. Bạn đăng nhập và chọn địa chỉ khác."),
    "account.wrong_code": _l("Mã chưa đúng hoặc đã dùng rồi. Bạn đợi ứng dụng hiện mã mới rồi nhập lại."),
    "account.half_sign_in_over": _l("Đã quá 10 phút từ lúc bạn nhập mật khẩu. Mời bạn đăng nhập lại từ đầu."),
    "account.enrolment_over": _l("Mã QR này đã quá hạn. Bạn quay lại trang trước và bắt đầu lại."),
    "account.factor_on": _l("Bước thứ hai đang bật rồi."),
    "account.factor_off": _l("Bước thứ hai chưa bật."),
    "absence.oneself": _l("Bạn chọn một người khác thay mình."),
    "absence.not_staff": _l("Người này không còn làm việc ở Trung tâm. Bạn chọn người khác."),
    "absence.backwards": _l("Ngày cuối phải sau ngày đầu, hoặc cùng ngày."),
    "absence.over": _l("Những ngày này đã qua."),
    "absence.too_long": _l("Mỗi lần vắng ghi được nhiều nhất một năm."),
    "absence.overlaps": _l("Trong những ngày này đã có lần vắng khác, từ %(first)s đến %(last)s."),
    "absence.deputy_away": _l("%(name)s cũng vắng từ %(first)s đến %(last)s. Bạn chọn người khác."),
    "absence.ended": _l("Lần vắng này đã kết thúc rồi."),
    "absence.not_yours": _l("Chỉ quản trị viên ghi được ngày vắng cho người khác."),
}
