"""Times and places. Times are wall-clock times of the venues asked for."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.bookings.rules import LONGEST, LONGEST_PHASE
from app.core.text import pick
from app.core.timespan import Timespan, at
from app.venues.models import Equipment, Venue
from app.web.fields import ClockField, DayField
from app.web.forms import BaseForm
from app.web.language import locale

PHASE_MINUTES = int(LONGEST_PHASE / timedelta(minutes=1))
PIECES = 1000  # of one thing that can be borrowed


class VenuesField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def offer(self, venues: Iterable[Venue]) -> None:
        self.choices = [(venue.slug, pick(venue, "name", locale())) for venue in venues]


class SpanForm(BaseForm):
    """From a day and hour to an hour of the same day, unless another day is given."""

    day = DayField(_l("Ngày"), [InputRequired()])
    starts_at = ClockField(_l("Từ giờ"), [InputRequired()], example="19:30")
    ends_at = ClockField(_l("Đến giờ"), [InputRequired()], example="21:00")
    last_day = DayField(
        _l("Kết thúc vào ngày khác"),
        [Optional()],
        description=_l("Chỉ điền khi kéo dài qua nửa đêm hoặc nhiều ngày."),
    )

    def validate_ends_at(self, field: TimeField) -> None:
        one_day = self.day.data and self.starts_at.data and field.data and not self.last_day.data
        if one_day and field.data <= self.starts_at.data:
            raise ValidationError(
                _("Giờ kết thúc phải sau giờ bắt đầu. Nếu sang ngày hôm sau, hãy điền thêm ngày kết thúc.")
            )

    def validate_last_day(self, field: DateField) -> None:
        if not (self.day.data and field.data and self.starts_at.data and self.ends_at.data):
            return
        if (field.data, self.ends_at.data) <= (self.day.data, self.starts_at.data):
            raise ValidationError(_("Ngày giờ kết thúc phải sau ngày giờ bắt đầu."))

    def read_span(self, zone: ZoneInfo) -> Timespan:
        """Of a form that validated."""
        first: Any = self.day.data
        return Timespan(
            at(first, self.starts_at.data, zone), at(self.last_day.data or first, self.ends_at.data, zone)
        )

    def show_span(self, span: Timespan, zone: ZoneInfo) -> None:
        start, end = span.start.astimezone(zone), span.end.astimezone(zone)
        self.day.data, self.starts_at.data = start.date(), start.time()
        self.ends_at.data = end.time()
        self.last_day.data = end.date() if end.date() != start.date() else None


class PhasesForm(SpanForm):
    setup = IntegerField(_l("Chuẩn bị trước (phút)"), [Optional(), NumberRange(min=0, max=PHASE_MINUTES)], default=0)
    strike = IntegerField(_l("Thu dọn sau (phút)"), [Optional(), NumberRange(min=0, max=PHASE_MINUTES)], default=0)

    @property
    def says_when(self) -> bool:
        """Whether a time can be read that could be asked for, also of a form that was not sent."""
        first, last = self.day.data, self.last_day.data or self.day.data
        if first is None or self.starts_at.data is None or self.ends_at.data is None:
            return False
        ordered = (first, self.starts_at.data) < (last, self.ends_at.data) and last - first <= LONGEST
        return ordered and all(0 <= (self[name].data or 0) <= PHASE_MINUTES for name in ("setup", "strike"))

    def read_phase(self, name: str) -> timedelta:
        return timedelta(minutes=self[name].data or 0)


def lending_field(one: Equipment, where: str | None) -> IntegerField:
    name = pick(one, "name", locale())
    return IntegerField(
        f"{name} ({where})" if where else name,
        [Optional(), NumberRange(min=0, max=PIECES)],
        description=_l("Có %(stock)s.", stock=one.stock),
    )
