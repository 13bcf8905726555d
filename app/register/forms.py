from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.core import clock
from app.core.text import sort_key
from app.memberships.rules import Status
from app.places.queries import ward
from app.register.rules import Line
from app.register.words import STANDING_CHOICES
from app.spaces.words import FIELD_NAMES, KIND_NAMES
from app.web.fields import DayField
from app.web.forms import BaseForm


def not_ahead(_form: Any, field: DayField) -> None:
    if field.data is not None and field.data > clock.today():
        raise ValidationError(_("Sổ chỉ trả lời cho hôm nay và những ngày đã qua."))


class OnDayForm(BaseForm):
    """Sent by GET, so that an answer has an address."""

    class Meta(BaseForm.Meta):
        csrf = False

    on = DayField(_l("Tình trạng vào ngày"), [InputRequired(), not_ahead])


class RegisterForm(BaseForm):
    """What the register is narrowed by: of the page and of everything that is downloaded from it."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("Tên không gian hoặc số chứng nhận"), [Length(max=100)])
    standing = SelectField(_l("Tình trạng"), default=str(Status.MEMBER))
    kind = SelectField(_l("Loại hình"), default="")
    field = SelectField(_l("Lĩnh vực"), default="")
    ward = SelectField(_l("Phường, xã"), default="")
    on = DayField(_l("Sổ của ngày"), [Optional(), not_ahead])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing.choices = [(str(code), name) for code, name in STANDING_CHOICES.items()]
        self.kind.choices = [("", _l("Mọi loại hình")), *((str(code), name) for code, name in KIND_NAMES.items())]
        self.field.choices = [("", _l("Mọi lĩnh vực")), *FIELD_NAMES.items()]

    @property
    def day(self) -> date:
        """Of the register that is asked for; today's where that cannot be read."""
        asked = self.on.data
        return asked if asked is not None and asked <= clock.today() else clock.today()

    def offer_wards_of(self, lines: Iterable[Line]) -> None:
        """Those where somebody stands in the register, and the one asked for."""
        wards = {one.space.ward.code: one.space.ward.name for one in lines if one.space.ward}
        asked = ward(self.ward.data) if self.ward.data else None
        if asked is not None:
            wards[asked.code] = asked.name
        in_order = sorted(wards.items(), key=lambda one: (sort_key(one[1]), one[0]))
        self.ward.choices = [("", _l("Mọi phường, xã")), *in_order]

    @property
    def chosen(self) -> dict[str, str]:
        return {name: str(self[name].data or "").strip() for name in ("q", "standing", "kind", "field", "ward")}

    @property
    def asked(self) -> dict[str, str]:
        """What differs from the register of members as it stands today, for an address or a file that says so."""
        usual = {"q": "", "standing": str(Status.MEMBER), "kind": "", "field": "", "ward": ""}
        return {name: said for name, said in self.chosen.items() if said != usual[name]}

    @property
    def narrows(self) -> bool:
        return self.on.data is not None or bool(self.asked)
