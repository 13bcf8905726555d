"""What the codes of a space are called."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from app.core.errors import DomainError
from app.core.text import fold
from app.spaces.lists import Fault
from app.spaces.models import Afterwards, Exactness, Ownership, SpaceKind, TeamRole
from app.spaces.rules import InvitationState
from app.web.errors import say

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
TEAM_ROLE_RIGHTS = {
    TeamRole.OWNER: _l(
        "Người đứng tên chịu trách nhiệm về không gian trước Mạng lưới: nhận quyết định và chứng nhận, mời người vào nhóm, bàn giao không gian, và làm mọi việc của thành viên nhóm."
    ),
    TeamRole.MEMBER: _l("Thành viên nhóm sửa trang của không gian, nộp hồ sơ, đặt chỗ và xem lịch của không gian."),
}
AFTERWARDS_NAMES = {
    Afterwards.MEMBER: _l("Tôi ở lại làm thành viên nhóm"),
    Afterwards.LEAVE: _l("Tôi rời nhóm"),
}
INVITATION_STATES = {
    InvitationState.OPEN: _l("Chờ trả lời"),
    InvitationState.EXPIRED: _l("Hết hạn"),
    InvitationState.DEAD: _l("Không còn hiệu lực"),
}


def spelled(names: Mapping[Any, Any]) -> dict[str, str]:
    """Folded → code, of codes and their names in both languages; of "Văn hóa, di sản" either part will do."""
    known = {fold(code): str(code) for code in names}
    for language in ("vi", "en"):
        with force_locale(language):
            for code, name in names.items():
                for words in (str(name), *str(name).split(",")):
                    known.setdefault(fold(words), str(code))
    return known


def with_columns_named(error: DomainError, names: Mapping[Any, Any]) -> DomainError:
    """Columns of a list by the names people see."""
    values = {name: _named(value, names) for name, value in error.values.items()}
    return DomainError(error.code, field=error.field, **values)


def say_fault(fault: Fault, names: Mapping[Any, Any]) -> str:
    return say(with_columns_named(DomainError(fault.code, **dict(fault.values)), names))


def _named(value: Any, names: Mapping[Any, Any]) -> Any:
    return [names[one] if isinstance(one, StrEnum) else one for one in value] if isinstance(value, list) else value
