"""What the codes of a space are called."""

from flask_babel import lazy_gettext as _l

from app.spaces.models import Exactness, Ownership, SpaceKind, TeamRole

KIND_NAMES = {
    SpaceKind.PUBLIC: _l("Không gian công cộng"),
    SpaceKind.HERITAGE: _l("Văn hóa, di sản"),
    SpaceKind.EDUCATION: _l("Giáo dục"),
    SpaceKind.MUSEUM: _l("Bảo tàng"),
    SpaceKind.CRAFT_VILLAGE: _l("Làng nghề thủ công"),
    SpaceKind.ENTERPRISE: _l("Doanh nghiệp sáng tạo"),
    SpaceKind.ART_SPACE: _l("Không gian nghệ thuật"),
    SpaceKind.LIBRARY: _l("Thư viện"),
    SpaceKind.GALLERY: _l("Phòng tranh"),
    SpaceKind.CAFE: _l("Cà phê"),
    SpaceKind.COWORKING: _l("Không gian làm việc chung"),
    SpaceKind.ONLINE: _l("Trực tuyến"),
}
OWNERSHIP_NAMES = {
    Ownership.STATE: _l("Nhà nước"),
    Ownership.PRIVATE: _l("Tư nhân, cá nhân"),
    Ownership.FOREIGN: _l("Tổ chức nước ngoài"),
    Ownership.GROUP: _l("Nhóm"),
}
FIELD_NAMES = {
    "cinema": _l("Điện ảnh"),
    "visual_arts": _l("Mỹ thuật, nhiếp ảnh và triển lãm"),
    "performing_arts": _l("Nghệ thuật biểu diễn"),
    "software_games": _l("Phần mềm và các trò chơi giải trí"),
    "advertising": _l("Quảng cáo"),
    "crafts": _l("Thủ công mỹ nghệ"),
    "cultural_tourism": _l("Du lịch văn hóa"),
    "design": _l("Thiết kế sáng tạo"),
    "broadcasting": _l("Truyền hình và phát thanh"),
    "publishing": _l("Xuất bản"),
}
EXACTNESS_NAMES = {
    Exactness.WARD: _l("Chỉ phường, xã"),
    Exactness.STREET: _l("Tên đường, phố và phường, xã"),
    Exactness.EXACT: _l("Đầy đủ, cả số nhà"),
}
TEAM_ROLE_NAMES = {
    TeamRole.OWNER: _l("Người đứng tên"),
    TeamRole.MEMBER: _l("Thành viên nhóm"),
}
