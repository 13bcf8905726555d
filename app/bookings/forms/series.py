"""How often something comes back, and what is done with several dates at once."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.bookings.forms.decide import LosersField
from app.bookings.forms.fields import PhasesForm, SpanForm
from app.bookings.rules.series import LAST, SERIES_LIMIT, Repeat, Repeats
from app.bookings.words import WEEKDAY_NAMES
from app.web.fields import DayField, read_day
from app.web.forms import BaseForm

EVERY_MOST = 12


class RepeatForm(PhasesForm):
    """The day of the form is the first from which the series is counted."""

    repeats = SelectField(
        _l("Lặp lại"),
        choices=[
            ("", _l("Không, chỉ một buổi")),
            (str(Repeats.WEEKLY), _l("Theo tuần")),
            (str(Repeats.MONTHLY), _l("Theo tháng")),
            (str(Repeats.DATES), _l("Vào những ngày tôi ghi")),
        ],
        default="",
    )
    every = IntegerField(
        _l("Cách nhau mấy tuần, mấy tháng"),
        [Optional(), NumberRange(min=1, max=EVERY_MOST)],
        description=_l("1 là tuần nào (tháng nào) cũng có."),
    )
    weekdays = SelectMultipleField(
        _l("Vào thứ"),
        choices=[(str(n), name) for n, name in enumerate(WEEKDAY_NAMES)],
        description=_l("Không chọn thì lấy thứ của ngày đã điền ở trên."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    nths = SelectMultipleField(
        _l("Tuần nào trong tháng"),
        choices=[
            ("1", _l("Thứ nhất")),
            ("2", _l("Thứ hai")),
            ("3", _l("Thứ ba")),
            ("4", _l("Thứ tư")),
            (str(LAST), _l("Cuối cùng")),
        ],
        description=_l("Chỉ dùng khi lặp theo tháng. Ví dụ: thứ Bảy thứ nhất và thứ ba."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    until = DayField(_l("Đến hết ngày"), [Optional()])
    count = IntegerField(_l("Hoặc đủ số buổi"), [Optional(), NumberRange(min=1, max=SERIES_LIMIT)])
    other_days = TextAreaField(
        _l("Những ngày khác"),
        [Optional(), Length(max=2000)],
        description=_l("Mỗi dòng một ngày, ví dụ 28/11/2026. Ngày đã điền ở trên là buổi đầu."),
        render_kw={"rows": 4},
    )
    skip_days_off = BooleanField(_l("Trừ ngày nghỉ lễ"), default=True)

    def validate_other_days(self, field: TextAreaField) -> None:
        for written in _lines(field.data):
            if read_day(written) is None:
                raise ValidationError(_("“%(day)s” chưa phải là ngày, ví dụ: 28/11/2026.", day=written[:40]))

    def read_repeat(self) -> Repeat:
        """Of a form that validated."""
        days = (read_day(written) for written in _lines(self.other_days.data))
        return Repeat(
            kind=Repeats(self.repeats.data),
            every=self.every.data or 1,
            weekdays=frozenset(int(one) for one in self.weekdays.data or ()),
            nths=frozenset(int(one) for one in self.nths.data or ()),
            until=self.until.data,
            count=self.count.data,
            dates=tuple(day for day in days if day is not None),
        )

    @property
    def repeat_is_open(self) -> bool:
        own: list[Any] = [self.repeats, self.every, self.weekdays, self.nths, self.until, self.count, self.other_days]
        return any(one.data or one.errors for one in own)


def _lines(written: str | None) -> list[str]:
    return [one for line in re.split(r"[\n,;]", written or "") if (one := line.strip())]


class DatesForm(BaseForm):
    """Of a series that stands: some dates, and what is said about them. `picked` are public ids."""

    picked = LosersField(_l("Buổi"))
    reason = TextAreaField(_l("Lời nhắn cho Trung tâm"), [Optional(), Length(max=1000)], render_kw={"rows": 2})


class TypedTimeForm(SpanForm):
    """Beside one date of a series, inside the form about all of them, which has the token."""

    class Meta(SpanForm.Meta):
        csrf = False


class JudgeForm(BaseForm):
    """The Centre's answer to a series; what is chosen for each date stands beside it on the page."""

    reason = TextAreaField(
        _l("Lời nhắn cho người đặt"),
        [Optional(), Length(max=1000)],
        description=_l("Người đặt sẽ đọc nguyên văn. Có buổi bị từ chối thì phải ghi lý do."),
        render_kw={"rows": 3},
    )
    soft_note = TextAreaField(
        _l("Cách thu xếp với hoạt động bên cạnh"), [Optional(), Length(max=1000)], render_kw={"rows": 2}
    )
    fingerprint = HiddenField()
