from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField, URLField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.bookings.models import ActivityKind, Booking
from app.bookings.words import ACTIVITY_KINDS
from app.core.errors import DomainError
from app.core.timespan import Timespan
from app.events import publishing
from app.events.models import Event, EventDate, EventPhoto, Whereabouts
from app.events.publishing import Words
from app.files.forms import PhotoForm
from app.spaces.rules import normal_link
from app.spaces.words import FIELD_NAMES
from app.web.errors import say
from app.web.fields import ClockField, DayField
from app.web.forms import BaseForm
from app.web.times import span as in_words

NAMES = (*publishing.LINES, *publishing.TEXTS, "kind", "fields", "registration_url", "online_url")


class Checkboxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _choices(names: Any) -> list[tuple[str, Any]]:
    return [(str(code), name) for code, name in names.items()]


def _text(label: Any, longest: int, *, rows: int, **kwargs: Any) -> TextAreaField:
    return TextAreaField(label, [Length(max=longest)], render_kw={"rows": rows}, **kwargs)


class EventForm(BaseForm):
    """What a page says, and where its dates are bookings, which of them. `where` is of `Whereabouts`."""

    version = HiddenField()
    title_vi = StringField(_l("Tên sự kiện"), [DataRequired(), Length(max=publishing.TITLE_MAX)])
    title_en = StringField(_l("Tên sự kiện bằng tiếng Anh"), [Length(max=publishing.TITLE_MAX)])
    text_vi = _text(_l("Giới thiệu"), publishing.TEXT_MAX, rows=8)
    text_en = _text(_l("Giới thiệu bằng tiếng Anh"), publishing.TEXT_MAX, rows=8)
    kind = SelectField(_l("Loại hoạt động"), choices=_choices(ACTIVITY_KINDS), default=str(ActivityKind.OTHER))
    fields = Checkboxes(_l("Lĩnh vực"))
    price_vi = StringField(
        _l("Vé và giá"),
        [Length(max=publishing.PRICE_MAX)],
        description=_l("Ví dụ: Vào cửa tự do; 50.000 đồng, học sinh 20.000 đồng."),
    )
    price_en = StringField(_l("Vé và giá bằng tiếng Anh"), [Length(max=publishing.PRICE_MAX)])
    access_vi = _text(
        _l("Cho người khuyết tật"),
        publishing.ACCESS_MAX,
        rows=3,
        description=_l("Ví dụ: có lối xe lăn, có phiên dịch ngôn ngữ ký hiệu, có chỗ ngồi riêng."),
    )
    access_en = _text(_l("Cho người khuyết tật, bằng tiếng Anh"), publishing.ACCESS_MAX, rows=3)
    licence_vi = _text(
        _l("Thông báo, giấy phép"),
        publishing.LICENCE_MAX,
        rows=2,
        description=_l("Nếu có: cơ quan cấp và số văn bản. Hiện trên trang."),
    )
    licence_en = _text(_l("Thông báo, giấy phép, bằng tiếng Anh"), publishing.LICENCE_MAX, rows=2)
    registration_url = URLField(
        _l("Trang đăng ký"),
        [Length(max=publishing.LINK_MAX)],
        description=_l("Để trống nếu ai cũng đến được mà không cần đăng ký."),
    )
    online_url = URLField(_l("Đường dẫn xem trực tuyến"), [Length(max=publishing.LINK_MAX)])
    dates = Checkboxes(_l("Những buổi có trên trang này"))

    def __init__(self, event: Event | None = None, *, where: str, prefill: dict[str, Any] | None = None) -> None:
        super().__init__(data=_data_of(event) if event else prefill)
        self.where = where
        self.fields.choices = FIELD_NAMES.offered(event.fields if event else ())
        self.dates.choices = []

    def offer_dates(self, bookings: Iterable[Booking], chosen: Iterable[str]) -> None:
        """Which bookings may be its dates; all of `chosen` are ticked until somebody says otherwise."""
        self.dates.choices = [
            (one.public_id, in_words(one.public_starts_at, one.public_ends_at, one.venues[0].zone))
            for one in bookings
        ]
        if not self.filled:
            self.dates.data = list(chosen)

    def validate_dates(self, field: Checkboxes) -> None:
        if self.where == Whereabouts.VENUE and field.choices and not field.data:
            raise ValidationError(_("Hãy chọn ít nhất một buổi."))

    def _check_link(self, field: StringField) -> None:
        try:
            if field.data:
                normal_link(field.data)
        except (ValueError, UnicodeError):
            raise ValidationError(say(DomainError("event.bad_link"))) from None

    def validate_registration_url(self, field: StringField) -> None:
        self._check_link(field)

    def validate_online_url(self, field: StringField) -> None:
        self._check_link(field)
        if self.where == Whereabouts.ONLINE and not field.data:
            raise ValidationError(say(DomainError("event.no_online_link")))

    def words(self) -> Words:
        given = {name: self[name].data for name in NAMES}
        return Words(**given | {"fields": self.fields.data or []})

    @property
    def version_seen(self) -> int:
        text = str(self.version.data)
        return int(text[:12]) if text.isascii() and text.isdigit() else -1


