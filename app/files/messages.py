from flask_babel import lazy_gettext as _l

MESSAGES = {
    "file.wrong_kind": _l("Tệp này không đọc được là %(kinds)s. Bạn lưu lại đúng một trong các dạng đó rồi gửi."),
    "file.name_does_not_fit": _l(
        "Tên tệp “%(name)s” không khớp với nội dung: bên trong là %(kind)s. Bạn đổi lại đuôi tên tệp."
    ),
    "file.too_large": _l("Tệp lớn hơn %(megabytes)s MB. Bạn nén lại hoặc chọn tệp nhỏ hơn."),
    "file.too_many_pixels": _l("Ảnh lớn hơn %(megapixels)s triệu điểm ảnh. Bạn thu nhỏ ảnh rồi gửi lại."),
    "file.broken": _l("Tệp %(kind)s này bị hỏng, không mở được. Bạn xuất lại tệp rồi gửi."),
    "file.moving": _l("Đây là ảnh động. Bạn chọn một ảnh tĩnh."),
    "file.macros": _l("Tệp có macro nên không nhận được. Bạn lưu lại thành .docx hoặc .xlsx, không kèm macro."),
    "file.nested": _l(
        "Bên trong tệp %(kind)s này còn kèm tệp khác nên không nhận được. Bạn lưu thành PDF rồi gửi, hoặc gửi riêng từng tệp."
    ),
    "file.unpacks_too_large": _l("Tệp %(kind)s này khi mở ra quá lớn. Bạn lưu thành PDF rồi gửi."),
    "file.empty": _l("Tệp này rỗng. Bạn chọn lại tệp."),
    "file.gone": _l("Tệp đã gửi không còn trên máy chủ. Bạn chọn lại tệp rồi gửi."),
    "photo.too_many": _l("Mỗi trang có tối đa %(max)s ảnh. Bạn gỡ một ảnh rồi thêm ảnh mới."),
    "photo.no_words": _l("Bạn chưa điền mục này."),
    "photo.words_too_long": _l("Tối đa %(max)s ký tự."),
    "table.wrong_kind": _l(
        "Tệp này không phải bảng tính Excel (.xlsx) hay CSV. Bạn lưu lại đúng một trong hai dạng rồi gửi."
    ),
    "table.old_workbook": _l(
        "Tệp là dạng Excel cũ (.xls) hoặc có mật khẩu. Bạn bỏ mật khẩu, lưu thành .xlsx rồi gửi lại."
    ),
    "table.macros": _l("Tệp có macro nên không nhận được. Bạn lưu lại thành .xlsx, không kèm macro."),
    "table.broken": _l("Không mở được bảng tính này: tệp hỏng, hoặc các ô trải quá rộng. Bạn lưu lại tệp rồi gửi."),
    "table.broken_line": _l(
        "Không đọc được tệp từ dòng %(line)s: thiếu một dấu ngoặc kép, hoặc có ô quá dài. Bạn sửa rồi gửi lại."
    ),
    "table.unpacks_too_large": _l("Bảng tính này khi mở ra quá lớn. Bạn chỉ giữ lại danh sách cần nhập rồi gửi."),
    "table.no_sheet": _l("Tệp không có trang tính nào đang hiện. Bạn bỏ ẩn trang có danh sách rồi gửi lại."),
    "table.too_many_lines": _l("Danh sách dài quá %(lines)s dòng. Bạn chia thành nhiều tệp."),
    "table.too_many_columns": _l("Bảng rộng quá %(columns)s cột. Bạn xóa các cột thừa rồi gửi lại."),
    "table.not_utf8": _l(
        "Tệp không phải chữ UTF-8 nên dấu tiếng Việt sẽ sai. Trong Excel, bạn chọn lưu dạng “CSV UTF-8” hoặc .xlsx."
    ),
    "table.empty": _l("Tệp không có dòng nào."),
}
