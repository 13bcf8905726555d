from flask_babel import lazy_gettext as _l

MESSAGES = {
    "membership.suspended": _l(
        "Tư cách thành viên của không gian này đang bị đình chỉ. Cần khôi phục trước khi cấp chứng nhận mới."
    ),
    "membership.not_yours_to_change": _l(
        "Chỉ lãnh đạo ký duyệt, và không thuộc nhóm vận hành của không gian này, mới đổi được tư cách thành viên."
    ),
    "membership.letters_not_yours": _l("Bạn ở trong nhóm của không gian này. Hãy nhờ một điều phối viên khác."),
    "membership.reason_missing": _l("Bạn chưa ghi lý do. Lý do được lưu vào sổ và gửi cho chủ không gian."),
    "membership.reason_too_long": _l(
        "Phần này dài quá %(max)s ký tự. Bạn rút gọn lại, chi tiết để trong quyết định."
    ),
    "membership.decision_number_missing": _l("Bạn chưa ghi số quyết định."),
    "membership.decision_day_missing": _l("Bạn chưa ghi ngày của quyết định."),
    "membership.decision_ahead": _l("Ngày quyết định chưa tới. Quyết định ký rồi mới ghi vào sổ."),
    "membership.ground_missing": _l("Bạn chọn căn cứ. Trang kiểm tra chứng nhận nói điều này với mọi người."),
    "membership.hearing_missing": _l(
        "Bạn ghi không gian đã trình bày gì. Không tổ chức được buổi làm việc thì ghi vì sao."
    ),
    "membership.hearing_after": _l("Buổi làm việc phải trước hoặc trong ngày ký quyết định."),
    "membership.too_far_ahead": _l("Ngày có hiệu lực xa quá một năm. Bạn kiểm tra lại năm."),
    "membership.cannot_be_suspended": _l(
        "Vào ngày %(day)s không gian này không phải thành viên đang hoạt động, nên không đình chỉ được. Mời xem lại sổ."
    ),
    "membership.cannot_be_reinstated": _l(
        "Vào ngày %(day)s không gian này không bị đình chỉ, nên không có gì để khôi phục. Mời xem lại sổ."
    ),
    "membership.cannot_be_revoked": _l(
        "Vào ngày %(day)s không gian này không phải thành viên, nên không thu hồi được. Mời xem lại sổ."
    ),
    "membership.cannot_be_ended": _l(
        "Vào ngày %(day)s không gian này không phải thành viên, nên không có gì để chấm dứt. Mời xem lại sổ."
    ),
    "membership.cannot_be_merged": _l(
        "Vào ngày %(day)s không gian này không phải thành viên, nên không sáp nhập được. Mời xem lại sổ."
    ),
    "membership.cannot_be_renamed": _l("Chỉ đổi tên được khi không gian đang là thành viên. Mời xem lại sổ."),
    "membership.no_member_to_join": _l("Vào ngày %(day)s không gian được chọn không phải thành viên. Bạn chọn lại."),
    "membership.same_name": _l("Tên này đang có trên chứng nhận và trang của không gian rồi."),
    "membership.rename_in_grace": _l(
        "Thời hạn đã hết ngày %(day)s. Không gian gia hạn xong thì chứng nhận mới mang tên mới."
    ),
    "membership.renewal_ahead": _l(
        "Sổ đã có dòng kết nạp hoặc gia hạn từ ngày %(day)s. Từ ngày đó mới đổi tên được, để chứng nhận mới mang đúng thời hạn."
    ),
    "membership.name_fits": _l(
        "Tên trên chứng nhận đang khớp với tên của không gian, hoặc không gian không phải thành viên."
    ),
    "membership.name_asked": _l("Không gian đã gửi đề nghị đổi tên, Trung tâm đang xem."),
    "membership.no_name_asked": _l("Đề nghị này đã được giải quyết rồi."),
    "membership.nothing_waiting": _l("Không gian này không có chứng nhận nào đang chờ cấp."),
    "membership.no_member": _l("Không gian này hiện không phải thành viên, nên chưa cấp chứng nhận được."),
    "membership.certificate_exists": _l("Chứng nhận theo quyết định này đã được cấp rồi."),
    "membership.paper_exists": _l("Chứng nhận này đã có bản in và không in lại."),
    "membership.scan_exists": _l("Chứng nhận này đã có bản đóng dấu và không thay được."),
    "membership.scan_of_own_space": _l(
        "Bạn ở trong nhóm của không gian này, nên người khác ở Trung tâm tải bản đóng dấu lên."
    ),
    "import.not_yours": _l("Chỉ lãnh đạo ký duyệt và quản trị viên được nhập thành viên từ danh sách."),
    "import.no_figure": _l("Số chứng nhận phải có chữ số."),
    "import.bad_day": _l("Không đọc được ngày này. Bạn ghi ngày/tháng/năm, ví dụ 10/12/2025."),
    "import.bad_email": _l("Địa chỉ thư điện tử chưa đúng, ví dụ: ten@example.org."),
    "import.future": _l("Ngày này chưa tới."),
    "import.ends_before_issue": _l("Ngày hết hạn sớm hơn ngày cấp."),
    "import.number_twice": _l("Số này còn ở dòng %(lines)s. Mỗi chứng nhận một số."),
    "import.number_issued_here": _l("Số này hệ thống đã cấp cho “%(name)s”."),
    "import.known_otherwise": _l(
        "Số này đã nhập trước đây, nhưng khác ở: %(columns)s. Cái đã nhập không bị ghi đè; hãy sửa bằng sổ thành viên."
    ),
    "import.choice_missing": _l("Dòng %(line)s: bạn chưa chọn là không gian nào."),
}
