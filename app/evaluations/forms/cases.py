"""The list of cases."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from app.accounts.models import User
from app.applications.models import Call
from app.applications.rules import MESSAGE_LENGTH
from app.core.text import pick
from app.evaluations.forms.floor import SEARCH_LENGTH
from app.evaluations.models import BulkAct
from app.evaluations.words import BULK_NAMES
from app.web.forms import BaseForm
from app.web.language import locale


class CaseFilterForm(BaseForm):
    """The filter of the list, sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("Tên, phường hoặc mã hồ sơ"), [Length(max=SEARCH_LENGTH)])
    call = SelectField(_l("Đợt đăng ký"))
    who = SelectField(_l("Người phụ trách"))

    def offer(self, calls: Iterable[Call], people: Iterable[User]) -> None:
        self.call.choices = [("", _("Mọi đợt")), *((one.public_id, pick(one, "title", locale())) for one in calls)]
        self.who.choices = [("", _("Mọi người")), *((one.public_id, one.name) for one in people)]


class HandlerForm(BaseForm):
    to = SelectField(_l("Chuyển cho"), [InputRequired(_l("Bạn chọn điều phối viên nhận hồ sơ."))])

    def offer(self, people: Iterable[User]) -> None:
        self.to.choices = [("", _("Chọn người…")), *((one.public_id, one.name) for one in people)]


class BulkForm(BaseForm):
    """What is to be done with the cases ticked in the list; which of them are open to the actor the view finds out."""

    case = SelectMultipleField(choices=[], validate_choice=False)

    act = RadioField(_l("Làm gì với các hồ sơ đã chọn"), [InputRequired(_l("Bạn chọn một việc."))])
    to = SelectField(_l("Chuyển cho"))
    body = TextAreaField(_l("Lời nhắn"), [Length(max=MESSAGE_LENGTH)], render_kw={"rows": 3})

    def offer(self, people: Iterable[User]) -> None:
        self.act.choices = [(one.value, name) for one, name in BULK_NAMES.items()]
        self.to.choices = [("", _("Chọn người…")), *((one.public_id, one.name) for one in people)]

    @property
    def told(self) -> dict[str, str]:
        wanted = {BulkAct.HAND_OVER: "to", BulkAct.WRITE: "body"}.get(BulkAct(self.act.data))
        return {wanted: self[wanted].data or ""} if wanted else {}
