from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.licences.models import Paper

PAPER_NAMES: Mapping[str, object] = {Paper.NOTICE: _l("Thông báo"), Paper.PERMIT: _l("Xin phép")}
KIND_NAMES: Mapping[str, object] = {
    "talk": _l("Tọa đàm, gặp gỡ"),
    "workshop": _l("Tập huấn, thực hành"),
    "exhibition": _l("Trưng bày, triển lãm"),
    "performance": _l("Biểu diễn"),
    "film": _l("Chiếu phim"),
    "market": _l("Chợ phiên, hội chợ"),
    "festival": _l("Lễ hội, liên hoan"),
    "rehearsal": _l("Tập luyện"),
    "other": _l("Hoạt động khác"),
}
MARK_NAMES: Mapping[str, object] = {
    "open_to_public": _l("Mở cho mọi người"),
    "music": _l("Có âm nhạc"),
    "open_fire": _l("Có lửa: nến, bếp, hương"),
    "food": _l("Phục vụ đồ ăn, thức uống"),
    "sales": _l("Bán hàng hoặc bán vé"),
    "livestream": _l("Quay hình, phát trực tiếp"),
    "foreign_guests": _l("Có nghệ sĩ, diễn giả nước ngoài"),
    "banners": _l("Treo băng rôn, biển quảng cáo"),
}
