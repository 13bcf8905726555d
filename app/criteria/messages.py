from flask_babel import lazy_gettext as _l

from app.criteria.definition import ProblemCode

MESSAGES = {
    "criteria.definition": _l("Tệp chưa phải là một bộ tiêu chí đúng mẫu."),
    "criteria.edition_taken": _l(
        "Bộ “%(series)s” phiên bản %(edition)s đã công bố nên không đổi được nữa. Bạn đặt số phiên bản mới rồi tải lên lại."
    ),
    "criteria.not_a_draft": _l("Phiên bản %(edition)s không còn là bản nháp."),
    "criteria.not_published": _l("Phiên bản %(edition)s chưa công bố hoặc đã ngừng dùng."),
    "criteria.last_published": _l(
        "Phiên bản %(edition)s là bản duy nhất đang công bố. Bạn công bố bản khác trước khi ngừng dùng bản này."
    ),
    "criteria.unknown_gate": _l("Bộ tiêu chí không có điều kiện “%(unknown)s”."),
    "criteria.unknown_criterion": _l("Bộ tiêu chí không có tiêu chí “%(unknown)s”."),
    "criteria.points_not_a_number": _l("Điểm của tiêu chí %(criterion)s phải là một số."),
    "criteria.points_out_of_range": _l("Điểm của tiêu chí %(criterion)s phải từ 0 đến %(max)s."),
    "criteria.points_not_half_step": _l("Điểm của tiêu chí %(criterion)s chỉ lẻ đến nửa điểm, ví dụ 7 hoặc 7,5."),
}

PROBLEMS = {
    ProblemCode.UNREADABLE: _l("không đọc được YAML ở chỗ này"),
    ProblemCode.TOO_LARGE: _l("tệp dài quá 256 KB"),
    ProblemCode.NOT_A_MAPPING: _l("cần các cặp “tên: giá trị”"),
    ProblemCode.NOT_A_LIST: _l("cần một danh sách"),
    ProblemCode.NOT_TEXT: _l("cần chữ"),
    ProblemCode.NOT_A_NUMBER: _l("cần một số"),
    ProblemCode.NOT_WHOLE: _l("cần một số nguyên"),
    ProblemCode.NOT_YES_OR_NO: _l("chỉ nhận true hoặc false"),
    ProblemCode.MISSING: _l("còn thiếu"),
    ProblemCode.UNKNOWN_KEY: _l("tên này không có trong mẫu"),
    ProblemCode.UNKNOWN_VALUE: _l("giá trị này không có trong mẫu"),
    ProblemCode.BAD_CODE: _l("mã chỉ gồm chữ không dấu, số, dấu chấm, gạch nối, tối đa 40 ký tự"),
    ProblemCode.DUPLICATE_CODE: _l("mã này đã dùng ở trên"),
    ProblemCode.OUT_OF_RANGE: _l("số nằm ngoài khoảng cho phép"),
    ProblemCode.NOT_HALF_STEP: _l("chỉ lẻ đến nửa điểm"),
    ProblemCode.TOO_PRECISE: _l("tối đa hai chữ số thập phân"),
    ProblemCode.NOT_ASCENDING: _l("các mức điểm phải tăng dần"),
    ProblemCode.ASSOCIATE_TOO_HIGH: _l("cao hơn điểm đạt (pass_mark)"),
    ProblemCode.EMPTY: _l("chưa có mục nào"),
    ProblemCode.ALL_SKIPPED: _l("có loại không gian được miễn mọi tiêu chí, sẽ không còn gì để chấm"),
}
