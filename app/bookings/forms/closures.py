"""Closures."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from app.bookings.forms.fields import SpanForm, VenuesField
from app.bookings.models import Closure, ClosureKind
from app.bookings.rules import ClosureWish
from app.bookings.words import CLOSURE_KINDS
from app.core import clock
from app.core.timespan import Timespan, day_span
from app.venues.models import Venue
from app.web.fields import ClockField
from app.web.forms import BaseForm


class _UnlessWholeDays:
    """Not `InputRequired`: a box elsewhere says whether an hour is wanted."""

    field_flags: Mapping[str, Any] = {}

    def __call__(self, form: Any, field: Field) -> None:
        if form.whole_days.data:
            field.errors = []
            raise StopValidation
        if not field.raw_data or not field.raw_data[0]:
            raise StopValidation(_("Bạn điền giờ, hoặc đánh dấu “Cả ngày”."))


class ClosureForm(SpanForm):
    """What is shut, when and why. For bookings in the way the page adds a field each (`asking`)."""

    kind = SelectField(_l("Loại"), choices=list(CLOSURE_KINDS.items()))
    whole_days = BooleanField(
        _l("Cả ngày"), description=_l("Từ 0 giờ ngày đầu đến hết ngày cuối; hai ô giờ để trống.")
    )
    starts_at = ClockField(_l("Từ giờ"), [_UnlessWholeDays()], example="08:00")
    ends_at = ClockField(_l("Đến giờ"), [_UnlessWholeDays()], example="17:00")
    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    title_vi = StringField(
        _l("Lý do đóng cửa"),
        [InputRequired(), Length(max=200)],
    )
    title_en = StringField(_l("Lý do bằng tiếng Anh"), [Optional(), Length(max=200)])
    message_vi = TextAreaField(_l("Lời nhắn cho mọi người"), [Optional(), Length(max=1000)], render_kw={"rows": 3})
    message_en = TextAreaField(_l("Lời nhắn bằng tiếng Anh"), [Optional(), Length(max=1000)], render_kw={"rows": 3})
    soft = BooleanField(
        _l("Chỉ lưu ý, không đóng cửa"),
        description=_l("Không chặn ai và không lượt nào phải nhường. Người duyệt thấy lưu ý và ghi cách thu xếp."),
    )
    announced = BooleanField(
        _l("Đưa lên trang"),
        description=_l("Thông báo hiện ở trang chủ và trang địa điểm từ 14 ngày trước đến khi hết hoặc mở cửa lại."),
    )
    fingerprint = HiddenField()

    def validate_ends_at(self, field: TimeField) -> None:
        if not self.whole_days.data:
            super().validate_ends_at(field)

    def validate_last_day(self, field: DateField) -> None:
        if not self.whole_days.data:
            super().validate_last_day(field)
        elif self.day.data and field.data and field.data < self.day.data:
            raise ValidationError(_("Ngày cuối phải từ ngày đầu trở đi."))

    def read_span(self, zone: ZoneInfo) -> Timespan:
        if not self.whole_days.data:
            return super().read_span(zone)
        first: Any = self.day.data
        return Timespan(day_span(first, zone).start, day_span(self.last_day.data or first, zone).end)

    def read_wish(self, chosen: Sequence[Venue]) -> ClosureWish:
        """Of a form that validated."""
        return ClosureWish(
            venue_ids=tuple(venue.id for venue in chosen),
            span=self.read_span(chosen[0].zone),
            title_vi=self.title_vi.data or "",
            title_en=self.title_en.data or None,
            kind=self.kind.data or ClosureKind.OTHER,
            soft=bool(self.soft.data),
            announced=bool(self.announced.data),
            message_vi=self.message_vi.data or "",
            message_en=self.message_en.data or None,
        )

    def suggest(self) -> None:
        self.day.data = clock.today() + timedelta(days=1)
        self.kind.data = ClosureKind.REPAIR

    def show(self, closure: Closure) -> None:
        zone = closure.venues[0].zone
        days = closure.span.days(zone)
        self.show_span(closure.span, zone)
        if closure.span == Timespan(day_span(days[0], zone).start, day_span(days[-1], zone).end):
            self.whole_days.data, self.starts_at.data, self.ends_at.data = True, None, None
            self.last_day.data = days[-1] if days[-1] != days[0] else None
        self.venues.data = [venue.slug for venue in closure.venues]
        for name in ("kind", "title_vi", "title_en", "message_vi", "message_en", "soft", "announced"):
            self[name].data = getattr(closure, name)


def asking(fates: Mapping[str, Sequence[tuple[str, str]]]) -> ClosureForm:
    """The form with one more question for each booking in the way, by public id: the first answer is the proposal."""
    fields = {
        f"fate_{public_id}": RadioField(
            _l("Lượt này sẽ"), choices=list(answers), default=answers[0][0], validate_choice=False
        )
        for public_id, answers in fates.items()
    }
    made: ClosureForm = type("ClosureFormAsking", (ClosureForm,), fields)()
    return made


class ReachForm(BaseForm):
    note = StringField(
        _l("Ghi lại"),
        [Optional(), Length(max=300)],
        description=_l("Nói với ai, họ trả lời thế nào. Chỉ Trung tâm đọc."),
    )
