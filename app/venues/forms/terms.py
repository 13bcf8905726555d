"""On what terms a venue is given, how much one space may have, and who decides."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import User
from app.venues.forms.facts import ColumnsForm
from app.venues.forms.fields import ScaledField
from app.venues.words import MEASURE_NAMES, PERIOD_NAMES, POLICY_NAMES
from app.web.forms import BaseForm

A_YEAR = 366


def choices(names: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(code), name) for code, name in names.items()]


class TermsForm(ColumnsForm):
    COLUMNS = (
        "open_to_bookings", "policy", "hold_hours",
        "members_may_request", "associates_may_request", "public_bodies_may_request",
        "notice_min_hours", "notice_max_days", "length_min_minutes", "length_max_minutes",
        "change_until_hours", "cancel_until_hours", "setup_minutes", "strike_minutes", "breaches_become_requests",
    )  # fmt: skip

    open_to_bookings = BooleanField(_l("Đang nhận đặt chỗ"))
    policy = RadioField(_l("Cách duyệt"), [InputRequired()], choices=choices(POLICY_NAMES))
    hold_hours = IntegerField(
        _l("Giữ chỗ trong (giờ)"),
        [InputRequired(), NumberRange(min=1, max=24 * 60)],
        description=_l("Quá thời gian này mà chưa ai duyệt, chỗ được trả lại."),
    )
    members_may_request = BooleanField(_l("Thành viên"))
    associates_may_request = BooleanField(_l("Thành viên liên kết"))
    public_bodies_may_request = BooleanField(_l("Cơ quan, đơn vị nhà nước"))
    notice_min_hours = IntegerField(_l("Đặt trước ít nhất (giờ)"), [Optional(), NumberRange(min=1, max=24 * A_YEAR)])
    notice_max_days = IntegerField(
        _l("Đặt trước nhiều nhất (ngày)"), [Optional(), NumberRange(min=1, max=2 * A_YEAR)]
    )
    length_min_minutes = ScaledField(_l("Ngắn nhất (giờ)"), [Optional()], scale=60, most=24 * A_YEAR)
    length_max_minutes = ScaledField(_l("Dài nhất (giờ)"), [Optional()], scale=60, most=24 * A_YEAR)
    change_until_hours = IntegerField(
        _l("Được tự đổi giờ đến trước khi chuẩn bị (giờ)"), [Optional(), NumberRange(min=0, max=24 * A_YEAR)]
    )
    cancel_until_hours = IntegerField(
        _l("Được tự huỷ đến trước khi chuẩn bị (giờ)"), [Optional(), NumberRange(min=0, max=24 * A_YEAR)]
    )
    setup_minutes = IntegerField(
        _l("Chuẩn bị trước, điền sẵn (phút)"), [InputRequired(), NumberRange(min=0, max=7 * 24 * 60)]
    )
    strike_minutes = IntegerField(
        _l("Thu dọn sau, điền sẵn (phút)"), [InputRequired(), NumberRange(min=0, max=7 * 24 * 60)]
    )
    breaches_become_requests = BooleanField(
        _l("Yêu cầu chưa đúng điều khoản vẫn được gửi, để điều phối viên quyết định"),
        description=_l("Không chọn thì người đặt được báo ngay điều chưa đúng và chưa gửi được."),
    )


class QuotaForm(BaseForm):
    amount = IntegerField(_l("Nhiều nhất"), [InputRequired(), NumberRange(min=1, max=10_000)])
    measure = SelectField(_l("Tính theo"), [InputRequired()], choices=choices(MEASURE_NAMES))
    period = SelectField(_l("Trong"), [InputRequired()], choices=choices(PERIOD_NAMES))


class ApproversForm(BaseForm):
    was = HiddenField()
    approvers = SelectMultipleField(
        _l("Ai duyệt yêu cầu ở đây"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Không chọn ai thì mọi điều phối viên đều duyệt được."),
    )

    def offer(self, users: Iterable[User]) -> None:
        self.approvers.choices = [(user.public_id, user.name) for user in users]
