from flask_babel import lazy_gettext as _l

from app.notices.rules import Kind

KINDS = {
    Kind.MUST: _l("Quyết định, hạn trả lời, an toàn tài khoản"),
    Kind.APPLICATIONS: _l("Hồ sơ đăng ký"),
    Kind.BOOKINGS: _l("Đặt chỗ"),
    Kind.MEMBERSHIPS: _l("Chứng nhận và lễ trao"),
    Kind.SPACE: _l("Không gian và nhóm của bạn"),
    Kind.EVENTS: _l("Sự kiện"),
    Kind.REVIEWS: _l("Phiếu chấm"),
    Kind.DESK: _l("Việc của bàn điều phối"),
}
ABOUT = {
    Kind.MUST: _l(
        "Kết quả hồ sơ và đặt chỗ, việc phải trả lời trước một ngày, mật khẩu và đăng nhập. Luôn gửi cả hai."
    ),
    Kind.APPLICATIONS: _l("Đã nhận hồ sơ, lời nhắn của Trung tâm, đợt đăng ký đổi ngày."),
    Kind.BOOKINGS: _l("Đã nhận yêu cầu, nhắc nộp giấy tờ và báo cáo, văn bản đã in xong."),
    Kind.MEMBERSHIPS: _l("Chứng nhận đã in, sắp hết hạn, soát tên, thư mời dự lễ."),
    Kind.SPACE: _l("Ai vào, ai rời nhóm, ai đổi vai trò, trang của không gian."),
    Kind.EVENTS: _l("Trang sự kiện của bạn, và thay đổi sát giờ trong lịch bạn theo dõi."),
    Kind.REVIEWS: _l("Hồ sơ được giao, sắp đến hạn, quá hạn, vừa được bổ sung."),
    Kind.DESK: _l("Yêu cầu mới, trả lời và lời nhắn của các không gian, việc được giao cho bạn."),
}
