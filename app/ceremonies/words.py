"""What the steps and states of a ceremony are called."""

from flask_babel import lazy_gettext as _l

from app.ceremonies.models import Proof, Stage
from app.ceremonies.rules import Obstacle, Order

STAGE_NAMES = {
    Stage.PREPARING: _l("Đang chuẩn bị"),
    Stage.PROOFING: _l("Đang soát chính tả"),
    Stage.ISSUED: _l("Đã cấp số"),
    Stage.HELD: _l("Chờ khép lại"),
    Stage.CLOSED: _l("Đã xong"),
    Stage.CALLED_OFF: _l("Đã huỷ"),
}
STAGE_TAGS = {
    Stage.PREPARING: "wait",
    Stage.PROOFING: "wait",
    Stage.ISSUED: "ok",
    Stage.HELD: "due",
    Stage.CLOSED: "ok",
    Stage.CALLED_OFF: "plain",
}
PROOF_NAMES = {
    Proof.NOT_ASKED: _l("Chưa hỏi"),
    Proof.ASKED: _l("Chờ trả lời"),
    Proof.CONFIRMED: _l("Đúng rồi"),
    Proof.WANTED: _l("Xin sửa"),
    Proof.CORRECTED: _l("Đã sửa"),
}
PROOF_TAGS = {
    Proof.NOT_ASKED: "plain",
    Proof.ASKED: "wait",
    Proof.CONFIRMED: "ok",
    Proof.WANTED: "due",
    Proof.CORRECTED: "ok",
}
ORDER_NAMES = {
    Order.NAME: _l("Theo tên, vần tiếng Việt"),
    Order.WARD: _l("Theo phường, xã"),
    Order.DECISION: _l("Theo quyết định, ngày sớm trước"),
}
# What is in the way, and what to do about it.
OBSTACLE_WORDS = {
    Obstacle.NOT_MEMBER: _l(
        "Hiện không còn là thành viên: đã bị đình chỉ, thu hồi, chấm dứt hoặc hết hạn. Bạn bỏ khỏi danh sách."
    ),
    Obstacle.HAS_CERTIFICATE: _l("Quyết định này đã có chứng nhận. Bạn bỏ khỏi danh sách."),
    Obstacle.NEWER_DECISION: _l("Đã có quyết định mới hơn. Bạn bỏ khỏi danh sách rồi thêm lại theo quyết định mới."),
    Obstacle.NOT_ASKED: _l("Chưa hỏi chính tả. Gửi thư hỏi, hoặc ghi lý do nếu không có ai để hỏi."),
    Obstacle.UNANSWERED: _l("Chưa trả lời. Khi quá hạn, bạn ghi lý do rồi cấp như tên đang có."),
    Obstacle.WANTED: _l("Không gian xin sửa tên mà chưa được trả lời."),
    Obstacle.NAME_CHANGED: _l("Tên trên hồ sơ đã đổi sau khi không gian soát. Hỏi lại."),
    Obstacle.NOT_TRIED: _l("Máy chưa in thử tên này. Đợi vài phút rồi tải lại trang."),
    Obstacle.UNPRINTABLE: _l("Tên có ký tự không in được. Sửa tên trên hồ sơ của không gian."),
    Obstacle.OWN_SPACE: _l("Bạn ở trong nhóm của không gian này. Một lãnh đạo khác cấp, hoặc đưa ra khỏi danh sách."),
}
