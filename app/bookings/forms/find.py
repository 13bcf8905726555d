"""What somebody looks for, sent by GET so that an answer has an address."""

from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from app.bookings.finder import Wish
from app.bookings.rules import A_DAY, FURTHEST_AHEAD, LAST_MINUTE
from app.bookings.words import ACTIVITY_KINDS
from app.core import clock
from app.venues.models import Layout
from app.venues.terms import Who
from app.venues.words import LAYOUT_NAMES
from app.web.fields import ClockField, DayField
from app.web.forms import BaseForm

DAYS_AT_ONCE = 14
LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480, 600)  # minutes


def _said(minutes: int) -> Any:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _l("%(minutes)s phút", minutes=rest)
    return (
        _l("%(hours)s giờ %(minutes)s phút", hours=hours, minutes=rest) if rest else _l("%(hours)s giờ", hours=hours)
    )


class FindForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    activity_kind = SelectField(
        _l("Loại hoạt động"),
        choices=[("", _l("Loại nào cũng được")), *((str(kind), name) for kind, name in ACTIVITY_KINDS.items())],
        default="",
    )
    people = IntegerField(_l("Số người dự kiến"), [Optional(), NumberRange(min=1, max=100_000)])
    layout = SelectField(_l("Cách bày chỗ"), default="")
    day = DayField(_l("Ngày"), [InputRequired()])
    last_day = DayField(_l("Đến hết ngày"), [Optional()])
    starts_at = ClockField(_l("Từ giờ"), [Optional()], example="19:00")
    ends_at = ClockField(_l("Đến giờ"), [Optional()], example="21:00")
    length = SelectField(
        _l("Kéo dài"),
        choices=[("", _l("Đúng từ giờ đến giờ")), *((str(one), _said(one)) for one in LENGTHS)],
        default="",
    )
    where = SelectField(
        _l("Trong nhà hay ngoài trời"),
        choices=[("", _l("Chỗ nào cũng được")), ("indoor", _l("Trong nhà")), ("outdoor", _l("Ngoài trời"))],
        default="",
    )
    step_free = BooleanField(_l("Đi vào không có bậc thềm"))

    def offer(self, layouts: Mapping[int, Collection[str]]) -> None:
        known = {way for ways in layouts.values() for way in ways}
        self.layout.choices = [
            ("", _l("Cách nào cũng được")),
            *((str(one), LAYOUT_NAMES[one]) for one in Layout if one in known),
        ]

    def validate_day(self, field: DayField) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(_("Ngày này đã qua."))
        if field.data and field.data > clock.today() + FURTHEST_AHEAD:
            raise ValidationError(
                _("Hiện chỉ nhận đặt chỗ trước nhiều nhất %(months)s tháng.", months=FURTHEST_AHEAD.days // 30)
            )

    def validate_last_day(self, field: DayField) -> None:
        if self.day.data is None or field.data is None:
            return
        if field.data < self.day.data:
            raise ValidationError(_("Ngày cuối phải sau ngày đầu."))
        if field.data - self.day.data >= DAYS_AT_ONCE * A_DAY:
            raise ValidationError(_("Mỗi lần tìm nhiều nhất %(days)s ngày.", days=DAYS_AT_ONCE))

    def validate_ends_at(self, field: ClockField) -> None:
        if self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("Giờ kết thúc phải sau giờ bắt đầu."))

    def validate_length(self, field: SelectField) -> None:
        if self.starts_at.errors or self.ends_at.errors:
            return
        if not field.data and not (self.starts_at.data and self.ends_at.data):
            raise ValidationError(_("Bạn điền cả hai giờ, hoặc chọn kéo dài bao lâu."))
        if self._length() > _apart(self.starts_at.data or time(), self.ends_at.data or LAST_MINUTE):
            raise ValidationError(_("Từ giờ này đến giờ kia ngắn hơn thời gian bạn cần."))

    def _length(self) -> timedelta:
        return timedelta(minutes=int(self.length.data)) if self.length.data in map(str, LENGTHS) else timedelta()

    def wish_of(self, who: Who | None) -> Wish:
        """Of a form that validated."""
        first: date = self.day.data
        last: date = self.last_day.data or first
        earliest, latest = self.starts_at.data or time(), self.ends_at.data or LAST_MINUTE
        return Wish(
            days=tuple(first + timedelta(days=one) for one in range((last - first).days + 1)),
            earliest=earliest,
            latest=latest,
            length=self._length() or _apart(earliest, latest),
            people=self.people.data,
            layout=self.layout.data or "",
            outdoor={"indoor": False, "outdoor": True}.get(self.where.data),
            step_free=bool(self.step_free.data),
            who=who,
        )


def _apart(one: time, other: time) -> timedelta:
    return timedelta(hours=other.hour - one.hour, minutes=other.minute - one.minute)
