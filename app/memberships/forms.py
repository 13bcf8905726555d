from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core import clock
from app.memberships.service import REASON_MAX
from app.memberships.words import STATUS_NAMES
from app.web.fields import DayField
from app.web.forms import BaseForm

_LONGEST_TYPED = 120


class CheckForm(BaseForm):
    """Sent by GET, so that it works from a bookmark and holds no token."""

    class Meta(BaseForm.Meta):
        csrf = False

    code = StringField(
        _l("Mã kiểm tra"),
        [DataRequired(_l("Bạn chưa nhập mã. Mã gồm 26 chữ và số, in dưới ô vuông QR của chứng nhận.")),
         Length(max=_LONGEST_TYPED)],
        description=_l("26 chữ và số in dưới ô vuông QR. Chữ hoa hay thường, có dấu cách hay không đều được."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip


class ChangeForm(BaseForm):
    """One change of standing; several stand on one page, each with its prefix."""

    # Not DataRequired, which answers "not filled in" to a day nobody can read.
    effective_on = DayField(_l("Có hiệu lực từ ngày"), [InputRequired()], default=clock.today)
    decision_number = StringField(_l("Số quyết định"), [Length(max=80)])
    reason = TextAreaField(
        _l("Lý do"),
        [DataRequired(_l("Bạn chưa ghi lý do. Lý do được lưu vào sổ và gửi cho chủ không gian.")),
         Length(max=REASON_MAX)],
        render_kw={"rows": 3},
    )  # fmt: skip


class RollForm(BaseForm):
    """The list's filter, sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("Tên không gian"))
    status = SelectField(_l("Tình trạng"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(str(code), name) for code, name in STATUS_NAMES.items() if code != "none"]
        self.status.choices = [("", _l("Mọi tình trạng")), *shown]
