"""Closures."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional

from app.bookings.forms.fields import SpanForm, VenuesField
from app.core import clock


class ClosureForm(SpanForm):
    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    title_vi = StringField(
        _l("Lý do đóng cửa"),
        [InputRequired(), Length(max=200)],
    )
    title_en = StringField(_l("Lý do bằng tiếng Anh"), [Optional(), Length(max=200)])
    fingerprint = HiddenField()

    def suggest(self) -> None:
        self.day.data = clock.today() + timedelta(days=1)
