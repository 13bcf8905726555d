"""What people say about their work: when they are away, and who does it then."""

from collections.abc import Iterable
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Optional

from app.accounts.models import User
from app.desk.rules import next_monday
from app.desk.service import NAME_MAX
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


class ManyForm(BaseForm):
    """One act on the tasks that were ticked."""

    task = SelectMultipleField(validate_choice=False)


class HandForm(ManyForm):
    to = SelectField(_l("Chuyển cho"), [DataRequired()])

    def offer(self, people: Iterable[User]) -> None:
        self.to.choices = [("", _l("Chọn một người")), *((one.public_id, one.name) for one in people)]


class LaterForm(ManyForm):
    when = RadioField(
        _l("Để đến"),
        choices=[("tomorrow", _l("Ngày mai")), ("monday", _l("Thứ Hai tới")), ("day", _l("Ngày khác"))],
        default="tomorrow",
    )
    day = DayField(_l("Ngày khác"), [Optional()])

    def until(self, today: date) -> date | None:
        found: date | None = {"tomorrow": today + timedelta(days=1), "monday": next_monday(today)}.get(
            self.when.data, self.day.data
        )
        return found


class FilterForm(BaseForm):
    name = StringField(_l("Tên bộ lọc"), [DataRequired(), Length(max=NAME_MAX)])
    shared = BooleanField(_l("Cho mọi người ở bàn điều phối cùng dùng"))
