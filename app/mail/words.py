from flask_babel import lazy_gettext as _l

from app.mail.shown import State

STATES = {
    State.WAITING: _l("Chờ gửi"),
    State.RETRYING: _l("Đang thử lại"),
    State.SENT: _l("Đã gửi"),
    State.REFUSED: _l("Không có hộp thư này"),
    State.RETURNED: _l("Bị trả lại"),
    State.STUCK: _l("Không gửi được"),
    State.HELD: _l("Đang giữ lại"),
    State.SETTLED: _l("Đã báo cách khác"),
    State.TOO_LATE: _l("Không gửi nữa, đã qua ngày"),
}
TAGS = {
    State.WAITING: "wait",
    State.RETRYING: "wait",
    State.SENT: "ok",
    State.REFUSED: "due",
    State.RETURNED: "due",
    State.STUCK: "due",
    State.HELD: "wait",
    State.SETTLED: "plain",
    State.TOO_LATE: "plain",
}
