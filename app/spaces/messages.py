from flask_babel import lazy_gettext as _l

MESSAGES = {
    "space.missing": _l("Bạn chưa điền mục này."),
    "space.too_long": _l("Tối đa %(max)s ký tự."),
    "space.no_kind": _l("Hãy chọn ít nhất một loại hình."),
    "space.no_ward": _l("Hãy chọn phường hoặc xã. Chỉ không gian trực tuyến mới không cần địa chỉ."),
    "space.unknown_choice": _l("Lựa chọn này không có trong danh sách."),
    "space.channel_link": _l("Đường dẫn phải bắt đầu bằng http:// hoặc https://, ví dụ: https://example.org."),
    "space.channel_email": _l("Địa chỉ thư điện tử chưa đúng, ví dụ: ten@example.org."),
    "space.channel_phone": _l("Số điện thoại chưa đúng, ví dụ: 024 3628 7604."),
    "space.hours_empty": _l("Giờ mở và giờ đóng trùng nhau. Mở suốt ngày đêm thì điền từ 0:00 đến 24:00."),
    "space.hours_overlap": _l("Hai khoảng giờ của ngày này chồng lên nhau."),
    "space.hours_incomplete": _l("Hãy điền cả giờ mở và giờ đóng."),
    "space.point_unreadable": _l(
        "Không đọc được vị trí. Hãy dán hai số như 21,0285, 105,8542 hoặc đường dẫn đầy đủ của bản đồ."
    ),
    "space.point_short_link": _l(
        "Đường dẫn rút gọn không có toạ độ. Hãy mở nó trên bản đồ rồi chép hai số, ví dụ: 21,0285, 105,8542."
    ),
    "space.point_outside": _l("Vị trí này nằm ngoài Hà Nội. Có thể hai số bị đổi chỗ: vĩ độ đứng trước."),
    "space.nobody_to_ask": _l("Không gian này không còn người đứng tên nào để hỏi."),
    "edit.waiting_changed": _l(
        "Trong lúc bạn sửa, phần chờ duyệt của không gian đã khác: có người trong nhóm vừa gửi, rút lại, hoặc Trung tâm vừa trả lời. Bạn mở lại trang để gộp với bản ấy, hoặc rút bản ấy trước."
    ),
    "edit.applied": _l("Bản sửa này đã được duyệt."),
    "edit.declined": _l("Bản sửa này đã được trả lời là không duyệt."),
    "edit.overtaken": _l("Bản sửa này đã có bản khác thay."),
    "edit.withdrawn": _l("Nhóm của không gian đã rút bản sửa này."),
    "edit.not_yours": _l("Bạn ở trong nhóm của không gian này. Hãy nhờ một điều phối viên khác."),
    "edit.reason_missing": _l("Bạn chưa ghi lý do. Lý do được gửi cho nhóm của không gian."),
    "space.changed_meanwhile": _l(
        "Có người trong nhóm vừa lưu thông tin không gian này. Bạn mở lại trang để xem bản mới, rồi sửa tiếp."
    ),
    "space.last_owner": _l(
        "Mỗi không gian cần ít nhất một người đứng tên. Hãy mời thêm người đứng tên hoặc bàn giao không gian trước."
    ),
    "space.owners_only": _l("Chỉ người đứng tên của không gian mới thay đổi được nhóm."),
    "space.already_on_team": _l("Người dùng địa chỉ này đã ở trong nhóm."),
    "space.already_owner": _l("Người này đã đứng tên không gian rồi. Muốn thôi đứng tên, bạn chỉ cần rời nhóm."),
    "space.already_invited": _l("Địa chỉ này đã có một lời mời còn hạn. Bạn gửi lại hoặc rút lời mời ấy."),
    "space.enough_invitations_open": _l("Đang có %(max)s lời mời chưa trả lời. Bạn rút bớt rồi mời tiếp."),
    "space.enough_invitations_today": _l("Hôm nay bạn đã gửi nhiều lời mời. Mời bạn tiếp tục vào ngày mai."),
    "space.enough_letters_today": _l(
        "Trong một ngày chỉ gửi vài thư mời đến cùng một địa chỉ. Mời bạn thử lại ngày mai."
    ),
    "space.not_your_handover": _l("Chỉ người bàn giao mới gửi lại được lời mời này."),
    "space.own_space": _l(
        "Trung tâm không cử chính người đang làm việc này, hay người trong nhóm của không gian. Hãy nhờ đồng nghiệp."
    ),
    "space.has_owner": _l("Không gian này đang có người đứng tên, nên Trung tâm không cử người khác."),
    "space.reason_missing": _l("Bạn chưa ghi lý do. Lý do được lưu lại và gửi cho nhóm của không gian."),
    "space.invitation_not_yours": _l("Lời mời này gửi cho một địa chỉ khác với tài khoản bạn đang dùng."),
    "space.invitation_accepted": _l("Lời mời này đã được nhận lời."),
    "space.invitation_declined": _l("Lời mời này đã được từ chối."),
    "space.invitation_withdrawn": _l("Lời mời này đã được rút lại."),
    "space.invitation_expired": _l("Lời mời này đã hết hạn. Bạn có thể nhờ người mời gửi lại."),
    "space.invitation_dead": _l(
        "Lời mời này không còn hiệu lực: người mời không còn quyền mời, hoặc không gian đã có người đứng tên."
    ),
    "import.columns_missing": _l(
        "Danh sách thiếu cột: %(columns)s. Dòng tiêu đề cần có tên các cột như trong tệp mẫu, thứ tự nào cũng được."
    ),
    "import.column_twice": _l("Có hai cột cùng là: %(columns)s. Bạn giữ lại một cột."),
    "import.no_lines": _l("Dưới dòng tiêu đề chưa có không gian nào."),
    "import.missing": _l("Ô này còn trống."),
    "import.too_long": _l("Dài quá %(max)s ký tự."),
    "import.formula": _l("Ô này là công thức. Bạn thay bằng chữ."),
    "import.unknown_choice": _l("Không có trong các mục ở trang Lựa chọn của tệp mẫu."),
    "import.unknown_kind": _l(
        "Có loại hình không nằm trong danh sách. Nhiều loại hình thì cách nhau bằng dấu chấm phẩy."
    ),
    "import.no_ward": _l("Ô này còn trống. Chỉ không gian trực tuyến mới không cần phường, xã."),
    "import.ward_ambiguous": _l("Tên này chỉ nhiều nơi: %(wards)s. Bạn ghi rõ phường hay xã, có dấu."),
    "import.ward_unknown": _l("Không có trong 126 phường, xã từ ngày 1/7/2025. Gần giống: %(wards)s."),
    "import.ward_nowhere": _l(
        "Không có trong 126 phường, xã từ ngày 1/7/2025. Tên cũ có thể đã chia về nhiều nơi, nên hãy hỏi không gian."
    ),
    "import.space_twice": _l("Tên này, cùng phường, xã, còn ở dòng %(lines)s. Mỗi không gian một dòng."),
    "import.faulty_lines": _l(
        "Còn %(count)s dòng có lỗi. Bạn sửa tệp rồi gửi lại, hoặc đánh dấu để bỏ qua các dòng đó."
    ),
    "import.nothing_new": _l("Không có dòng nào để nhập thêm."),
    "import.columns_refused": _l(
        "Danh sách có cột về người hoặc cách liên hệ riêng: %(columns)s. Danh bạ chỉ ghi những điều ai cũng biết về không gian, nên bạn xoá các cột ấy rồi gửi lại."
    ),
    "import.spaces_not_yours": _l("Chỉ điều phối viên được nhập không gian vào danh bạ."),
    "import.changed": _l(
        "Sổ thành viên hoặc danh sách không gian vừa thay đổi, nên kết quả sẽ khác bản xem trước. Bạn xem lại rồi bấm."
    ),
    "import.holds_number": _l(
        "Ô này có số điện thoại. Danh bạ mở cho mọi người và không ghi liên hệ riêng của ai, nên bạn bỏ số đi."
    ),
    "import.holds_address": _l(
        "Ô này có địa chỉ thư điện tử. Danh bạ mở cho mọi người và không ghi liên hệ riêng của ai, nên bạn bỏ địa chỉ đi."
    ),
    "import.bad_link": _l("Đường dẫn chưa đúng, ví dụ: https://example.org."),
    "claim.no_consent": _l(
        "Bạn cần đồng ý để Trung tâm xem những điều bạn gửi, nếu không Trung tâm không trả lời được."
    ),
    "claim.has_owner": _l("Không gian này đã có người quản lý."),
    "claim.already": _l("Bạn đã gửi yêu cầu nhận quản lý không gian này. Mời bạn đợi Trung tâm trả lời."),
    "claim.enough_today": _l("Hôm nay bạn đã gửi nhiều yêu cầu. Mời bạn tiếp tục vào ngày mai."),
    "claim.reason_missing": _l("Bạn chưa ghi lý do. Lý do được gửi cho người yêu cầu."),
    "claim.not_yours": _l(
        "Bạn là người yêu cầu, hoặc cùng nhóm với người ấy. Hãy nhờ một điều phối viên khác trả lời."
    ),
    "claim.claimant_disabled": _l("Tài khoản của người yêu cầu đã bị khoá."),
    "claim.approved": _l("Yêu cầu này đã được chấp nhận."),
    "claim.refused": _l("Yêu cầu này đã được trả lời là không chấp nhận."),
    "claim.overtaken": _l("Không gian này đã có người khác nhận quản lý."),
    "claim.withdrawn": _l("Yêu cầu này đã được rút lại."),
}
