"""Weeks, seasons and days that differ."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextInput

from app.venues import rules
from app.venues.models import BookableHours, Season, Venue
from app.venues.service import week_seen
from app.web.fields import ClockField, DayField
from app.web.forms import BaseForm
from app.web.week import WeekForm as WeekCells
from app.web.week import pairs

SURE = "sure"
INCOMPLETE = "venue.hours_incomplete"


class RemoveHoursForm(BaseForm):
    """`sure` as in the forms below."""

    sure = HiddenField()


class WeekForm(WeekCells):
    """`sure` names the bookings of which the reader was told that they would stand outside."""

    incomplete = INCOMPLETE
    was = HiddenField()
    sure = HiddenField()

    def show(self, hours: Sequence[BookableHours], season_id: int | None) -> None:
        self.show_spans(
            (weekday, *span) for weekday in range(7) for span in rules.hours_of_weekday(hours, weekday, season_id)
        )


class YearForm(WeekForm):
    keeps_days_off = BooleanField(_l("Không nhận đặt chỗ vào ngày nghỉ lễ"))

    def show_venue(self, venue: Venue, hours: Sequence[BookableHours]) -> None:
        self.was.data, self.keeps_days_off.data = week_seen(venue), venue.keeps_days_off
        self.show(hours, None)


class DayOfYearField(Field):
    """A day of every year, written 1/5 and kept as 501."""

    widget = TextInput()
    data: int | None

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        attributes = {"autocomplete": "off", "class": "control-short", "placeholder": "1/5"}
        super().__init__(label, validators, render_kw=attributes, **kwargs)

    def process_formdata(self, valuelist: Any) -> None:
        day, _slash, month = "".join(valuelist).strip().replace("-", "/").replace(".", "/").partition("/")
        self.data = None
        if all(part.isascii() and part.isdigit() and len(part) < 3 for part in (day, month)):
            self.data = int(month) * 100 + int(day)
        if self.data is None or not rules.is_day_of_year(self.data):
            raise ValueError(_("Hãy điền ngày và tháng, ví dụ: 1/5."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data % 100}/{self.data // 100}"


class SeasonForm(BaseForm):
    name_vi = StringField(_l("Tên mùa"), [InputRequired(), Length(max=80)])
    name_en = StringField(_l("Tên mùa, tiếng Anh"), [Optional(), Length(max=80)])
    first_day = DayOfYearField(_l("Từ ngày"), [InputRequired()])
    last_day = DayOfYearField(
        _l("Đến hết ngày"),
        [InputRequired()],
        description=_l("Lặp lại mỗi năm. Mùa kéo qua Tết dương lịch thì điền ví dụ từ 1/11 đến 28/2."),
    )

    def read_season(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("name_vi", "name_en", "first_day", "last_day")}


class SeasonWeekForm(SeasonForm, WeekForm):
    def show_season(self, venue: Venue, season: Season, hours: Sequence[BookableHours]) -> None:
        self.was.data = week_seen(venue, season)
        for name in ("name_vi", "name_en", "first_day", "last_day"):
            self[name].data = getattr(season, name)
        self.show(hours, season.id)


class ExceptionForm(BaseForm):
    """A day that differs, with up to three spans, or with none."""

    CELLS = ("opens", "closes", "second", "second_closes", "third", "third_closes")

    sure = HiddenField()
    day = DayField(_l("Ngày"), [InputRequired()])
    opens = ClockField(_l("Mở từ"), [Optional()])
    closes = ClockField(_l("Đến"), [Optional()])
    second = ClockField(_l("Mở lại từ"), [Optional()])
    second_closes = ClockField(_l("Đến"), [Optional()])
    third = ClockField(_l("Mở lại từ"), [Optional()])
    third_closes = ClockField(_l("Đến"), [Optional()])
    note_vi = StringField(_l("Lý do"), [Optional(), Length(max=200)])
    note_en = StringField(_l("Lý do bằng tiếng Anh"), [Optional(), Length(max=200)])

    def cells(self) -> list[Any]:
        return [self[name] for name in self.CELLS]

    def read_spans(self) -> list[tuple[time, time]]:
        return pairs([cell.data for cell in self.cells()], "opens", INCOMPLETE)
