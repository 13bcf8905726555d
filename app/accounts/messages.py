from flask_babel import lazy_gettext as _l

MESSAGES = {
    "account.consent_missing": _l("Bạn cần đọc và đồng ý với thông báo xử lý dữ liệu cá nhân để mở tài khoản."),
    "account.link_dead": _l("Liên kết này đã dùng rồi hoặc đã quá hạn. Bạn đăng nhập để nhận liên kết mới."),
    "account.too_many_attempts": _l("Bạn đã thử quá nhiều lần. Vui lòng đợi %(minutes)s phút rồi thử lại."),
    "account.wrong_sign_in": _l("Thư điện tử hoặc mật khẩu chưa đúng."),
    "account.not_confirmed": _l(
        "Bạn chưa xác nhận địa chỉ thư. Chúng tôi vừa gửi lại liên kết, mời bạn kiểm tra hộp thư."
    ),
    "account.last_administrator": _l("Đây là quản trị viên cuối cùng, nên chưa thể bỏ vai trò này."),
    "account.unknown_user": _l("Không có tài khoản nào dùng địa chỉ này."),
}
