from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.licences.models import Paper

PAPER_NAMES: Mapping[str, object] = {Paper.NOTICE: _l("Thông báo"), Paper.PERMIT: _l("Xin phép")}
KIND_NAMES: Mapping[str, object] = {
    "talk": _l("Tọa đàm, trò chuyện"),
    "workshop": _l("Workshop, lớp học"),
    "exhibition": _l("Triển lãm, trưng bày"),
    "performance": _l("Biểu diễn"),
    "film": _l("Chiếu phim"),
    "market": _l("Chợ, hội chợ"),
    "festival": _l("Lễ hội"),
    "rehearsal": _l("Tập luyện"),
    "other": _l("Hoạt động khác"),
}
MARK_NAMES: Mapping[str, object] = {
    "open_to_public": _l("Mở cho mọi người"),
    "music": _l("Có âm nhạc"),
    "open_fire": _l("Có lửa trần"),
    "food": _l("Có đồ ăn, thức uống"),
    "sales": _l("Có bán hàng"),
    "livestream": _l("Có phát trực tiếp"),
    "foreign_guests": _l("Có khách hoặc đối tác nước ngoài"),
    "banners": _l("Có treo băng rôn, bảng quảng cáo"),
}
