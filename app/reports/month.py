"""One month as the Department reads it: words first, then the numbers beside the month before and a year ago. Names
nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.memberships.queries import ledgers
from app.memberships.rules import standings
from app.reports import counting, figures
from app.reports.counting import Crowd, Decided, Taken
from app.reports.figures import number
from app.reports.periods import Period
from app.reports.queries import Facts
from app.settings.queries import value


@dataclass(frozen=True)
class Month:
    period: Period
    members: int
    received: int
    decided: Decided
    taken: Taken
    crowd: Crowd


@dataclass(frozen=True)
class Line:
    """A number of the month, of the one before and of the same month a year ago; `unit` follows it."""

    part: str
    label: str
    numbers: tuple[Decimal | int | None, ...]
    unit: str = ""

    @property
    def shown(self) -> list[str]:
        return [f"{number(one)}{self.unit}" if one is not None else "–" for one in self.numbers]


@dataclass(frozen=True)
class Report:
    facts: Facts
    months: tuple[Month, Month, Month]
    at: datetime
    is_over: bool

    @property
    def period(self) -> Period:
        return self.months[0].period


def report(period: Period, now: datetime) -> Report:
    facts = Facts(period, now, more=(period.moved(-1), period.year_before))
    periods = (period, period.moved(-1), period.year_before)
    members = _members([min(one.last, facts.today) for one in periods])
    months = [
        Month(
            one,
            members[place],
            sum(one.holds(day) for day in facts.received),
            figures.decided_in(facts, one),
            figures.taken_in(facts, one),
            figures.crowd_in(facts, one),
        )
        for place, one in enumerate(periods)
    ]
    return Report(facts, (months[0], months[1], months[2]), now, period.span.end <= now)


def _members(days: list[date]) -> list[int]:
    """At the end of each of these days."""
    everybody, grace_days = ledgers().values(), value("membership.grace_days")
    found = [standings(events, sorted(set(days)), grace_days=grace_days) for events in everybody]
    place = {day: number for number, day in enumerate(sorted(set(days)))}
    return [sum(one[place[day]].is_member for one in found) for day in days]


def lines(made: Report) -> list[Line]:
    def line(part: str, label: str, read: Callable[[Month], Decimal | int | None], unit: str = "") -> Line:
        return Line(part, label, tuple(read(month) for month in made.months), unit)

    network, cases, places, people = _("Mạng lưới"), _("Hồ sơ"), _("Địa điểm"), _("Người tham dự")
    days, percent = f" {_('ngày')}", "%"
    return [
        line(network, _("Thành viên cuối tháng"), lambda one: one.members),
        line(cases, _("Hồ sơ nhận"), lambda one: one.received),
        line(cases, _("Quyết định"), lambda one: one.decided.count),
        line(cases, _("Thời gian ra quyết định, trung vị (ngày làm việc)"), lambda one: one.decided.median, days),
        line(cases, _("Quyết định đúng hẹn"), lambda one: one.decided.kept),
        line(places, _("Số lượt sử dụng"), lambda one: one.taken.uses),
        line(places, _("Giờ sử dụng"), lambda one: counting.hours(one.taken.used)),
        line(places, _("Tỷ lệ giờ có thể đặt"), lambda one: one.taken.share, percent),
        line(places, _("Đặt mà không đến"), lambda one: one.crowd.no_shows),
        line(people, _("Người đến, theo báo cáo"), lambda one: one.crowd.told),
        line(people, _("Người đến, ước tính nơi chưa báo cáo"), lambda one: one.crowd.estimated),
        line(people, _("Chương trình cho nhóm yếu thế"), lambda one: one.crowd.programmes),
        line(people, _("Người yếu thế đã đón"), lambda one: one.crowd.reached),
    ]


def sentences(made: Report) -> list[str]:
    """What the month was, in words."""
    now, before, year = made.months
    when = figures.name(made.period)
    said = [
        _("%(when)s, Mạng lưới có %(members)s thành viên, %(change)s.", when=when, members=now.members, change=_changed(now.members, before.members)),
        _("Trung tâm nhận %(received)s hồ sơ và báo %(count)s quyết định.", received=now.received, count=now.decided.count),
    ]  # fmt: skip
    if now.decided.count:
        said.append(
            _(
                "Một nửa số quyết định có trong vòng %(median)s ngày làm việc; %(kept)s trên %(count)s đúng hẹn.",
                median=number(now.decided.median), kept=now.decided.kept, count=now.decided.count,
            )
        )  # fmt: skip
    if now.taken.uses:
        said.append(
            _(
                "Các địa điểm đón %(uses)s lượt, %(change)s; dùng %(share)s%% số giờ có thể đặt (cùng tháng năm trước: %(year)s%%).",
                uses=now.taken.uses, change=_changed(now.taken.uses, before.taken.uses), share=number(now.taken.share), year=number(year.taken.share),
            )
        )  # fmt: skip
    else:
        said.append(_("Các địa điểm không có lượt nào."))
    if now.crowd.told or now.crowd.estimated:
        said.append(
            _(
                "Có %(told)s người đến theo báo cáo của các không gian; nơi chưa báo cáo ước tính thêm %(estimated)s người.",
                told=number(now.crowd.told), estimated=number(now.crowd.estimated),
            )
        )  # fmt: skip
    if now.crowd.programmes:
        said.append(
            _(
                "%(programmes)s chương trình dành cho nhóm yếu thế, đón %(reached)s người.",
                programmes=now.crowd.programmes, reached=number(now.crowd.reached),
            )
        )  # fmt: skip
    return [str(one) for one in said]


def _changed(now: int, before: int) -> str:
    if now == before:
        return str(_("bằng tháng trước"))
    if now > before:
        return str(_("nhiều hơn tháng trước %(count)s", count=number(now - before)))
    return str(_("ít hơn tháng trước %(count)s", count=number(before - now)))


def heads(made: Report) -> list[str]:
    return [figures.label(month.period) for month in made.months]


def parts(made: Report) -> list[tuple[str, list[Line]]]:
    found: dict[str, list[Line]] = {}
    for one in lines(made):
        found.setdefault(one.part, []).append(one)
    return list(found.items())


def table(made: Report) -> tuple[list[str], list[list[Any]]]:
    """For a spreadsheet."""
    columns = [_("Mục"), _("Chỉ tiêu"), *heads(made)]
    return columns, [[one.part, one.label, *one.numbers] for one in lines(made)]
