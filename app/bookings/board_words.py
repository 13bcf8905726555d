"""The words of the board of venues."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bookings.board import State

STATES: Mapping[str, object] = {
    State.CONFIRMED: _l("Đã xác nhận"),
    State.HELD: _l("Đang giữ chỗ"),
    State.OFFERED: _l("Chờ đơn vị nhận chỗ"),
    State.REQUESTED: _l("Chờ chọn"),
    State.CHANGE: _l("Muốn chuyển đến đây"),
    State.CLOSED: _l("Đóng cửa"),
    State.NOTICE: _l("Lưu ý, vẫn nhận đặt"),
}
TAGS: Mapping[str, str] = {
    State.CONFIRMED: "ok",
    State.HELD: "wait",
    State.OFFERED: "due",
    State.REQUESTED: "wait",
    State.CHANGE: "wait",
    State.CLOSED: "plain",
    State.NOTICE: "plain",
}
WISHED = _l("Người đặt đang xin thay đổi")


def for_script() -> dict[str, str]:
    """What the script of the board says, in the reader's language."""
    return {
        **{f"state.{state}": str(name) for state, name in STATES.items()},
        "wished": str(WISHED),
        "short.held": _("Giữ chỗ"),
        "short.offered": _("Chờ nhận"),
        "short.requested": _("Chờ chọn"),
        "short.change": _("Muốn chuyển"),
        "short.closed": _("Đóng cửa"),
        "short.notice": _("Lưu ý"),
        "host": _("Đơn vị tổ chức"),
        "where": _("Địa điểm"),
        "when": _("Thời gian"),
        "taken": _("Chiếm chỗ"),
        "state": _("Tình trạng"),
        "setup": _("lắp đặt từ"),
        "strike": _("tháo dỡ đến"),
        "open": _("Mở"),
        "change": _("Sửa hoặc kéo dài"),
        "move": _("Chuyển hoặc kéo dài"),
        "choose": _(
            "Chọn một mục trên lịch để xem chi tiết. Phím mũi tên đi từ mục này sang mục khác, Enter mở chi tiết."
        ),
        "choose.move": _(
            "Muốn chuyển: kéo mục đó đến chỗ mới, hoặc chọn mục rồi bấm phím M. Chưa có gì thay đổi cho đến khi bạn xem hệ quả và xác nhận."
        ),
        "moving": _("Chuyển hoặc kéo dài “%(title)s”", title="{title}"),
        "moving.help": _(
            "Phím ← → dời 15 phút, Shift + ← → dời một ngày, ↑ ↓ đổi địa điểm, + và − kéo dài hay rút ngắn 15 phút, Enter xem hệ quả, Esc thôi."
        ),
        "earlier": _("Sớm hơn 15 phút"),
        "later": _("Muộn hơn 15 phút"),
        "day.before": _("Ngày trước"),
        "day.after": _("Ngày sau"),
        "up": _("Địa điểm phía trên"),
        "down": _("Địa điểm phía dưới"),
        "longer": _("Kéo dài 15 phút"),
        "shorter": _("Rút ngắn 15 phút"),
        "preview": _("Xem hệ quả"),
        "stop": _("Thôi, để như cũ"),
        "back": _("Đã để lại chỗ cũ."),
        "stale": _("Lịch chưa tải được. Đang thử lại."),
        "changed": _("Lịch vừa có thay đổi."),
    }
