"""What people type about bookings. Times are wall-clock times of the venues asked for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.bookings.models import Booking
from app.bookings.rules import LONGEST_PHASE, BookingRequest
from app.core import clock
from app.core.errors import DomainError
from app.core.ids import new_public_id
from app.core.text import pick
from app.core.timespan import Timespan, at
from app.spaces.models import Space
from app.venues.models import Venue
from app.web.fields import ClockField, DayField, read_day
from app.web.forms import BaseForm
from app.web.language import locale

CENTRE = "centre"  # in place of a space's public id
PHASE_MINUTES = int(LONGEST_PHASE / timedelta(minutes=1))


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

    def read_phase(self, name: str) -> timedelta:
        return timedelta(minutes=self[name].data or 0)


class BookingForm(PhasesForm):
    """`refused_with` keeps the code of the refusal, so that the page can offer what helps against it."""

    venues = VenuesField(_l("Địa điểm"), [InputRequired(_l("Bạn chưa chọn địa điểm."))])
    space = SelectField(_l("Đơn vị tổ chức"), [InputRequired()])
    title_vi = StringField(_l("Tên hoạt động"), [InputRequired(), Length(max=200)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=200)])
    about_vi = TextAreaField(_l("Giới thiệu"), [Optional(), Length(max=5000)], render_kw={"rows": 5})
    about_en = TextAreaField(_l("Giới thiệu bằng tiếng Anh"), [Optional(), Length(max=5000)], render_kw={"rows": 5})
    open_to_public = BooleanField(
        _l("Mở cho mọi người"),
        default=True,
        description=_l("Tên, giờ và lời giới thiệu sẽ có trên trang sự kiện và lịch công khai khi được xác nhận."),
    )
    expected_people = IntegerField(_l("Số người dự kiến"), [Optional(), NumberRange(min=1, max=100_000)])
    note_to_staff = TextAreaField(
        _l("Nhắn Trung tâm"),
        [Optional(), Length(max=2000)],
        description=_l("Thiết bị, điện, âm thanh, lối vào… Chỉ Trung tâm đọc."),
        render_kw={"rows": 3},
    )
    key = HiddenField(validators=[Length(max=64)], default=new_public_id)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused_with: str | None = None
        self._venues: dict[str, tuple[int, ZoneInfo]] = {}
        self._spaces: dict[str, int | None] = {}
        self.key.data = self.key.data or new_public_id()

    def offer(self, venues: Sequence[Venue], spaces: Iterable[Space], *, centre: str | None = None) -> None:
        """`centre` is the Centre's name where it may be the host itself."""
        self.venues.offer(venues)
        self._venues = {venue.slug: (venue.id, venue.zone) for venue in venues}
        self.space.choices = [(CENTRE, centre)] if centre else []
        self._spaces = {CENTRE: None} if centre else {}
        for space in spaces:
            self.space.choices.append((space.public_id, pick(space, "name", locale())))
            self._spaces[space.public_id] = space.id

    def prefill(self, wishes: Mapping[str, str]) -> None:
        if wishes.get("venue") in self._venues:
            self.venues.data = [wishes["venue"]]
        self.day.data = read_day(wishes.get("day"))

    def read_request(self) -> BookingRequest:
        """Of a form that validated."""
        chosen = [self._venues[slug] for slug in self.venues.data or []]
        return BookingRequest(
            space_id=self._spaces[self.space.data],
            venue_ids=tuple(venue_id for venue_id, _zone in chosen),
            title_vi=self.title_vi.data or "",
            title_en=self.title_en.data or None,
            about_vi=self.about_vi.data or "",
            about_en=self.about_en.data or None,
            public=self.read_span(chosen[0][1]),
            setup=self.read_phase("setup"),
            strike=self.read_phase("strike"),
            open_to_public=bool(self.open_to_public.data),
            expected_people=self.expected_people.data,
            note_to_staff=self.note_to_staff.data or "",
        )

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        self.refused_with = error.code
        if error.code == "booking.key_reused":  # what is typed now may be sent as a request of its own
            self.key.data = new_public_id()


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


class LapseForm(BaseForm):
    """What becomes of bookings of one space; several stand on one page, each with its prefix. `everything` stands for
    ticking each of them, so that a space with forty takes no forty clicks."""

    everything = BooleanField()
    chosen = SelectMultipleField(
        _l("Những lượt đặt chỗ"), validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput()
    )
    act = RadioField(
        _l("Với những lượt đã chọn"),
        [InputRequired(_l("Bạn chọn giữ lại hay huỷ."))],
        choices=[
            ("keep", _l("Vẫn giữ: không gian được dùng chỗ như đã đặt")),
            ("release", _l("Huỷ: chỗ được trả lại ngay, không gian nhận thư")),
        ],
    )
    reason = TextAreaField(
        _l("Lý do"),
        [InputRequired(_l("Bạn ghi lý do.")), Length(max=1000)],
        description=_l("Huỷ thì không gian đọc nguyên văn trong thư. Giữ lại thì lý do chỉ lưu ở Trung tâm."),
        render_kw={"rows": 3},
    )
    fingerprint = HiddenField()


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
