"""Days and hours in the reader's words; what comes without a zone is told by the house's clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _

from app.core.clock import HOUSE_ZONE
from app.core.timespan import Timespan


def _local(value: datetime, zone: ZoneInfo | None) -> datetime:
    return value.astimezone(zone or HOUSE_ZONE)


def day(value: date | datetime | None, zone: ZoneInfo | None = None) -> str:
    """28/11/2026, in both languages: the network's own way of writing a day."""
    if value is None:
        return ""
    return f"{_local(value, zone) if isinstance(value, datetime) else value:%d/%m/%Y}"


def clock(value: datetime, zone: ZoneInfo | None = None) -> str:
    return f"{_local(value, zone):%H:%M}"


def moment(value: datetime | None, zone: ZoneInfo | None = None) -> str:
    return "" if value is None else f"{clock(value, zone)} {day(value, zone)}"


def weekday(value: date | datetime, zone: ZoneInfo | None = None) -> str:
    local = _local(value, zone) if isinstance(value, datetime) else value
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ Nhật"))
    return str(names[local.weekday()])


def month_name(value: date, language: str) -> str:
    """Tháng 11/2026, November 2026."""
    return f"Tháng {value.month}/{value.year}" if language == "vi" else str(format_date(value, "LLLL yyyy"))


def span(start: datetime, end: datetime, zone: ZoneInfo | None = None) -> str:
    """19:30–21:30, Thứ Bảy 28/11/2026; both days are named when the span leaves its day, and whole days have no hours."""
    whole = Timespan(start, end).whole_days(zone or HOUSE_ZONE)
    if whole:
        days = dict.fromkeys(f"{weekday(one)} {day(one)}" for one in whole)
        return str(_("%(days)s, cả ngày", days=" – ".join(days)))
    if _local(start, zone).date() == _local(end, zone).date():
        return f"{clock(start, zone)}–{clock(end, zone)}, {weekday(start, zone)} {day(start, zone)}"
    return f"{clock(start, zone)} {weekday(start, zone)} {day(start, zone)} – {clock(end, zone)} {weekday(end, zone)} {day(end, zone)}"
