from flask_babel import lazy_gettext as _l

MESSAGES = {
    "ceremony.not_yours": _l("Chỉ điều phối viên chuẩn bị lễ trao."),
    "ceremony.not_yours_to_issue": _l("Chỉ lãnh đạo ký duyệt mới cấp được chứng nhận."),
    "ceremony.not_your_space": _l("Chỉ người trong nhóm của không gian mới trả lời được."),
    "ceremony.own_space": _l(
        "Bạn ở trong nhóm của không gian này nên không xử lý thay Trung tâm được. Hãy nhờ một điều phối viên khác."
    ),
    "ceremony.no_longer": _l("Lễ trao đã sang bước khác, nên việc này không làm được nữa. Bạn xem lại trang."),
    "ceremony.changed": _l("Danh sách vừa thay đổi so với lúc bạn mở trang. Bạn xem lại rồi bấm lần nữa."),
    "ceremony.missing": _l("Bạn chưa điền mục này."),
    "ceremony.day_past": _l("Ngày giờ này đã qua. Bạn chọn ngày giờ sắp tới."),
    "ceremony.due_past": _l("Hạn trả lời phải từ hôm nay trở đi."),
    "ceremony.due_after_ceremony": _l("Hạn trả lời phải trước ngày trao."),
    "ceremony.due_too_far": _l("Hạn trả lời xa quá ba tháng. Bạn chọn ngày gần hơn."),
    "ceremony.nobody_chosen": _l("Bạn chưa chọn không gian nào."),
    "ceremony.not_waiting": _l(
        "Có không gian bạn chọn không còn chờ chứng nhận, hoặc vừa được đưa vào một lễ khác. Bạn xem lại danh sách."
    ),
    "ceremony.no_guests": _l("Danh sách còn trống. Bạn chọn không gian trước."),
    "ceremony.nobody_to_ask": _l("Không gian này chưa có người đứng tên, nên không có ai để hỏi."),
    "ceremony.name_changed": _l("Tên vừa được sửa trong lúc bạn xem. Bạn đọc lại tên mới rồi trả lời."),
    "ceremony.name_by_decision": _l("Tên này do quyết định ghi, nên chỉ đổi được bằng một quyết định khác."),
    "ceremony.nothing_to_correct": _l("Tên bạn ghi giống hệt tên sẽ in. Bạn sửa tên, hoặc ghi rõ điều cần sửa."),
    "ceremony.too_early": _l("Chưa quá hạn trả lời của “%(space)s”, nên chưa bỏ qua được."),
    "ceremony.reason_missing": _l("Bạn chưa ghi lý do."),
    "ceremony.people": _l("Số người từ 1 đến %(max)s."),
    "ceremony.seat_twice": _l("Chỗ %(seat)s đã có người ngồi. Mỗi chỗ một không gian."),
    "ceremony.too_few_seats": _l("Chỉ có %(seats)s chỗ cho %(guests)s không gian. Bạn thêm hàng hoặc thêm ghế."),
    "ceremony.blocked": _l("Chưa cấp số nào, vì còn %(count)s không gian vướng. Danh sách ở ngay trên nút bấm."),
    "ceremony.already_has": _l("Không gian này đã nhận chứng nhận rồi."),
    "ceremony.posted_ahead": _l("Ngày gửi chưa tới."),
    "ceremony.posted_before_issue": _l("Ngày gửi sớm hơn ngày cấp chứng nhận."),
    "ceremony.not_yet": _l("Chưa tới ngày trao."),
    "ceremony.left_over": _l("Còn %(count)s không gian chưa nhận chứng nhận."),
}
