"""A month of public events as a sheet to print: entries in hand, the words of the paper out. Its language is the
one that is forced while it is made, and said to it besides."""

import calendar
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.core.ical import Entry, title
from app.core.text import one_line
from app.web.times import clock, day, month_name, weekday

REACH = 24  # months, to both sides
SHORT = 80


def months_from(today: date, first: date) -> int:
    return (first.year - today.year) * 12 + first.month - today.month


def last_day(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def sheet(
    entries: Iterable[Entry], first: date, *, language: str, place: str, issuer: str, address: str, today: date
) -> dict[str, Any]:
    """`place` heads the sheet, and is not said again at each event; `address` is where the latest stands."""
    last = last_day(first)
    shown = [entry for entry in entries if entry.first_on <= last and entry.last_on >= first]
    evenings = [entry for entry in shown if not _is_long(entry)]
    days: list[dict[str, Any] | None] = [None] * first.weekday()
    for number in range(1, last.day + 1):
        one = first.replace(day=number)
        events = [_brief(entry, place) for entry in evenings if max(entry.first_on, first) == one]
        days.append({"number": str(number), "sunday": one.weekday() == calendar.SUNDAY, "events": events})
    days += [None] * (-len(days) % 7)
    return {
        "language": language,
        "title": month_name(first, language),
        "place": _visible(place),
        "issuer": _visible(issuer),
        "footer": _("In từ lịch ngày %(day)s. Lịch mới nhất: %(address)s", day=day(today), address=address),
        "weekdays": [weekday(date(2024, 1, 1) + timedelta(days=n)) for n in range(7)],  # a Monday
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
        "long": [_long(entry, place) for entry in shown if _is_long(entry)],
        "more": _("và {n} sự kiện nữa ở trang sau"),
        "empty": "" if shown else _("Chưa có sự kiện nào được công bố cho tháng này."),
        "shortened": any(len(_title(entry)) > SHORT for entry in shown),
        "list": {
            "title": _("Tất cả sự kiện của tháng"),
            "columns": [_("Ngày"), _("Giờ"), _("Tên sự kiện"), _("Nơi diễn ra")],
            "lines": [list(_line(entry)) for entry in shown],
        },
    }


def _is_long(entry: Entry) -> bool:
    return entry.all_day and entry.last_on > entry.first_on


def _title(entry: Entry) -> str:
    return _visible(title(entry)) or "…"


def _visible(words: str) -> str:
    """A sign without a shape has no glyph of its own, and a PDF would read it out at every space."""
    return one_line("".join(sign for sign in words if unicodedata.category(sign) != "Cf"))


def _shortened(words: str) -> str:
    if len(words) <= SHORT:
        return words
    start = words[: SHORT - 1]
    return start[: max(start.rfind(" "), SHORT - 20)].rstrip() + "…"


def _places(entry: Entry) -> str:
    return ", ".join(_visible(name) for name in entry.categories) or _visible(entry.location)


def _elsewhere(entry: Entry, place: str) -> str:
    where = _places(entry)
    return "" if where == _visible(place) else where


def _hours(entry: Entry) -> tuple[str, str]:
    zone = ZoneInfo(entry.zone)
    return clock(entry.starts_at, zone), clock(entry.ends_at, zone)


def _brief(entry: Entry, place: str) -> dict[str, str]:
    at = _("Cả ngày") if entry.all_day else _hours(entry)[0]
    return {"at": at, "short": _shortened(_title(entry)), "place": _elsewhere(entry, place)}


def _span(entry: Entry) -> str:
    return f"{entry.first_on:%d/%m}–{entry.last_on:%d/%m}"


def _long(entry: Entry, place: str) -> dict[str, str]:
    return {"days": _span(entry), "title": _shortened(_title(entry)), "place": _elsewhere(entry, place)}


def _line(entry: Entry) -> Iterator[str]:
    yield _span(entry) if _is_long(entry) else f"{weekday(entry.first_on)} {day(entry.first_on)}"
    yield _("Cả ngày") if entry.all_day else "–".join(_hours(entry))
    yield _title(entry)
    yield _places(entry)
