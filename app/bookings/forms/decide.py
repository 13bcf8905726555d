"""What is answered, and what becomes of a booking."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from app.bookings.forms.fields import PhasesForm, VenuesField
from app.bookings.models import Booking
from app.web.forms import BaseForm


class ConfirmForm(BaseForm):
    soft_note = TextAreaField(
        _l("Cách thu xếp với hoạt động bên cạnh"), [Optional(), Length(max=1000)], render_kw={"rows": 2}
    )
    fingerprint = HiddenField()


class DeclineForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do"),
        [InputRequired(_l("Hãy ghi lý do; người đặt sẽ đọc được.")), Length(max=1000)],
        description=_l("Người đặt sẽ đọc nguyên văn."),
        render_kw={"rows": 3},
    )


class CancelForm(BaseForm):
    reason = TextAreaField(_l("Lý do"), [Optional(), Length(max=1000)], render_kw={"rows": 3})


class MoveForm(PhasesForm):
    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    soft_note = TextAreaField(
        _l("Cách thu xếp với hoạt động bên cạnh"), [Optional(), Length(max=1000)], render_kw={"rows": 2}
    )
    fingerprint = HiddenField()

    def show(self, booking: Booking) -> None:
        self.show_span(booking.public, booking.venues[0].zone)
        self.venues.data = [venue.slug for venue in booking.venues]
        self.setup.data = (booking.public_starts_at - booking.starts_at) // timedelta(minutes=1)
        self.strike.data = (booking.ends_at - booking.public_ends_at) // timedelta(minutes=1)
