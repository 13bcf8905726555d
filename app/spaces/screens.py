"""What a space says of itself in words, for its own people and for the Centre that approves a change."""

from collections.abc import Mapping
from datetime import time
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.core.diff import Piece, difference
from app.places.queries import ward
from app.spaces import points, words
from app.spaces.hours import DAY_END, Days, in_rows
from app.spaces.models import SpaceEdit
from app.spaces.rules import PRIVATE


class Line(NamedTuple):
    name: str
    label: Any
    text: str


class Difference(NamedTuple):
    """One field. Texts are told piece by piece; of all else what stood there, and what would."""

    name: str
    label: Any
    before: str
    after: str
    pieces: list[Piece]


TOLD_IN_PIECES = ("summary_vi", "summary_en", "description_vi", "description_en")


def differences(edit: SpaceEdit) -> list[Difference]:
    return [
        Difference(
            name,
            words.SAID_NAMES[name],
            before := said(name, edit.before[name]),
            after := said(name, edit.after[name]),
            difference(before, after) if name in TOLD_IN_PIECES and before and after else [],
        )
        for name in words.SAID_NAMES
        if name in edit.after
    ]


def lines_of(values: Mapping[str, Any]) -> list[Line]:
    """Everything that stands on its page, the empty ones too."""
    return [
        Line(name, words.SAID_NAMES[name], said(name, values[name]))
        for name in words.SAID_NAMES
        if name not in PRIVATE
    ]


def said(name: str, value: Any) -> str:
    """One field as people read it; empty for nothing."""
    names: dict[str, Mapping[Any, Any]] = {
        "kinds": words.KIND_NAMES,
        "fields": words.FIELD_NAMES,
        "welcomes": words.WELCOME_NAMES,
        "ownership": words.OWNERSHIP_NAMES,
        "exactness": words.EXACTNESS_NAMES,
    }
    if name in ("kinds", "fields", "welcomes"):
        return "; ".join(str(names[name].get(code, code)) for code in value)
    if name in names:
        return str(names[name].get(value, value))
    if name == "ward_code":
        here = ward(value) if value else None
        return here.full_name if here else _("Hoạt động trực tuyến")
    if name == "channels":
        return "\n".join(value[channel] for channel in value)
    if name == "point":
        return points.as_typed((float(value[0]), float(value[1]))) if value else ""
    if name == "step_free":
        return str(words.STEP_FREE_NAMES["unknown" if value is None else "yes" if value else "no"])
    if name == "hours":
        return _week(value)
    if name == "by_appointment":
        return str(_("Có") if value else _("Không"))
    return str(value or "")


def _week(rows: list[list[Any]]) -> str:
    week = [(day, time.fromisoformat(opens), time.fromisoformat(closes)) for day, opens, closes in rows]
    return "\n".join(day_words(days) for days in in_rows(week)) if week else ""


def day_words(days: Days) -> str:
    """Thứ Hai – Thứ Sáu: 9:00–17:00."""
    first, last = str(words.WEEKDAYS[days.first]), str(words.WEEKDAYS[days.last])
    name = _("Hằng ngày") if (days.first, days.last) == (0, 6) else first if first == last else f"{first} – {last}"
    return f"{name}: {', '.join(span_words(*span) for span in days.spans) or _('đóng cửa')}"


def span_words(opens: time, closes: time) -> str:
    end = "24:00" if closes >= DAY_END or closes == time.min else f"{closes:%H:%M}"
    return f"{opens:%H:%M}–{end}"
