"""Who scores, and what reviewers say of themselves."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional

from app.accounts.models import User
from app.applications.models import Application
from app.evaluations.assigning import Offer
from app.evaluations.words import why
from app.spaces.forms import Checkboxes
from app.spaces.words import FIELD_NAMES
from app.web.fields import DayField
from app.web.forms import BaseForm


class AssignForm(BaseForm):
    reviewer = SelectField(_l("Người chấm"), [InputRequired(_l("Bạn chọn một người."))])

    def offer(self, offers: Iterable[Offer]) -> None:
        self.reviewer.choices = [("", _("Chọn người chấm…")), *map(_option, offers)]


def _option(offer: Offer) -> tuple[str, str]:
    return offer.person.public_id, f"{offer.person.name} · {why(offer)}"


class ShareOutForm(BaseForm):
    """Several cases with their seats; `share_out_form` builds the class, since cases come and go."""

    def take(self, case: Application) -> Any:
        return self._fields[f"take-{case.public_id}"]

    def seats(self, case: Application) -> list[Any]:
        return [field for name, field in self._fields.items() if name.startswith(f"seat-{case.public_id}-")]

    def chosen(self, case: Application) -> list[str]:
        """Public ids of those who are to score it; empty for a case that is not ticked."""
        return [field.data for field in self.seats(case) if field.data] if self.take(case).data else []

    def note_faults(self, cases: Iterable[Application]) -> bool:
        """Say what is wrong before anything is given out; True when there is nothing to say."""
        ticked = [case for case in cases if self.take(case).data]
        if not ticked:
            self.summary.append(_("Bạn đánh dấu ít nhất một hồ sơ để giao."))
        for case in ticked:
            seats = self.seats(case)
            if not self.chosen(case):
                self._add(seats[0].short_name, _("Bạn chọn ít nhất một người cho hồ sơ này, hoặc bỏ đánh dấu."))
            for place, field in enumerate(seats):
                if field.data and field.data in [other.data for other in seats[:place]]:
                    self._add(field.short_name, _("Người này đã được chọn ở ô trên."))
        return not self.error_list


class Seats(NamedTuple):
    case: Application
    offers: Sequence[Offer]
    proposed: Sequence[str]
    """Public ids, one for each seat that somebody was found for."""
    many: int
    ticked: bool


def share_out_form(seats: Iterable[Seats]) -> ShareOutForm:
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for one in seats:
        name = one.case.public_id
        fields[f"take-{name}"] = BooleanField(_("Giao hồ sơ %(code)s", code=one.case.case_code))
        data[f"take-{name}"] = one.ticked
        for place in range(one.many):
            fields[f"seat-{name}-{place + 1}"] = SelectField(
                _("Người chấm %(number)s", number=place + 1),
                choices=[("", _("Để trống")), *map(_option, one.offers)],
            )
            data[f"seat-{name}-{place + 1}"] = one.proposed[place] if place < len(one.proposed) else ""
    form: ShareOutForm = type("ShareOutForm", (ShareOutForm,), fields)(data=data)
    return form


class ProfileForm(BaseForm):
    fields = Checkboxes(
        _l("Lĩnh vực của bạn"),
        description=_l("Trung tâm ưu tiên mời bạn chấm không gian cùng lĩnh vực."),
    )
    away_from = DayField(_l("Vắng mặt từ ngày"), [Optional()])
    away_until = DayField(_l("Đến hết ngày"), [Optional()])
    deputy = SelectField(
        _l("Người chấm thay"),
        [Optional()],
        description=_l("Khi bạn vắng, bạn hoặc Trung tâm chuyển phiếu cho người này."),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields.choices = FIELD_NAMES.offered(kwargs.get("data", {}).get("fields", ()))

    def offer(self, people: Iterable[User]) -> None:
        self.deputy.choices = [("", _("Chưa chọn ai")), *((one.public_id, one.name) for one in people)]


class TieForm(BaseForm):
    organisation = StringField(
        _l("Không gian hoặc tổ chức"),
        [InputRequired(_l("Bạn ghi tên không gian hoặc tổ chức.")), Length(max=200)],
        description=_l("Ghi đúng tên như trên trang của nơi ấy. Viết hoa hay thường, có dấu hay không đều nhận ra."),
    )
    reason = StringField(
        _l("Quan hệ thế nào"),
        [InputRequired(_l("Bạn ghi ngắn gọn quan hệ thế nào.")), Length(max=300)],
        description=_l("Ví dụ: cố vấn từ năm 2024, người nhà là chủ, từng cùng làm dự án."),
    )
