"""What papers of bookings are called."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from app.bookings.models import BookingPaper, PaperKind
from app.bookings.rules.agreements import State
from app.core.text import pick
from app.web.language import locale

KIND_NAMES: Mapping[str, object] = {
    PaperKind.PERMIT: _l("Giấy phép, văn bản thông báo"),
    PaperKind.PROGRAMME: _l("Chương trình, kịch bản"),
    PaperKind.LAYOUT_PLAN: _l("Sơ đồ bố trí"),
    PaperKind.LIST_OF_WORKS: _l("Danh mục tác phẩm, hiện vật"),
    PaperKind.FIRE_SAFETY: _l("Phương án phòng cháy"),
    PaperKind.INSURANCE: _l("Giấy bảo hiểm"),
    PaperKind.OTHER: _l("Giấy tờ khác"),
}
AGREEMENT_STATES: Mapping[str, object] = {
    State.HOLDS: _l("Còn giá trị"),
    State.OVER: _l("Hoạt động đã qua"),
    State.SUPERSEDED: _l("Đã có thay đổi"),
    State.VOID: _l("Không còn giá trị"),
}
AGREEMENT_TAGS: Mapping[str, str] = {
    State.HOLDS: "ok",
    State.OVER: "plain",
    State.SUPERSEDED: "due",
    State.VOID: "due",
}


def paper_name(paper: BookingPaper) -> str:
    """That of the rule that asks for it, else what somebody called it, else its kind."""
    if paper.rule is not None:
        return pick(paper.rule, "name", locale())
    return paper.title or str(KIND_NAMES[paper.kind])


def paper_state(paper: BookingPaper, today: date) -> tuple[object, str]:
    """The words and the kind of its tag."""
    if paper.file_id is not None:
        return _l("Đã nộp"), "ok"
    if paper.due_on is not None and paper.due_on < today:
        return _l("Quá hạn"), "due"
    if paper.due_on == today:
        return _l("Hạn hôm nay"), "due"
    return _l("Chờ nộp"), "wait"
