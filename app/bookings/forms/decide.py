"""What is answered, and what becomes of a booking."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.bookings.forms.fields import PhasesForm, VenuesField
from app.bookings.models import Booking
from app.web.fields import read_clock, read_day
from app.web.forms import BaseForm


class LosersField(SelectMultipleField):
    """Ticks that stand beside each loser; who is none of them any more is nobody's concern."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: object, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, **kwargs)


class ConfirmForm(BaseForm):
    """`waits` and `instead` are the public ids of rivals."""

    soft_note = TextAreaField(
        _l("Cách thu xếp với hoạt động bên cạnh"), [Optional(), Length(max=1000)], render_kw={"rows": 2}
    )
    waits = LosersField(_l("Vào danh sách chờ"))
    instead = LosersField(_l("Mời giờ khác"))
    fingerprint = HiddenField()


class DeclineForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do"),
        [InputRequired(_l("Hãy ghi lý do; người đặt sẽ đọc được.")), Length(max=1000)],
        description=_l("Người đặt sẽ đọc nguyên văn."),
        render_kw={"rows": 3},
    )


class RemoveForm(DeclineForm):
    """From the waiting list."""


class CancelForm(BaseForm):
    reason = TextAreaField(_l("Lý do"), [Optional(), Length(max=1000)], render_kw={"rows": 3})


class TurnDownForm(BaseForm):
    wait_on = BooleanField(_l("Vẫn chờ tiếp, phòng khi chỗ này trống lần sau"))


class MoveForm(PhasesForm):
    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    soft_note = TextAreaField(
        _l("Cách thu xếp với hoạt động bên cạnh"), [Optional(), Length(max=1000)], render_kw={"rows": 2}
    )
    fingerprint = HiddenField()

    def show(self, booking: Booking) -> None:
        self.show_span(booking.public, booking.venues[0].zone)
        self.venues.data = [venue.slug for venue in booking.venues]
        self.setup.data = booking.setup // timedelta(minutes=1)
        self.strike.data = booking.strike // timedelta(minutes=1)

    def wish(self, asked: MultiDict[str, str]) -> bool:
        """What an address asks for, over what stands; False where it asks for nothing that can be done. The venues are
        those on offer."""
        day, starts, ends = (
            read_day(asked.get("day")),
            read_clock(asked.get("starts_at")),
            read_clock(asked.get("ends_at")),
        )
        if day is None or starts is None or ends is None:
            return False
        last = read_day(asked.get("last_day"))
        if (last or day, ends) <= (day, starts):
            return False
        self.day.data, self.starts_at.data, self.ends_at.data = day, starts, ends
        self.last_day.data = last if last != day else None
        offered = {slug for slug, _name in self.venues.choices or []}
        if venues := [slug for slug in asked.getlist("venues") if slug in offered]:
            self.venues.data = venues
        return bool(self.venues.data)


class CounterForm(MoveForm):
    """Another time or place than was asked for, in answer to a request."""

    reason = TextAreaField(
        _l("Lời nhắn cho người đặt"),
        [Optional(), Length(max=1000)],
        description=_l("Người đặt sẽ đọc nguyên văn."),
        render_kw={"rows": 3},
    )
