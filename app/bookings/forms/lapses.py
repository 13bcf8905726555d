"""Bookings of spaces that are members no more."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.web.forms import BaseForm


class LapseForm(BaseForm):
    """What becomes of bookings of one space; several stand on one page, each with its prefix. `everything` stands for
    ticking each of them, so that a space with forty takes no forty clicks."""

    everything = BooleanField()
    chosen = SelectMultipleField(
        _l("Những lượt đặt chỗ"), validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput()
    )
    act = RadioField(
        _l("Với những lượt đã chọn"),
        [InputRequired(_l("Bạn chọn giữ lại hay huỷ."))],
        choices=[
            ("keep", _l("Vẫn giữ: không gian được dùng chỗ như đã đặt")),
            ("release", _l("Huỷ: chỗ được trả lại ngay, không gian nhận thư")),
        ],
    )
    reason = TextAreaField(
        _l("Lý do"),
        [InputRequired(_l("Bạn ghi lý do.")), Length(max=1000)],
        description=_l("Huỷ thì không gian đọc nguyên văn trong thư. Giữ lại thì lý do chỉ lưu ở Trung tâm."),
        render_kw={"rows": 3},
    )
    fingerprint = HiddenField()
