"""A venue's terms, what breaks them and what is left of quotas, in the reader's language: on pages and in letters."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import format_decimal, get_locale, gettext
from flask_babel import lazy_gettext as _l

from app.core.text import Bilingual
from app.venues.models import Policy, Quota, QuotaMeasure, QuotaPeriod, Venue
from app.venues.terms import Breach, QuotaUse
from app.web.durations import time_words


def _(text: str, **values: Any) -> str:
    return str(gettext(text, **values))


# What is so, said to nobody in particular; `messages` says the same to whoever is refused, with what helps.
BREACHES: Mapping[str, Any] = {
    "booking.not_member": _l("Không gian không phải thành viên Mạng lưới"),
    "booking.members_closed": _l("%(where)s không nhận yêu cầu của thành viên"),
    "booking.associate": _l("%(where)s không nhận yêu cầu của thành viên liên kết"),
    "booking.public_bodies_closed": _l("%(where)s không nhận yêu cầu của đơn vị nhà nước ngoài Mạng lưới"),
    "booking.notice_short": _l("%(where)s cần đặt trước %(time)s; lúc gửi, sớm nhất là %(earliest)s"),
    "booking.notice_long": _l("%(where)s nhận đặt trước nhiều nhất %(days)s ngày; lúc gửi, muộn nhất là %(latest)s"),
    "booking.length_short": _l("Ở %(where)s phần mở cửa dài ít nhất %(hours)s giờ"),
    "booking.length_long": _l("Ở %(where)s phần mở cửa dài nhiều nhất %(hours)s giờ"),
    "booking.quota_hours": _l("Quá hạn mức ở %(where)s, %(first)s đến %(last)s: %(after)s giờ, được %(amount)s giờ"),
    "booking.quota_bookings": _l("Quá hạn mức ở %(where)s, %(first)s đến %(last)s: %(after)s lượt, được %(amount)s lượt"),
    "booking.quota_all_hours": _l("Quá hạn mức chung mọi nơi, %(first)s đến %(last)s: %(after)s giờ, được %(amount)s giờ"),
    "booking.quota_all_bookings": _l("Quá hạn mức chung mọi nơi, %(first)s đến %(last)s: %(after)s lượt, được %(amount)s lượt"),
}  # fmt: skip
POLICIES: Mapping[str, Any] = {
    Policy.INSTANT: _l("Còn trống thì được xác nhận ngay."),
    Policy.HOLD: _l("Chỗ được giữ trong lúc Trung tâm xem xét."),
    Policy.COMPETE: _l("Nhiều nơi có thể cùng xin một khung giờ, Trung tâm chọn."),
}


def breach_line(stored: Mapping[str, Any]) -> str:
    """One of a booking's `breaches`."""
    breach = Breach.of(stored)
    return str(BREACHES[breach.code]) % {name: _said(one) for name, one in breach.words.items()}


def _said(item: Any) -> str:
    match item:
        case Bilingual():
            return item.read_in(_language())
        case timedelta():
            return time_words(item)
        case float():
            return str(format_decimal(item))
        case _:
            return str(item)


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale is not None else "vi"


def quota_line(use: QuotaUse) -> str:
    """Tuần 07/12–13/12/2026 ở Nhà kính: 6/8 giờ."""
    values = {
        "when": _period(use.period, use.first, use.last),
        "where": use.where.read_in(_language()) if use.where else "",
        "after": _said(use.after),
        "amount": str(use.amount),
    }
    if use.measure == QuotaMeasure.HOURS:
        if use.where is None:
            return _("%(when)s, mọi nơi: %(after)s/%(amount)s giờ", **values)
        return _("%(when)s, %(where)s: %(after)s/%(amount)s giờ", **values)
    if use.where is None:
        return _("%(when)s, mọi nơi: %(after)s/%(amount)s lượt", **values)
    return _("%(when)s, %(where)s: %(after)s/%(amount)s lượt", **values)


def _period(period: str, first: date, last: date) -> str:
    match period:
        case QuotaPeriod.WEEK:
            return _("tuần %(first)s–%(last)s", first=f"{first:%d/%m}", last=f"{last:%d/%m/%Y}")
        case QuotaPeriod.MONTH:
            return _("tháng %(month)s", month=f"{first:%m/%Y}")
        case _:
            return _("năm %(year)s", year=first.year)


def term_lines(venue: Venue, quotas: Iterable[Quota]) -> list[str]:
    """What somebody should know before asking for this venue, one sentence each."""
    lines = [str(POLICIES[venue.policy]), _who(venue), *_ahead(venue), *_lengths(venue), *_quotas(venue, quotas)]
    return [*lines, *_afterwards(venue), *_beyond(venue)]


