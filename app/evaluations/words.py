"""How the Centre's screens call what happens to a case."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.applications.words import STEP_NAMES
from app.criteria.rules import Outcome as Assessed
from app.criteria.rules import ReasonCode
from app.evaluations.assigning import Offer
from app.evaluations.letter import Verdict
from app.evaluations.models import AppealStatus, BulkAct, DecisionStatus, Outcome, ReviewStatus, VisitStatus
from app.evaluations.rules import OpinionState
from app.spaces.words import FIELD_NAMES

OUTCOME_NAMES = {
    Outcome.APPROVE: _l("Công nhận thành viên"),
    Outcome.CONDITIONAL: _l("Công nhận có điều kiện"),
    Outcome.ASSOCIATE: _l("Công nhận thành viên liên kết"),
    Outcome.REFUSE: _l("Chưa công nhận"),
    Outcome.CLOSE: _l("Khép lại, không xét"),
}
OUTCOME_TAGS = {
    Outcome.APPROVE: "ok",
    Outcome.CONDITIONAL: "wait",
    Outcome.ASSOCIATE: "ok",
    Outcome.REFUSE: "plain",
    Outcome.CLOSE: "plain",
}
OUTCOME_SENTENCES = {
    Outcome.APPROVE: _l("Không gian được công nhận là thành viên của Mạng lưới."),
    Outcome.CONDITIONAL: _l("Không gian được công nhận có điều kiện: khi mọi điều kiện dưới đây đạt, không gian là thành viên của Mạng lưới."),
    Outcome.ASSOCIATE: _l("Không gian được công nhận là thành viên liên kết của Mạng lưới."),
    Outcome.REFUSE: _l("Lần này không gian chưa được công nhận là thành viên của Mạng lưới."),
    Outcome.CLOSE: _l("Hồ sơ được khép lại mà không xét nội dung."),
}  # fmt: skip
VERDICT_NAMES = {
    Verdict.MET: _l("Đạt"),
    Verdict.PARTLY: _l("Đạt một phần"),
    Verdict.NOT_MET: _l("Chưa đạt"),
}
VERDICT_TAGS = {Verdict.MET: "ok", Verdict.PARTLY: "wait", Verdict.NOT_MET: "due"}
ASSESSED_NAMES = {
    Assessed.APPROVE: _l("Đủ điều kiện công nhận thành viên"),
    Assessed.ASSOCIATE: _l("Đủ điều kiện làm thành viên liên kết"),
    Assessed.REFUSE: _l("Chưa đủ điểm"),
    Assessed.REFUSE_OR_SUPPLEMENT: _l("Có điều kiện chưa đạt: chưa công nhận, hoặc yêu cầu bổ sung"),
    Assessed.INCOMPLETE: _l("Chưa đủ phiếu để tính"),
}
ASSESSED_TAGS = {
    Assessed.APPROVE: "ok",
    Assessed.ASSOCIATE: "ok",
    Assessed.REFUSE: "due",
    Assessed.REFUSE_OR_SUPPLEMENT: "due",
    Assessed.INCOMPLETE: "wait",
}
REASONS = {
    ReasonCode.GATE_UNMET: _l("Điều kiện %(gate)s chưa đạt."),
    ReasonCode.GATE_UNMET_ASSOCIATE: _l("Điều kiện %(gate)s chưa đạt: xét làm thành viên liên kết."),
    ReasonCode.NOBODY_SCORED: _l(
        "Tiêu chí %(criterion)s: mọi người chấm đều không chấm được. Cần giao thêm một người."
    ),
    ReasonCode.BELOW_ASSOCIATE: _l("Tổng %(total)s điểm, thiếu %(short_by)s để đạt mức liên kết %(mark)s."),
    ReasonCode.BELOW_PASSING: _l("Tổng %(total)s điểm, thiếu %(short_by)s để đạt mức %(mark)s."),
    ReasonCode.FLOOR_UNMET: _l(
        "Nhóm %(group)s được %(points)s điểm, dưới mức sàn %(needed)s (%(floor_percent)s%% của nhóm)."
    ),
}
REVIEW_NAMES = {
    ReviewStatus.ASSIGNED: _l("Đang chấm"),
    ReviewStatus.SUBMITTED: _l("Đã nộp phiếu"),
    ReviewStatus.RECUSED: _l("Có quan hệ, không chấm"),
    ReviewStatus.DECLINED: _l("Đã từ chối"),
    ReviewStatus.PASSED_ON: _l("Đã chuyển cho người thay"),
    ReviewStatus.ABSTAINED: _l("Không chấm được"),
    ReviewStatus.FORMER: _l("Lần xét trước"),
}
REVIEW_TAGS = {ReviewStatus.ASSIGNED: "wait", ReviewStatus.SUBMITTED: "ok", ReviewStatus.RECUSED: "plain",
               ReviewStatus.DECLINED: "plain", ReviewStatus.PASSED_ON: "plain",
               ReviewStatus.ABSTAINED: "plain", ReviewStatus.FORMER: "plain"}  # fmt: skip
DECISION_NAMES = {
    DecisionStatus.PROPOSED: _l("Chờ ký"),
    DecisionStatus.STAGED: _l("Đã ký, chờ công bố"),
    DecisionStatus.SIGNED: _l("Đã ký"),
    DecisionStatus.RETURNED: _l("Đã trả lại"),
    DecisionStatus.UNDONE: _l("Đã huỷ do khiếu nại"),
}
APPEAL_NAMES = {
    AppealStatus.FILED: _l("Chờ trả lời"),
    AppealStatus.PROPOSED: _l("Chờ ký"),
    AppealStatus.DISMISSED: _l("Không chấp nhận"),
    AppealStatus.GRANTED: _l("Chấp nhận"),
}
VISIT_NAMES = {
    VisitStatus.PLANNED: _l("Đã hẹn"),
    VisitStatus.DONE: _l("Đã đến thăm"),
    VisitStatus.CANCELLED: _l("Đã huỷ hẹn"),
}
VISIT_TAGS = {VisitStatus.PLANNED: "wait", VisitStatus.DONE: "ok"}
OPINION_NAMES = {
    OpinionState.OPEN: _l("Chờ ý kiến"),
    OpinionState.GIVEN: _l("Đã có ý kiến"),
    OpinionState.KEPT: _l("Đã có ý kiến"),
    OpinionState.CONFLICT: _l("Có xung đột lợi ích"),
    OpinionState.REVOKED: _l("Đã thu hồi"),
    OpinionState.EXPIRED: _l("Hết hạn, chưa trả lời"),
}
OPINION_TAGS = {
    OpinionState.OPEN: "wait",
    OpinionState.GIVEN: "ok",
    OpinionState.KEPT: "ok",
    OpinionState.CONFLICT: "due",
}
ACTION_NAMES = {
    name: STEP_NAMES[name]
    for name in ("application.started", "application.submitted", "application.returned", "application.intake",
                 "supplement.extended", "supplement.withdrawn", "supplement.lapsed", "application.draft", "application.in_review", "application.conditional",
                 "application.appealed", "application.closed", "application.withdrawn", "application.reopened",
                 "application.contact_named", "letter.posted", "review.submitted",
                 "message.sent", "condition.answered", "appeal.dismissed", "appeal.granted")
} | {
    "application.staged": _l("Đã ký, chờ công bố"),
    "case.handed_over": _l("Đã chuyển người phụ trách"),
    "letters.again": _l("Đã gửi lại thư không tới"),
    "letters.settled": _l("Đã báo cách khác thay cho thư không tới"),
    "review.assigned": _l("Đã giao phiếu chấm"),
    "review.unassigned": _l("Đã rút phiếu chấm"),
    "review.reminded": _l("Đã nhắc người chấm"),
    "review.accepted": _l("Đã nhận chấm"),
    "review.declined": _l("Đã từ chối chấm"),
    "review.recused": _l("Đã từ chối chấm vì có quan hệ"),
    "review.abstained": _l("Không chấm được hồ sơ này"),
    "review.passed_on": _l("Đã chuyển phiếu cho người chấm thay"),
    "review.third_called": _l("Hai phiếu lệch nhau: đã tự mời người thứ ba"),
    "review.nobody_free": _l("Hai phiếu lệch nhau: chưa có ai rảnh để mời"),
    "decision.signed": _l("Đã ký quyết định"),
    "decision.proposed": _l("Đã trình quyết định"),
    "decision.returned": _l("Đã trả quyết định"),
    "condition.met": _l("Một điều kiện đã đạt"),
    "condition.extended": _l("Đã lùi hạn một điều kiện"),
    "appeal.answered": _l("Đã trình trả lời khiếu nại"),
    "appeal.returned": _l("Đã trả lại phần trả lời khiếu nại"),
    "visit.planned": _l("Đã hẹn đến thăm"),
    "visit.confirmed": _l("Không gian đồng ý giờ thăm"),
    "visit.other_time": _l("Không gian đề nghị giờ thăm khác"),
    "visit.moved": _l("Đã đổi giờ thăm"),
    "visit.done": _l("Đã đến thăm"),
    "visit.cancelled": _l("Đã huỷ hẹn thăm"),
    "opinion.asked": _l("Đã hỏi ý kiến chuyên gia"),
    "opinion.given": _l("Chuyên gia đã gửi ý kiến"),
    "opinion.corrected": _l("Chuyên gia đã sửa ý kiến"),
    "opinion.conflict": _l("Chuyên gia báo có xung đột lợi ích"),
    "opinion.revoked": _l("Đã thu hồi lời hỏi ý kiến"),
}  # fmt: skip
"""What the Centre's timeline shows; other lines of the audit are details of these."""

BULK_NAMES = {
    BulkAct.BEGIN: _l("Bắt đầu kiểm tra"),
    BulkAct.HAND_OVER: _l("Chuyển người phụ trách"),
    BulkAct.WRITE: _l("Gửi cùng một lời nhắn"),
}


def why(offer: Offer) -> str:
    """What speaks for a person, and against: "3 phiếu đang mở, cùng lĩnh vực Thiết kế sáng tạo"."""
    said = [
        ngettext("%(num)d phiếu đang mở", "%(num)d phiếu đang mở", offer.load)
        if offer.load
        else _("không có phiếu đang mở")
    ]
    if offer.shared:
        names = ", ".join(str(FIELD_NAMES.get(code, code)) for code in offer.shared)
        said.append(_("cùng lĩnh vực %(fields)s", fields=names))
    if offer.away_until:
        said.append(_("vắng mặt đến hết %(day)s", day=f"{offer.away_until:%d/%m/%Y}"))
    return ", ".join(said)
