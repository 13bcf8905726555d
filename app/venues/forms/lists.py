"""Things that are lent, and areas that disturb each other."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.text import pick
from app.venues.forms.terms import choices
from app.venues.models import Area
from app.venues.words import NEIGHBOUR_KINDS
from app.web.forms import BaseForm
from app.web.language import locale


class EquipmentForm(BaseForm):
    name_vi = StringField(_l("Tên thiết bị"), [InputRequired(), Length(max=120)])
    name_en = StringField(_l("Tên thiết bị, tiếng Anh"), [Optional(), Length(max=120)])
    stock = IntegerField(_l("Số lượng có"), [InputRequired(), NumberRange(min=0, max=10_000)])


class EquipmentChangeForm(EquipmentForm):
    was = HiddenField()
    active = BooleanField(
        _l("Đang cho mượn"), description=_l("Bỏ chọn thì không ai đặt thêm được; những lượt đã đặt giữ nguyên.")
    )


class NeighbourForm(BaseForm):
    area = SelectField(_l("Khu vực ở đây"), [InputRequired()])
    other = SelectField(_l("Khu vực kia"), [InputRequired()])
    kind = SelectField(_l("Vì"), [InputRequired()], choices=choices(NEIGHBOUR_KINDS))
    note_vi = StringField(
        _l("Nói cho người đặt chỗ"),
        [InputRequired(), Length(max=300)],
        description=_l("Ví dụ: Âm thanh từ Sân khấu kính nghe rõ ở sân vườn."),
    )
    note_en = StringField(_l("Nói cho người đặt chỗ, tiếng Anh"), [Optional(), Length(max=300)])

    def offer(self, here: Iterable[Area], elsewhere: Iterable[Area]) -> None:
        self.area.choices = [(area.code, pick(area, "name", locale())) for area in here]
        self.other.choices = [("", _l("Chọn một khu vực")), *((a.code, pick(a, "name", locale())) for a in elsewhere)]