def term_steps(venue: Venue, quotas: Iterable[Quota]) -> list[tuple[str, list[str]]]:
    """The same as a way: who may ask, for when, what happens to the request, and what holds afterwards."""
    times = [*_ahead(venue), *_lengths(venue), *_quotas(venue, quotas)]
    return [
        (_("Ai đặt được"), [_who(venue)]),
        (_("Chọn ngày giờ"), times or [_("Giờ nào còn trống trên bảng lịch cũng gửi được.")]),
        (_("Gửi yêu cầu"), [str(POLICIES[venue.policy]), *_beyond(venue)]),
        (_("Nhận trả lời"), [_("Trả lời tới qua thư; trang Đặt chỗ của bạn luôn ghi tình trạng mới nhất."), *_afterwards(venue)]),
    ]  # fmt: skip


def _ahead(venue: Venue) -> list[str]:
    lines = []
    if venue.notice_min_hours is not None:
        lines.append(
            _(
                "Đặt trước ít nhất %(time)s, tính đến lúc bắt đầu chuẩn bị.",
                time=time_words(timedelta(hours=venue.notice_min_hours)),
            )
        )
    if venue.notice_max_days is not None:
        lines.append(_("Đặt trước nhiều nhất %(days)s ngày.", days=venue.notice_max_days))
    return lines


def _quotas(venue: Venue, quotas: Iterable[Quota]) -> list[str]:
    return [_quota_term(quota) for quota in quotas if quota.venue_id in (None, venue.id, venue.whole_id)]


def _afterwards(venue: Venue) -> list[str]:
    lines = []
    if venue.cancel_until_hours is not None:
        lines.append(
            _(
                "Đã được xác nhận thì tự huỷ trước ít nhất %(time)s; sau đó bạn nhờ Trung tâm.",
                time=time_words(timedelta(hours=venue.cancel_until_hours)),
            )
        )
    if venue.change_until_hours is not None:
        lines.append(
            _(
                "Xin đổi giờ, đổi chỗ trước ít nhất %(time)s.",
                time=time_words(timedelta(hours=venue.change_until_hours)),
            )
        )
    return lines


def _beyond(venue: Venue) -> list[str]:
    if not venue.breaches_become_requests:
        return []
    return [_("Không theo đúng những điều trên vẫn gửi được; Trung tâm sẽ xem và trả lời.")]


def _who(venue: Venue) -> str:
    given = [
        words
        for allowed, words in (
            (venue.members_may_request, _("thành viên")),
            (venue.associates_may_request, _("thành viên liên kết")),
            (venue.public_bodies_may_request, _("đơn vị nhà nước")),
        )
        if allowed
    ]
    if not given:
        return _("Hiện chỉ Trung tâm sử dụng.")
    return _("Dành cho: %(who)s.", who=", ".join(given))


def _lengths(venue: Venue) -> Sequence[str]:
    least, most = _minutes(venue.length_min_minutes), _minutes(venue.length_max_minutes)
    if least is not None and most is not None:
        return [_("Phần mở cửa dài từ %(least)s đến %(most)s.", least=time_words(least), most=time_words(most))]
    if least is not None:
        return [_("Phần mở cửa dài ít nhất %(least)s.", least=time_words(least))]
    return [_("Phần mở cửa dài nhiều nhất %(most)s.", most=time_words(most))] if most is not None else []


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)


def _quota_term(quota: Quota) -> str:
    amount = quota.amount
    hours = quota.measure == QuotaMeasure.HOURS
    where = _("Tính chung mọi nơi: ") if quota.venue_id is None else ""
    match quota.period:
        case QuotaPeriod.WEEK:
            rest = (
                _("mỗi không gian nhiều nhất %(n)s giờ một tuần.", n=amount)
                if hours
                else _("mỗi không gian nhiều nhất %(n)s lượt một tuần.", n=amount)
            )
        case QuotaPeriod.MONTH:
            rest = (
                _("mỗi không gian nhiều nhất %(n)s giờ một tháng.", n=amount)
                if hours
                else _("mỗi không gian nhiều nhất %(n)s lượt một tháng.", n=amount)
            )
        case _:
            rest = (
                _("mỗi không gian nhiều nhất %(n)s giờ một năm.", n=amount)
                if hours
                else _("mỗi không gian nhiều nhất %(n)s lượt một năm.", n=amount)
            )
    return where + rest if where else rest[:1].upper() + rest[1:]
