"""A week of hours as a form: seven days with up to three spans each."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from app.core.errors import DomainError
from app.web.fields import ClockField
from app.web.forms import BaseForm

Span = tuple[int, time, time]  # weekday (0 = Monday), opens, closes


class WeekForm(BaseForm):
    """A day's faults stand at its first field, `day_0` to `day_6`."""

    incomplete = ""  # the code of the error where only one end of a span is given

    def cells(self, weekday: int) -> list[Any]:
        return [self[name] for name in _cell_names(weekday)]

    def read_spans(self) -> list[Span]:
        """Raises `incomplete`."""
        return [
            (weekday, *span)
            for weekday in range(7)
            for span in pairs([cell.data for cell in self.cells(weekday)], f"day_{weekday}", self.incomplete)
        ]

    def show_spans(self, spans: Iterable[Span]) -> None:
        week = sorted(spans)
        for weekday in range(7):
            times = [moment for day, *span in week if day == weekday for moment in span]
            for cell, moment in zip(self.cells(weekday), times, strict=False):
                cell.data = moment


class ClosingField(ClockField):
    """24:00 is midnight, as people say it."""

    def process_formdata(self, valuelist: Any) -> None:
        typed = " ".join(valuelist).strip().lower()
        super().process_formdata(["00:00"] if typed in {"24", "24h", "24:00", "24h00", "2400"} else valuelist)


def pairs(times: Sequence[time | None], field: str, incomplete: str) -> list[tuple[time, time]]:
    spans = []
    for opens, closes in zip(times[::2], times[1::2], strict=True):
        if (opens is None) != (closes is None):
            raise DomainError(incomplete, field=field)
        if opens is not None and closes is not None:
            spans.append((opens, closes))
    return spans


def _cell_names(weekday: int) -> list[str]:
    return [
        f"day_{weekday}", f"closes_{weekday}",
        *(f"{name}_{weekday}" for nth in ("second", "third") for name in (nth, f"{nth}_closes")),
    ]  # fmt: skip


for _weekday in range(7):
    for _place, _name in enumerate(_cell_names(_weekday)):
        _label = _l("Đến") if _place % 2 else _l("Mở từ") if _place == 0 else _l("Mở lại từ")
        setattr(WeekForm, _name, (ClosingField if _place % 2 else ClockField)(_label, [Optional()]))
