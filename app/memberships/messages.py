from flask_babel import lazy_gettext as _l

MESSAGES = {
    "membership.suspended": _l(
        "Tư cách thành viên của không gian này đang bị đình chỉ. Cần khôi phục trước khi cấp chứng nhận mới."
    ),
    "membership.not_yours_to_change": _l(
        "Chỉ lãnh đạo ký duyệt, và không thuộc nhóm vận hành của không gian này, mới đổi được tư cách thành viên."
    ),
    "membership.reason_missing": _l("Bạn chưa ghi lý do. Lý do được lưu vào sổ và gửi cho chủ không gian."),
    "membership.reason_too_long": _l("Lý do dài quá %(max)s ký tự. Bạn rút gọn lại, chi tiết để trong quyết định."),
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
    "membership.paper_exists": _l("Chứng nhận này đã có bản in và không in lại."),
    "import.not_yours": _l("Chỉ lãnh đạo ký duyệt và quản trị viên được nhập thành viên từ danh sách."),
    "import.columns_missing": _l(
        "Danh sách thiếu cột: %(columns)s. Dòng tiêu đề cần có tên các cột như trong tệp mẫu, thứ tự nào cũng được."
    ),
    "import.column_twice": _l("Có hai cột cùng là: %(columns)s. Bạn giữ lại một cột."),
    "import.no_lines": _l("Dưới dòng tiêu đề chưa có không gian nào."),
    "import.missing": _l("Ô này còn trống."),
    "import.too_long": _l("Dài quá %(max)s ký tự."),
    "import.formula": _l("Ô này là công thức. Bạn thay bằng chữ."),
    "import.no_figure": _l("Số chứng nhận phải có chữ số."),
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
    "import.bad_day": _l("Không đọc được ngày này. Bạn ghi ngày/tháng/năm, ví dụ 10/12/2025."),
    "import.bad_email": _l("Địa chỉ thư điện tử chưa đúng, ví dụ: ten@example.org."),
    "import.future": _l("Ngày này chưa tới."),
    "import.ends_before_issue": _l("Ngày hết hạn sớm hơn ngày cấp."),
    "import.number_twice": _l("Số này còn ở dòng %(lines)s. Mỗi chứng nhận một số."),
    "import.space_twice": _l("Tên này, cùng phường, xã, còn ở dòng %(lines)s. Mỗi không gian một dòng."),
    "import.number_issued_here": _l("Số này hệ thống đã cấp cho “%(name)s”."),
    "import.known_otherwise": _l(
        "Số này đã nhập trước đây, nhưng khác ở: %(columns)s. Cái đã nhập không bị ghi đè; hãy sửa bằng sổ thành viên."
    ),
    "import.changed": _l(
        "Sổ thành viên hoặc danh sách không gian vừa thay đổi, nên kết quả sẽ khác bản xem trước. Bạn xem lại rồi bấm."
    ),
    "import.faulty_lines": _l(
        "Còn %(count)s dòng có lỗi. Bạn sửa tệp rồi gửi lại, hoặc đánh dấu để bỏ qua các dòng đó."
    ),
    "import.nothing_new": _l("Không có dòng nào để nhập thêm."),
    "import.choice_missing": _l("Dòng %(line)s: bạn chưa chọn là không gian nào."),
}
