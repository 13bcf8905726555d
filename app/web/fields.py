"""Days and times as people here type them. One reading for every form."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, TimeField
from wtforms.widgets import TextInput

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H", "%H%M"]
YEARS = range(2000, 2101)  # further off is a slip of the finger, and the ends of the calendar cannot be converted


def read_day(text: str | None) -> date | None:
    """A day of an address or a form, as browsers send it or as people here write it."""
    for pattern in DAY_FORMATS:
        try:
            day = datetime.strptime((text or "").strip(), pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
        return day if day.year in YEARS else None
    return None


def read_clock(text: str | None) -> time | None:
    """A time of day of an address or a form, as people here write it."""
    for pattern in TIME_FORMATS:
        try:
            return datetime.strptime((text or "").strip(), pattern).time()  # noqa: DTZ007
        except ValueError:
            continue
    return None


class DayField(DateField):  # type: ignore[misc]
    """Also reads 28/11/2026, which old browsers and people without the picker type."""

    data: Any

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=DAY_FORMATS, **kwargs)

    def process_formdata(self, valuelist: Any) -> None:
        if not valuelist:
            return
        self.data = read_day(" ".join(valuelist))
        if self.data is None:
            raise ValueError(_("Ngày chưa đúng, ví dụ: 28/11/2026."))


class ClockField(TimeField):  # type: ignore[misc]
    """Typed, not picked: browsers set to English would show AM and PM. Reads 19:30, 19h30, 1930, 19."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, *, example: str = "", **kwargs: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off"} | ({"placeholder": example} if example else {})
        super().__init__(label, validators, format=TIME_FORMATS, render_kw=attributes, **kwargs)
