from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.benefits.models import Benefit
from app.benefits.service.letters import RECEIVER_MAX
from app.benefits.service.uses import NOTE_MAX
from app.benefits.words import PURPOSE_NAMES
from app.core import clock
from app.core.text import pick
from app.spaces.models import Space
from app.web.fields import YEARS, DayField
from app.web.forms import BaseForm
from app.web.language import locale


class BenefitForm(BaseForm):
    title_vi = StringField(_l("Tên quyền lợi"), [DataRequired(_l("Bạn chưa đặt tên.")), Length(max=200)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=200)])
    text_vi = TextAreaField(
        _l("Cách dùng"),
        [Optional(), Length(max=4000)],
        description=_l("Dòng trống tách các đoạn."),
        render_kw={"rows": 6},
    )
    text_en = TextAreaField(_l("Cách dùng, tiếng Anh"), [Optional(), Length(max=4000)], render_kw={"rows": 6})
    link = StringField(
        _l("Đường dẫn"),
        [Optional(), Length(max=500)],
        description=_l("Trang nói rõ hơn: https://…, hoặc /… nếu là một trang ở đây."),
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )
    for_full = BooleanField(_l("Thành viên đầy đủ được hưởng"), default=True)
    for_associate = BooleanField(_l("Thành viên liên kết được hưởng"), default=True)
    active = BooleanField(_l("Đang áp dụng, hiện trên trang công khai"), default=True)
    version = HiddenField()

    def show(self, benefit: Benefit) -> None:
        for name in self.read_values():
            self[name].data = getattr(benefit, name)
        self.version.data = str(benefit.version)

    def read_values(self) -> dict[str, Any]:
        return {
            "title_vi": self.title_vi.data or "",
            "title_en": self.title_en.data or None,
            "text_vi": self.text_vi.data or "",
            "text_en": self.text_en.data or None,
            "link": self.link.data or "",
            "for_full": self.for_full.data,
            "for_associate": self.for_associate.data,
            "active": self.active.data,
        }


class YearForm(BaseForm):
    year = IntegerField(
        _l("Báo cáo năm"),
        [InputRequired(_l("Bạn ghi năm, ví dụ 2026.")),
         NumberRange(YEARS.start, YEARS.stop - 1, _l("Bạn ghi năm, ví dụ 2026."))],
        default=lambda: clock.today().year,
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip


class UseForm(BaseForm):
    space = SelectField(_l("Không gian"), [InputRequired(_l("Bạn chọn một không gian."))])
    used_on = DayField(_l("Ngày"), [InputRequired()], default=clock.today)
    note = StringField(
        _l("Đã dùng gì"),
        [DataRequired(_l("Bạn ghi ngắn gọn đã dùng gì.")), Length(max=NOTE_MAX)],
        description=_l("Không gian đọc được dòng này."),
    )

    def offer(self, spaces: Iterable[Space]) -> None:
        names = [(space.public_id, pick(space, "name", locale())) for space in spaces]
        self.space.choices = [("", _l("Chọn không gian")), *names]


class LetterForm(BaseForm):
    purpose = RadioField(
        _l("Giấy dùng cho việc gì"),
        [InputRequired(_l("Bạn chọn một việc."))],
        choices=[(str(code), name) for code, name in PURPOSE_NAMES.items()],
    )
    receiver = StringField(
        _l("Nơi nhận giấy"),
        [DataRequired(_l("Bạn chưa ghi nơi nhận giấy.")), Length(max=RECEIVER_MAX)],
        description=_l("Tên cơ quan, tổ chức sẽ xem giấy; được in sau chữ “Kính gửi”."),
    )
