from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import clock
from app.licences.models import LicenceRule
from app.licences.words import KIND_NAMES, MARK_NAMES, PAPER_NAMES
from app.web.fields import DayField
from app.web.forms import BaseForm

LEAD_MAX, LINE_MAX, TEXT_MAX = 180, 300, 4000


class SeveralField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RuleForm(BaseForm):
    name_vi = StringField(_l("Tên thủ tục"), [DataRequired(_l("Bạn chưa đặt tên.")), Length(max=LINE_MAX)])
    name_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=LINE_MAX)])
    paper = RadioField(
        _l("Loại"),
        [InputRequired(_l("Bạn chọn một loại."))],
        choices=[(str(code), name) for code, name in PAPER_NAMES.items()],
    )
    recipient_vi = StringField(_l("Nơi nhận hồ sơ"), [Optional(), Length(max=LINE_MAX)])
    recipient_en = StringField(_l("Nơi nhận hồ sơ, tiếng Anh"), [Optional(), Length(max=LINE_MAX)])
    text_vi = TextAreaField(_l("Hướng dẫn"), [Optional(), Length(max=TEXT_MAX)], render_kw={"rows": 6})
    text_en = TextAreaField(_l("Hướng dẫn, tiếng Anh"), [Optional(), Length(max=TEXT_MAX)], render_kw={"rows": 6})
    source_vi = StringField(
        _l("Văn bản làm căn cứ"),
        [DataRequired(_l("Bạn ghi tên văn bản và điều, khoản.")), Length(max=LINE_MAX)],
    )
    source_en = StringField(_l("Văn bản làm căn cứ, tiếng Anh"), [Optional(), Length(max=LINE_MAX)])
    kinds = SeveralField(
        _l("Áp dụng cho loại hoạt động"),
        [Optional()],
        choices=list(KIND_NAMES.items()),
        description=_l("Không chọn loại nào nghĩa là mọi loại."),
    )
    marks = SeveralField(
        _l("Chỉ khi hoạt động"),
        [Optional()],
        choices=list(MARK_NAMES.items()),
        description=_l("Chọn nhiều ô nghĩa là phải đúng tất cả."),
    )
    lead_days = IntegerField(
        _l("Nộp trước ngày mở cửa bao nhiêu ngày"),
        [InputRequired(_l("Bạn ghi số ngày; ghi 0 nếu không có hạn riêng.")), NumberRange(0, LEAD_MAX)],
        render_kw={"inputmode": "numeric"},
    )
    working_days = BooleanField(_l("Tính theo ngày làm việc"), default=True)
    checked_on = DayField(
        _l("Đã đối chiếu văn bản ngày"),
        [Optional()],
        description=_l("Để trống thì trang công khai ghi là chưa đối chiếu."),
    )
    active = BooleanField(_l("Đang áp dụng, hiện trên trang công khai"), default=True)
    version = HiddenField()

    def validate_checked_on(self, field: DayField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(_l("Ngày này chưa tới."))

    def show(self, rule: LicenceRule) -> None:
        for name in self.read_values():
            self[name].data = getattr(rule, name)
        self.version.data = str(rule.version)

    def read_values(self) -> dict[str, Any]:
        """An English column may be empty, a Vietnamese one is a text."""
        values = {name: self[name].data for name in self._fields if name not in ("version", "csrf_token")}
        for name, value in values.items():
            if name.endswith("_en"):
                values[name] = value or None
            elif name.endswith("_vi"):
                values[name] = value or ""
        return values | {"kinds": list(self.kinds.data or []), "marks": list(self.marks.data or [])}
