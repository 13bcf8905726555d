from flask_babel import lazy_gettext as _l

MESSAGES = {
    "workday.out_of_range": _l("Chỉ sửa được lịch từ năm %(first)s đến %(last)s."),
    "workday.known": _l("Ngày này đã có trong lịch. Bạn bỏ ngày cũ trước nếu muốn đổi."),
    "workday.not_a_weekend": _l("Ngày làm bù phải là thứ Bảy hoặc Chủ nhật."),
}
