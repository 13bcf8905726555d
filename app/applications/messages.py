from flask_babel import lazy_gettext as _l

MESSAGES = {
    "message.empty": _l("Bạn chưa viết gì."),
    "message.too_long": _l("Lời nhắn dài quá %(most)s ký tự. Bạn rút gọn hoặc gửi làm hai lần."),
    "message.not_sent_yet": _l("Hồ sơ chưa nộp nên chưa có người ở Trung tâm đọc lời nhắn."),
    "call.criteria_not_published": _l("Đợt đăng ký cần một bộ tiêu chí đã công bố."),
    "call.closes_before_it_opens": _l("Ngày đóng phải từ ngày mở trở đi."),
    "call.reason_missing": _l("Bạn ghi lý do đổi ngày; những người đang làm hồ sơ sẽ đọc trong thư."),
    "call.closes_in_the_past": _l("Ngày đóng mới phải từ hôm nay trở đi. Muốn đóng ngay, bạn chọn hôm nay."),
    "call.decided_too_early": _l("Ngày dự kiến quyết định phải sau ngày đóng (hoặc ngày mở) đợt đăng ký."),
    "application.call_closed": _l("Đợt đăng ký này hiện không nhận hồ sơ."),
    "application.already_under_way": _l("Không gian này đang có một hồ sơ chưa xong. Bạn mở tiếp hồ sơ đó."),
    "application.renewal_not_open": _l("Không gian này lúc này chưa gia hạn được."),
    "paper.space_has_owner": _l("Không gian này đã có người dùng tài khoản, nên nhóm của họ tự nộp hồ sơ."),
    "paper.signed_in_the_future": _l("Ngày ký trên giấy phải từ hôm nay trở về trước."),
    "application.locked": _l(
        "Hồ sơ đã nộp nên không sửa được lúc này. Bạn chép lại phần vừa gõ nếu cần; chưa có gì bị thay đổi."
    ),
    "application.files_too_large": _l(
        "Các tệp của hồ sơ cộng lại quá %(megabytes)s MB. Bạn gỡ bớt tệp không cần, hoặc nén lại rồi gửi."
    ),
    "evidence.sent": _l("Tệp này đã nộp cùng một hồ sơ nên được giữ lại, không xoá được."),
    "evidence.in_use": _l("Tệp đang đính kèm trong một hồ sơ. Bạn gỡ tệp khỏi các mục đó trước rồi xoá."),
    "application.incomplete": _l("Hồ sơ chưa nộp được vì còn thiếu: %(items)s."),
    "application.profile_incomplete": _l(
        "Hồ sơ chưa nộp được vì phần giới thiệu không gian còn thiếu. Bạn bổ sung rồi quay lại đây."
    ),
    "application.cannot_move": _l("Hồ sơ vừa chuyển sang bước khác. Bạn mở lại trang để xem tình trạng mới nhất."),
    "application.not_withdrawable": _l("Hồ sơ không rút được ở bước này. Bạn liên hệ Trung tâm nếu vẫn muốn rút."),
    "application.self_check_too_fast": _l(
        "Bạn gửi nhiều lần quá trong một phút. Bạn chờ một chút rồi bấm lại, câu trả lời vẫn còn."
    ),
    "application.reason_missing": _l("Bạn ghi lý do; không gian sẽ đọc nguyên văn trong thư."),
    "application.another_under_way": _l(
        "Không gian này đang có một hồ sơ khác chưa xong, nên không mở lại hồ sơ này được."
    ),
    "application.contact_not_on_team": _l("Bạn chọn một người trong nhóm của không gian."),
    "application.item_locked": _l("Trung tâm không hỏi mục %(items)s nên mục này vẫn khoá. Chưa có gì bị thay đổi."),
    "supplement.nothing_asked": _l("Bạn đánh dấu ít nhất một mục cần bổ sung."),
    "supplement.unknown_item": _l("Hồ sơ này không có mục %(items)s. Bạn mở lại trang."),
    "supplement.sentence_missing": _l("Bạn viết một câu: mục này cần bổ sung gì."),
    "supplement.due_too_early": _l("Hạn phải từ ngày mai trở đi."),
    "supplement.due_too_late": _l("Hạn xa quá một năm. Bạn xem lại ngày."),
    "supplement.due_not_later": _l("Hạn mới phải sau hạn đang có."),
    "supplement.ended": _l("Yêu cầu bổ sung này đã kết thúc. Bạn mở lại trang để xem tình trạng mới nhất."),
    "supplement.not_overdue": _l("Chưa quá hạn bổ sung. Muốn dừng sớm, bạn rút lại yêu cầu."),
    "supplement.unanswered": _l(
        "Chưa gửi được vì còn mục chưa bổ sung: %(items)s. Bạn sửa từng mục, hoặc ghi vì sao không có gì thêm."
    ),
    "application.note_missing": _l("Bạn ghi rõ cần bổ sung những gì để không gian biết mà sửa."),
}
