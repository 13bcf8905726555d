from flask_babel import lazy_gettext as _l

from app.desk.guide.facts import State, StepName

STEPS = {
    StepName.NAMES: (_l("Tên và cơ quan cấp"), _l("Tên trang, Mạng lưới, Trung tâm và cơ quan đứng tên trên chứng nhận.")),
    StepName.SIGNATORY: (_l("Người ký"), _l("Tên và chức danh in dưới chữ ký trên chứng nhận.")),
    StepName.STAFF: (_l("Người cùng làm"), _l("Quyết định cần hai người: một người trình, một người khác ký.")),
    StepName.WORKDAYS: (_l("Lịch nghỉ"), _l("Ngày nghỉ lễ và ngày làm bù, để tính hạn trả lời theo ngày làm việc.")),
    StepName.CRITERIA: (_l("Bộ tiêu chí"), _l("Không gian tự soát và hội đồng chấm theo bộ đã công bố.")),
    StepName.HOURS: (_l("Giờ của địa điểm"), _l("Giờ có thể đặt của từng địa điểm đang mở.")),
    StepName.VENUES: (_l("Địa điểm và người duyệt"), _l("Địa điểm nào nhận đặt, và ai duyệt ở đó.")),
    StepName.MAIL: (_l("Thư thử"), _l("Một thư gửi cho chính bạn, để biết thư có đến nơi.")),
    StepName.CERTIFICATE: (_l("Chứng nhận thử"), _l("Một bản mẫu in từ cài đặt hôm nay: không số, không lưu, không tra cứu được.")),
    StepName.BACKUP: (_l("Bản sao lưu"), _l("Máy chủ phải có bản sao lưu mới.")),
}  # fmt: skip
STATES = {
    State.DONE: (_l("Xong"), "ok"),
    State.TO_DO: (_l("Chưa xong"), "due"),
    State.LOOK: (_l("Chờ bạn xem"), "due"),
    State.WAITING: (_l("Đang đợi"), "wait"),
}
WHY = {
    "never_looked": _l("Chưa ai xem lại kể từ lúc cài đặt."),
    "changed_since": _l("Đã thay đổi sau lần xem ngày %(day)s, nên cần xem lại."),
    "looked": _l("Đã xem ngày %(day)s."),
    "signs": _l("%(name)s, %(title)s."),
    "nobody_signs": _l("Chưa có tên hoặc chức danh người ký, nên chỗ ký trên chứng nhận còn trống."),
    "no_coordinator": _l("Chưa có điều phối viên nào."),
    "no_approver": _l("Chưa có người phê duyệt nào."),
    "one_person": _l("Mới có một người vừa điều phối vừa phê duyệt: không ai được ký điều mình trình."),
    "staffed": _l("%(coordinators)s điều phối viên, %(approvers)s người phê duyệt."),
    "days_known": _l("Năm %(year)s có %(count)s ngày đặc biệt."),
    "no_days": _l("Năm %(year)s chưa có ngày nghỉ nào, nên ngày lễ đang bị tính là ngày làm việc."),
    "no_criteria": _l("Chưa công bố bộ tiêu chí nào."),
    "criteria_out": _l("Đang dùng bản %(edition)s."),
    "no_open_venue": _l("Chưa có địa điểm nào nhận đặt chỗ."),
    "no_hours": _l("Chưa có giờ: %(venues)s."),
    "hours_known": _l("Cả %(count)s địa điểm đang mở đều có giờ."),
    "nobody_decides": _l("Chưa có điều phối viên nào để duyệt đặt chỗ."),
    "venues_open": _l("%(count)s địa điểm nhận đặt chỗ, %(named)s nơi có người duyệt riêng; nơi khác điều phối viên nào cũng duyệt được."),
    "no_test": _l("Chưa gửi thư thử nào."),
    "mail_changed": _l("Cài đặt gửi thư đã đổi sau lần thử ngày %(day)s, nên cần thử lại."),
    "mail_waiting": _l("Thư gửi %(to)s đang chờ máy gửi đi. Mở lại trang này sau một phút."),
    "mail_tried": _l("Thư gửi %(to)s chưa đi được, máy sẽ thử lại. Máy chủ thư trả lời: %(reason)s"),
    "mail_refused": _l("Thư gửi %(to)s không đến nơi. Máy chủ thư trả lời: %(reason)s"),
    "mail_held": _l("Thư gửi %(to)s đang bị giữ từ lúc phục hồi dữ liệu."),
    "mail_sent": _l("Thư gửi %(to)s đã đi ngày %(day)s. Nếu bạn không thấy, xem hộp thư rác."),
    "no_backup": _l("Không thấy bản sao lưu nào. Người trông máy chủ chạy make backup mỗi ngày."),
    "old_backup": _l("Bản mới nhất đã cũ, từ ngày %(day)s."),
    "backup_seen": _l("Bản mới nhất ngày %(day)s."),
}  # fmt: skip
NAMES = (
    (_l("Tên trang"), "site.name"),
    (_l("Mạng lưới"), "network.name_vi"),
    (_l("Mạng lưới, tiếng Anh"), "network.name_en"),
    (_l("Trung tâm"), "centre.name_vi"),
    (_l("Trung tâm, tiếng Anh"), "centre.name_en"),
    (_l("Nơi làm việc"), "centre.place_vi"),
    (_l("Cơ quan cấp chứng nhận"), "certificate.issuer_vi"),
    (_l("Cơ quan cấp, tiếng Anh"), "certificate.issuer_en"),
)
# Whose pages are open to coordinators alone.
OF_COORDINATORS = (StepName.WORKDAYS, StepName.HOURS, StepName.VENUES)
