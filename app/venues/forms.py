from collections.abc import Sequence
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.errors import DomainError
from app.venues.models import BookableHours, Policy, Venue
from app.web.fields import ClockField, DayField
from app.web.forms import BaseForm

POLICY_NAMES = {
    Policy.INSTANT: _l("Xác nhận ngay khi chỗ còn trống"),
    Policy.HOLD: _l("Giữ chỗ trong khi điều phối viên xem xét"),
    Policy.COMPETE: _l("Nhận nhiều yêu cầu cho một khung giờ, điều phối viên chọn"),
}


class VenueForm(BaseForm):
    name_vi = StringField(_l("Tên"), [InputRequired(), Length(max=120)])
    name_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=120)])
    summary_vi = TextAreaField(_l("Tóm tắt"), [InputRequired(), Length(max=400)], render_kw={"rows": 3})
    summary_en = TextAreaField(_l("Tóm tắt tiếng Anh"), [Optional(), Length(max=400)], render_kw={"rows": 3})
    description_vi = TextAreaField(_l("Giới thiệu"), [Optional(), Length(max=5000)])
    description_en = TextAreaField(_l("Giới thiệu tiếng Anh"), [Optional(), Length(max=5000)])
    capacity = IntegerField(
        _l("Sức chứa (người)"),
        [Optional(), NumberRange(min=1, max=100_000)],
        description=_l("Để trống thì trang công khai ghi “chưa công bố”."),
    )
    price_notice_vi = TextAreaField(_l("Thông báo về giá"), [Optional(), Length(max=1000)], render_kw={"rows": 3})
    price_notice_en = TextAreaField(
        _l("Thông báo về giá, tiếng Anh"), [Optional(), Length(max=1000)], render_kw={"rows": 3}
    )
    policy = RadioField(_l("Cách duyệt"), [InputRequired()], choices=list(POLICY_NAMES.items()))
    hold_hours = IntegerField(
        _l("Giữ chỗ trong (giờ)"),
        [InputRequired(), NumberRange(min=1, max=24 * 60)],
        description=_l("Quá thời gian này mà chưa ai duyệt, chỗ được trả lại."),
    )
    associates_may_request = BooleanField(_l("Thành viên liên kết cũng được đặt"))
    open_to_bookings = BooleanField(_l("Đang nhận đặt chỗ"))
    version = HiddenField()

    def read_values(self) -> dict[str, Any]:
        """What is optional and left empty is unknown, not an empty word."""
        values = {name: self[name].data for name in VENUE_FIELDS}
        for name in ("name_en", "summary_en", "description_en", "price_notice_vi", "price_notice_en"):
            values[name] = values[name] or None
        return values | {"description_vi": values["description_vi"] or ""}


VENUE_FIELDS = (
    "name_vi", "name_en", "summary_vi", "summary_en", "description_vi", "description_en", "capacity",
    "price_notice_vi", "price_notice_en", "policy", "hold_hours", "associates_may_request", "open_to_bookings",
)  # fmt: skip


def venue_form(venue: Venue, *, stored: bool = False) -> VenueForm:
    """As typed, where something was sent, or else (and always with `stored`) as it stands."""
    data = {name: getattr(venue, name) for name in (*VENUE_FIELDS, "version")}
    return VenueForm(formdata=None, data=data) if stored else VenueForm(data=data)


class HoursForm(BaseForm):
    """Seven days with up to two spans each. A day's faults stand at its first field, `day_0` to `day_6`."""

    seen = HiddenField()

    def cells(self, weekday: int) -> list[Any]:
        return [self[name] for name in _cell_names(weekday)]

    def read_spans(self) -> list[tuple[int, time, time]]:
        """Raises `venue.hours_incomplete` where only one end of a span is given."""
        spans = []
        for weekday in range(7):
            times = [cell.data for cell in self.cells(weekday)]
            for opens, closes in zip(times[::2], times[1::2], strict=True):
                if (opens is None) != (closes is None):
                    raise DomainError("venue.hours_incomplete", field=f"day_{weekday}")
                if opens is not None and closes is not None:
                    spans.append((weekday, opens, closes))
        return spans

    def show(self, hours: Sequence[BookableHours]) -> None:
        for weekday in range(7):
            times = [moment for row in hours if row.weekday == weekday for moment in (row.opens, row.closes)]
            for cell, moment in zip(self.cells(weekday), times, strict=False):
                cell.data = moment


def _cell_names(weekday: int) -> list[str]:
    return [f"day_{weekday}", f"closes_{weekday}", f"second_{weekday}", f"second_closes_{weekday}"]


for _weekday in range(7):
    for _name, _label in zip(
        _cell_names(_weekday), (_l("Mở từ"), _l("Đến"), _l("Mở lại từ"), _l("Đến")), strict=True
    ):
        setattr(HoursForm, _name, ClockField(_label, [Optional()]))


class ExceptionForm(BaseForm):
    day = DayField(_l("Ngày"), [InputRequired()])
    opens = ClockField(_l("Mở từ"), [Optional()])
    closes = ClockField(_l("Đến"), [Optional()])
    note_vi = StringField(_l("Lý do"), [Optional(), Length(max=200)])
    note_en = StringField(_l("Lý do bằng tiếng Anh"), [Optional(), Length(max=200)])