def _data_of(event: Event) -> dict[str, Any]:
    return {"version": event.version, **{name: getattr(event, name) for name in NAMES}}


class DatesForm(BaseForm):
    """Dates at one's own place: one, or one a week."""

    day = DayField(_l("Ngày"), [InputRequired()])
    starts = ClockField(_l("Bắt đầu"), [InputRequired()], example="19:30")
    ends = ClockField(_l("Kết thúc"), [InputRequired()], example="21:30")
    until = DayField(_l("Đến ngày"), [Optional()], description=_l("Chỉ khi kéo dài nhiều ngày, như một triển lãm."))
    weeks = IntegerField(
        _l("Lặp lại hằng tuần, mấy tuần"),
        [Optional(), NumberRange(1, publishing.DATES_MAX)],
        description=_l("Cùng thứ, cùng giờ. Để trống nếu chỉ có một buổi."),
    )

    def spans(self, now: datetime) -> list[Timespan]:
        """Raises what is wrong with them."""
        return publishing.own_dates(
            self.day.data,
            self.starts.data,
            self.ends.data,
            until=self.until.data,
            weeks=self.weeks.data or 1,
            now=now,
        )


class NewOwnEventForm(EventForm, DatesForm):
    """A page with its first dates."""


class DateForm(BaseForm):
    day = DayField(_l("Ngày"), [InputRequired()])
    starts = ClockField(_l("Bắt đầu"), [InputRequired()], example="19:30")
    ends = ClockField(_l("Kết thúc"), [InputRequired()], example="21:30")
    until = DayField(_l("Đến ngày"), [Optional()], description=_l("Chỉ khi kéo dài nhiều ngày, như một triển lãm."))

    def __init__(self, one: EventDate | None = None, *, zone: Any = None) -> None:
        super().__init__(data=_times_of(one, zone) if one is not None and one.starts_at and one.ends_at else None)

    def span(self, now: datetime) -> Timespan:
        (only,) = publishing.own_dates(
            self.day.data, self.starts.data, self.ends.data, until=self.until.data, now=now
        )
        return only


def _times_of(one: EventDate, zone: Any) -> dict[str, Any]:
    assert one.starts_at is not None
    assert one.ends_at is not None
    start, end = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    overnight = end.time() <= start.time() and (end.date() - start.date()).days == 1
    return {
        "day": start.date(),
        "starts": start.time(),
        "ends": end.time(),
        "until": None if end.date() == start.date() or overnight else end.date(),
    }


class PictureForm(PhotoForm):
    """Of a page that has one already the words can be mended without another."""

    photo = FileField(
        _l("Ảnh"),
        description=PhotoForm.photo.kwargs["description"],
        render_kw=PhotoForm.photo.kwargs["render_kw"],
    )

    def __init__(self, there: EventPhoto | None) -> None:
        super().__init__(obj=there)
        self.there = there is not None

    def validate_photo(self, field: FileField) -> None:
        if not field.data and not self.there:
            raise ValidationError(_("Bạn chưa chọn ảnh."))


class ActForm(BaseForm):
    """A button that acts on the page as somebody saw it."""

    version = HiddenField()

    @property
    def version_seen(self) -> int:
        text = str(self.version.data)
        return int(text[:12]) if text.isascii() and text.isdigit() else -1


class ReasonForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do"),
        [
            DataRequired(_l("Bạn chưa ghi lý do. Nhóm của không gian đọc nguyên văn.")),
            Length(max=publishing.REASON_MAX),
        ],
        description=_l("Nhóm của không gian đọc nguyên văn."),
        render_kw={"rows": 3},
    )
