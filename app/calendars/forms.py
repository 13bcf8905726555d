from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Length

from app.calendars import rules
from app.calendars.models import Scope
from app.web.forms import BaseForm
from app.web.guard import actor

SCOPE_NAMES = {
    Scope.MINE: _l("Đặt chỗ của tôi"),
    Scope.BUSY: _l("Bận/rảnh"),
    Scope.STAFF: _l("Lịch địa điểm (nội bộ)"),
}
SCOPE_CHOICES = {
    Scope.MINE: _l("Đặt chỗ của tôi: mọi lượt của các không gian tôi tham gia, lượt chờ duyệt có ghi chú"),
    Scope.BUSY: _l("Bận/rảnh: chỉ có chữ “Bận”, không tên, không địa điểm"),
    Scope.STAFF: _l("Lịch địa điểm (nội bộ): mọi lượt đặt chỗ, kèm giờ lắp đặt và tháo dỡ"),
}


class FeedLinkForm(BaseForm):
    name = StringField(
        _l("Tên thiết bị hoặc mục đích"),
        [DataRequired(), Length(max=rules.NAME_MAX)],
        description=_l("Ví dụ: iPhone của Lan. Tên chỉ để bạn nhận ra khi cần thu hồi."),
    )
    scope = RadioField(_l("Lịch cho thấy gì"), [DataRequired()], default=Scope.MINE)

    def __init__(self) -> None:
        super().__init__()
        self.scope.choices = [(scope, SCOPE_CHOICES[scope]) for scope in rules.scopes_for(actor())]
