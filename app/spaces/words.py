"""What the codes of a space are called."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from app.core.errors import DomainError
from app.core.text import fold
from app.places.models import Ward
from app.spaces.imports import Column
from app.spaces.lists import Fault, Spellings
from app.spaces.models import Afterwards, ClaimStatus, EditStatus, Exactness, Ownership, SpaceKind, TeamRole
from app.spaces.rules import InvitationState
from app.vocabulary.words import Names
from app.web.errors import say

KIND_NAMES = Names(
    "kinds",
    {
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
    },
)
OWNERSHIP_NAMES = {
    Ownership.STATE: _l("Nhà nước"),
    Ownership.PRIVATE: _l("Tư nhân, cá nhân"),
    Ownership.FOREIGN: _l("Tổ chức nước ngoài"),
    Ownership.GROUP: _l("Nhóm"),
}
FIELD_NAMES = Names(
    "fields",
    {
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
    },
)
WELCOME_NAMES = Names(
    "welcomes",
    {
        "children": _l("Trẻ em và gia đình"),
        "older": _l("Người cao tuổi"),
        "disabled": _l("Người khuyết tật"),
        "low_income": _l("Người thu nhập thấp"),
        "newcomers": _l("Người lao động xa quê"),
        "minorities": _l("Đồng bào dân tộc thiểu số"),
    },
)
EXACTNESS_NAMES = {
    Exactness.WARD: _l("Chỉ phường, xã"),
    Exactness.STREET: _l("Tên đường, phố và phường, xã"),
    Exactness.EXACT: _l("Đầy đủ, cả số nhà"),
}
STEP_FREE_NAMES = {
    "yes": _l("Vào được, không có bậc nào"),
    "no": _l("Chưa vào được"),
    "unknown": _l("Chưa cho biết"),
}
EDIT_STATUSES = {
    EditStatus.WAITING: _l("Đang chờ duyệt"),
    EditStatus.APPLIED: _l("Đã duyệt"),
    EditStatus.DECLINED: _l("Không duyệt"),
    EditStatus.OVERTAKEN: _l("Đã có bản khác thay"),
    EditStatus.WITHDRAWN: _l("Nhóm đã rút"),
}
# Kinds of components/tag.html.
EDIT_TAGS = {EditStatus.WAITING: "wait", EditStatus.APPLIED: "ok", EditStatus.DECLINED: "due"}
# What the fields of a profile are called where a difference is read.
SAID_NAMES = {
    "name_vi": _l("Tên không gian"),
    "name_en": _l("Tên tiếng Anh"),
    "legal_name": _l("Tên pháp nhân hoặc đơn vị chủ quản"),
    "summary_vi": _l("Giới thiệu trong một hai câu"),
    "summary_en": _l("Giới thiệu bằng tiếng Anh"),
    "description_vi": _l("Câu chuyện của không gian"),
    "description_en": _l("Câu chuyện bằng tiếng Anh"),
    "kinds": _l("Loại hình"),
    "ownership": _l("Ai sở hữu, vận hành"),
    "fields": _l("Lĩnh vực hoạt động"),
    "ward_code": _l("Phường, xã"),
    "old_district": _l("Quận, huyện cũ"),
    "house_number": _l("Số nhà, ngõ"),
    "street": _l("Đường, phố, thôn"),
    "exactness": _l("Địa chỉ hiện cho mọi người đến mức nào"),
    "channels": _l("Liên hệ và các kênh"),
    "point": _l("Vị trí trên bản đồ"),
    "step_free": _l("Người đi xe lăn tự vào được không"),
    "step_free_vi": _l("Nói thêm về lối vào"),
    "step_free_en": _l("Nói thêm về lối vào, bằng tiếng Anh"),
    "welcomes": _l("Có hoạt động hoặc ưu tiên dành cho"),
    "hours": _l("Giờ mở cửa"),
    "by_appointment": _l("Đón khách theo lịch hẹn"),
    "hours_note_vi": _l("Nói thêm về giờ giấc"),
    "hours_note_en": _l("Nói thêm về giờ giấc, bằng tiếng Anh"),
}
WEEKDAYS = (
    _l("Thứ Hai"), _l("Thứ Ba"), _l("Thứ Tư"), _l("Thứ Năm"), _l("Thứ Sáu"), _l("Thứ Bảy"), _l("Chủ Nhật"),
)  # fmt: skip
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

CLAIM_STATUSES = {
    ClaimStatus.WAITING: _l("Chờ Trung tâm trả lời"),
    ClaimStatus.APPROVED: _l("Đã nhận quản lý"),
    ClaimStatus.REFUSED: _l("Không được chấp nhận"),
    ClaimStatus.OVERTAKEN: _l("Đã có người khác nhận"),
    ClaimStatus.WITHDRAWN: _l("Đã rút lại"),
}
# Kinds of components/tag.html.
CLAIM_TAGS = {ClaimStatus.WAITING: "wait", ClaimStatus.APPROVED: "ok", ClaimStatus.REFUSED: "due"}
# The columns of a list of known spaces, as the template heads them.
COLUMN_NAMES = {
    Column.NAME_VI: _l("Tên không gian"),
    Column.NAME_EN: _l("Tên tiếng Anh"),
    Column.KINDS: _l("Loại hình"),
    Column.OWNERSHIP: _l("Sở hữu"),
    Column.WARD: _l("Phường, xã"),
    Column.OLD_DISTRICT: _l("Quận, huyện cũ"),
    Column.STREET: _l("Đường, phố, thôn"),
    Column.SUMMARY: _l("Giới thiệu"),
    Column.LINK: _l("Trang web"),
    Column.SOURCE: _l("Nguồn thông tin"),
}
COLUMN_NOTES = {
    Column.NAME_VI: _l("Tên không gian dùng trước công chúng. Dòng có tên bắt đầu bằng “(Mẫu)” bị bỏ qua."),
    Column.NAME_EN: _l("Để trống nếu chưa có."),
    Column.KINDS: _l("Một hay nhiều loại hình ở trang Lựa chọn, cách nhau bằng dấu chấm phẩy."),
    Column.OWNERSHIP: _l("Một mục ở trang Lựa chọn."),
    Column.WARD: _l(
        "Tên hoặc mã phường, xã từ ngày 1/7/2025. Không dùng tên cũ. Không gian chỉ hoạt động trực tuyến thì ghi “trực tuyến”."
    ),
    Column.OLD_DISTRICT: _l("Tên trước ngày 1/7/2025, để người quen gọi tên cũ vẫn tìm thấy."),
    Column.STREET: _l(
        "Không ghi số nhà. Không gian của tư nhân và nhóm chỉ hiện đến phường, xã, cho tới khi người quản lý chọn khác."
    ),
    Column.SUMMARY: _l("Một hai câu, tối đa 300 ký tự. Để trống thì trang hiện một câu chung."),
    Column.LINK: _l("Trang web hoặc trang mạng xã hội mở cho mọi người. Không ghi số điện thoại, thư điện tử."),
    Column.SOURCE: _l("Biết không gian này từ đâu, ví dụ: khảo sát năm 2023. Hiện trên trang của không gian."),
}


def directory_spellings(wards: Sequence[Ward]) -> Spellings:
    """Codes and names in both languages; of "Tư nhân, cá nhân" either part will do."""
    return Spellings(spelled(dict(KIND_NAMES.offered())), spelled(OWNERSHIP_NAMES), wards)


def directory_fault_words(fault: Fault) -> str:
    return say_fault(fault, COLUMN_NAMES)


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
