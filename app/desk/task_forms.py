"""What people say about their work: when they are away, and who does it then."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired

from app.accounts.models import User
from app.web.fields import DayField
from app.web.forms import BaseForm


class AbsenceForm(BaseForm):
    """`offer` the people first. Only administrators are asked whose days they are."""

    user = SelectField(_l("Ai vắng"), validate_choice=True)
    first_on = DayField(_l("Từ ngày"), [DataRequired()])
    last_on = DayField(_l("Đến hết ngày"), [DataRequired()])
    deputy = SelectField(
        _l("Ai làm thay"),
        [DataRequired()],
        description=_l(
            "Người này thấy việc của người vắng và được báo qua thư. Người ấy không có thêm quyền gì, "
            "trừ việc duyệt đặt chỗ ở những địa điểm người vắng phụ trách."
        ),
    )

    def offer(self, people: Iterable[User], actor: User, *, for_others: bool) -> None:
        named = [(one.public_id, one.name) for one in people]
        self.deputy.choices = [("", _l("Chọn một người")), *named]
        if for_others:
            self.user.choices = named
            if not self.filled:
                self.user.data = actor.public_id
        else:
            del self.user
