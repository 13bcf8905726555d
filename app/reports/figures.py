"""The Centre's figures in words: each is a sentence, a table, and a chart of exactly that table."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from app.bookings.words import ACTIVITY_KINDS
from app.charts.figures import BARS_DRAWN, Figure, Shape
from app.core.text import pick, sort_key
from app.reports import counting
from app.reports.counting import Crowd, Decided, Taken
from app.reports.periods import Grain, Period
from app.reports.queries import Facts
from app.web.times import month_name

OF_REGISTER = ("members", "fields", "wards")


def language() -> str:
    """Of what is being made, which a file may be asked for in another than the page's."""
    return str(get_locale() or "vi")


def label(period: Period) -> str:
    """11/2026, Q4/2026, 2026: beneath a column."""
    if period.grain == Grain.YEAR:
        return period.key
    return f"{period.first:%m/%Y}" if period.grain == Grain.MONTH else f"Q{period.quarter}/{period.first.year}"


def name(period: Period) -> str:
    """Tháng 11/2026, Quý 4/2026, Năm 2026."""
    if period.grain == Grain.MONTH:
        return month_name(period.first, language())
    if period.grain == Grain.QUARTER:
        return str(_("Quý %(quarter)s/%(year)s", quarter=period.quarter, year=period.first.year))
    return str(_("Năm %(year)s", year=period.first.year))


def name_within(period: Period) -> str:
    """In the middle of a sentence: tháng 11/2026."""
    said = name(period)
    return said[:1].lower() + said[1:] if language() == "vi" else said


def number(value: Decimal | int | None) -> str:
    return "–" if value is None else str(format_decimal(value))


def decided_in(facts: Facts, period: Period) -> Decided:
    return counting.decided(case for case in facts.cases if period.holds(case.decided_on))


def crowd_in(facts: Facts, period: Period) -> Crowd:
    return counting.crowd((use for use in facts.uses if period.holds(use.begun_on)), facts.now)


def taken_in(facts: Facts, period: Period) -> Taken:
    begun = sum(period.holds(use.begun_on) and not use.no_show for use in facts.uses)
    return counting.together((taken_at(facts, venue.id, period) for venue in facts.venues), begun)


def taken_at(facts: Facts, venue_id: int, period: Period) -> Taken:
    return counting.taken(facts.uses, venue_id, facts.opening, period)


def decisions(facts: Facts) -> Figure:
    found = [(period, decided_in(facts, period)) for period in facts.periods]
    last = found[-1][1]
    return _by_period(
        "decisions",
        _("Thời gian ra quyết định"),
        _(
            "%(period)s: %(count)s hồ sơ có quyết định, một nửa trong vòng %(median)s ngày làm việc.",
            period=name(facts.period), count=last.count, median=number(last.median),
        )
        if last.count
        else _("%(period)s: chưa có hồ sơ nào được quyết định.", period=name(facts.period)),
        [_("Quyết định"), _("Trung vị"), _("Một phần tư đầu"), _("Ba phần tư"), _("Chờ bổ sung")],
        [(period, [one.count, one.median, one.low, one.high, one.waited]) for period, one in found],
        drawn=(2,),
        note=_("Tính bằng ngày làm việc, từ ngày nhận đến ngày báo quyết định. Những ngày chờ bên nộp bổ sung đứng ở cột riêng, cộng của mọi hồ sơ, không tính vào thời gian của Trung tâm."),
    )  # fmt: skip


def promises(facts: Facts) -> Figure:
    found = [(period, decided_in(facts, period)) for period in facts.periods]
    last = found[-1][1]
    share = counting.percent(last.kept, last.count)
    return _by_period(
        "promises",
        _("Đúng hẹn với bên nộp"),
        _(
            "%(period)s: %(kept)s trên %(count)s quyết định đúng hẹn (%(share)s%%).",
            period=name(facts.period), kept=last.kept, count=last.count, share=number(share),
        )
        if last.count
        else _("%(period)s: chưa có hồ sơ nào được quyết định.", period=name(facts.period)),
        [_("Đúng hẹn"), _("Trễ hẹn"), _("Tỷ lệ đúng hẹn (%)")],
        [(p, [one.kept, one.late, counting.percent(one.kept, one.count) if one.count else None]) for p, one in found],
        drawn=(1, 2),
        note=_("Ngày hẹn là ngày ghi trên giấy tiếp nhận, dời theo những ngày chờ bổ sung."),
    )  # fmt: skip


def use_of_venues(facts: Facts) -> Figure:
    found = [(period, taken_in(facts, period)) for period in facts.periods]
    last = found[-1][1]
    return _by_period(
        "use",
        _("Giờ sử dụng địa điểm"),
        _(
            "%(period)s: %(uses)s lượt, %(used)s giờ trên %(bookable)s giờ có thể đặt (%(share)s%%).",
            period=name(facts.period), uses=last.uses, used=number(counting.hours(last.used)),
            bookable=number(counting.hours(last.bookable)), share=number(last.share),
        ),
        [_("Giờ sử dụng"), _("Giờ có thể đặt"), _("Tỷ lệ (%)"), _("Số lượt")],
        [(p, [counting.hours(one.used), counting.hours(one.bookable), one.share, one.uses]) for p, one in found],
        drawn=(1,),
        note=_("Giờ sử dụng là phần diễn ra trong giờ có thể đặt của địa điểm; lắp đặt, tháo dỡ, đêm và lượt không đến không tính. Giờ có thể đặt theo giờ đang ghi hôm nay, trừ những lúc đóng cửa tạm thời. Kỳ chưa hết thì tính đến bây giờ."),
    )  # fmt: skip


def venues(facts: Facts) -> Figure:
    found = [(pick(venue, "name", language()), taken_at(facts, venue.id, facts.period)) for venue in facts.venues]
    found.sort(key=lambda row: (-row[1].share, sort_key(row[0])))
    rows: list[list[Any]] = [
        [title, one.share, counting.hours(one.used), counting.hours(one.bookable), one.uses] for title, one in found
    ]
    return _ranked(
        "venues",
        _("Theo địa điểm"),
        _("%(period)s: dùng nhiều nhất là %(name)s, %(share)s%% số giờ có thể đặt.", period=name(facts.period), name=rows[0][0], share=number(rows[0][1]))
        if rows and rows[0][1]
        else _("%(period)s: chưa có giờ nào được sử dụng.", period=name(facts.period)),
        [_("Địa điểm"), _("Tỷ lệ (%)"), _("Giờ sử dụng"), _("Giờ có thể đặt"), _("Số lượt")],
        rows,
        _("Một địa điểm đang dùng dù chỉ một phần vẫn tính là đang dùng; hai lượt cùng lúc ở hai phần của nó tính một lần."),
    )  # fmt: skip


def venue_shares(facts: Facts) -> Figure:
    """Every place in every period."""
    places = [(pick(venue, "name", language()), venue.id) for venue in facts.venues]
    rows: list[list[Any]] = [
        [title, *(taken_at(facts, venue_id, period).share for period in facts.periods)] for title, venue_id in places
    ]
    return Figure(
        name="shares",
        title=_("Tỷ lệ sử dụng của từng địa điểm qua các kỳ"),
        summary=_("Phần trăm số giờ có thể đặt, từ %(first)s đến %(last)s.", first=name(facts.periods[0]), last=name(facts.periods[-1])),
        shape=Shape.COLUMNS,
        columns=[_("Địa điểm"), *(label(period) for period in facts.periods)],
        rows=rows,
        drawn=(),
        labels=[title for title, _id in places],
    )  # fmt: skip


def spaces(facts: Facts) -> Figure:
    here = [use for use in facts.uses if facts.period.holds(use.begun_on)]
    rows: list[list[Any]] = []
    for space_id, uses in counting.grouped(here, lambda use: use.space_id).items():
        one = counting.crowd(uses, facts.now)
        length = sum((counting.place_hours(use, facts.opening, facts.period) for use in uses), timedelta())
        title = pick(facts.spaces[space_id], "name", language()) if space_id else _("Trung tâm và bảo tàng")
        rows.append([title, counting.hours(length), one.uses, one.no_shows, one.told, one.programmes, one.reached])
    rows.sort(key=lambda row: (-row[1], -row[2], sort_key(row[0])))
    return _ranked(
        "spaces",
        _("Theo không gian"),
        _("%(period)s: %(count)s bên đã dùng địa điểm, nhiều giờ nhất là %(name)s.", period=name(facts.period), count=len(rows), name=rows[0][0])
        if rows
        else _("%(period)s: chưa bên nào dùng địa điểm.", period=name(facts.period)),
        [_("Không gian"), _("Giờ sử dụng"), _("Số lượt"), _("Không đến"), _("Số người đến"), _("Chương trình cho nhóm yếu thế"), _("Người yếu thế")],
        rows,
        _("Một giờ ở hai địa điểm tính hai giờ. Số người lấy từ báo cáo của không gian."),
    )  # fmt: skip


def activities(facts: Facts) -> Figure:
    here = [use for use in facts.uses if facts.period.holds(use.begun_on) and not use.no_show]
    rows: list[list[Any]] = []
    for kind, uses in counting.grouped(here, lambda use: use.kind).items():
        length = sum((counting.place_hours(use, facts.opening, facts.period) for use in uses), timedelta())
        rows.append([str(ACTIVITY_KINDS[kind]), len(uses), counting.hours(length)])
    rows.sort(key=lambda row: (-row[1], sort_key(row[0])))
    return _ranked(
        "activities",
        _("Theo loại hoạt động"),
        _("%(period)s: nhiều nhất là %(name)s, %(count)s lượt.", period=name(facts.period), name=rows[0][0].lower(), count=rows[0][1])
        if rows
        else _("%(period)s: chưa có hoạt động nào.", period=name(facts.period)),
        [_("Loại hoạt động"), _("Số lượt"), _("Giờ sử dụng")],
        rows,
    )  # fmt: skip


def disadvantaged(facts: Facts) -> Figure:
    found = [(period, crowd_in(facts, period)) for period in facts.periods]
    last = found[-1][1]
    return _by_period(
        "disadvantaged",
        _("Chương trình cho nhóm yếu thế"),
        _(
            "%(period)s: %(programmes)s chương trình, đón %(reached)s người yếu thế.",
            period=name(facts.period), programmes=last.programmes, reached=number(last.reached),
        ),
        [_("Chương trình"), _("Tỷ lệ trong số lượt (%)"), _("Người yếu thế")],
        [(p, [one.programmes, counting.percent(one.programmes, one.uses), one.reached]) for p, one in found],
        drawn=(1,),
        note=_("Một lượt được tính khi đơn nêu nhóm được ưu tiên, hoặc báo cáo nói có người yếu thế đến. Số người lấy từ báo cáo."),
    )  # fmt: skip


def no_shows(facts: Facts) -> Figure:
    found = [(period, crowd_in(facts, period)) for period in facts.periods]
    last = found[-1][1]
    every = last.uses + last.no_shows
    return _by_period(
        "no-shows",
        _("Đặt mà không đến"),
        _(
            "%(period)s: %(missed)s trên %(every)s lượt không đến (%(share)s%%).",
            period=name(facts.period), missed=last.no_shows, every=every, share=number(counting.percent(last.no_shows, every)),
        )
        if every
        else _("%(period)s: chưa có lượt nào kết thúc.", period=name(facts.period)),
        [_("Không đến"), _("Đã đến"), _("Tỷ lệ không đến (%)")],
        [(p, [one.no_shows, one.uses, counting.percent(one.no_shows, one.uses + one.no_shows)]) for p, one in found],
        drawn=(1,),
        note=_("Do người của Trung tâm ghi; hệ thống không tự ghi."),
    )  # fmt: skip


def audience(facts: Facts) -> Figure:
    found = [(period, crowd_in(facts, period)) for period in facts.periods]
    last = found[-1][1]
    return _by_period(
        "audience",
        _("Người tham dự"),
        _(
            "%(period)s: %(told)s người theo báo cáo của %(reports)s lượt; ước tính thêm %(estimated)s người cho %(estimates)s lượt chưa báo cáo.",
            period=name(facts.period), told=number(last.told), reports=last.reports,
            estimated=number(last.estimated), estimates=last.estimates,
        ),
        [_("Theo báo cáo"), _("Ước tính"), _("Lượt có báo cáo"), _("Lượt ước tính"), _("Lượt không rõ")],
        [(p, [one.told, one.estimated, one.reports, one.estimates, one.unknown]) for p, one in found],
        drawn=(1, 2),
        note=_("Ước tính là số người dự kiến trong đơn, dùng khi chưa có báo cáo; hai số không cộng vào nhau."),
    )  # fmt: skip


def _of_register(wanted: str) -> Callable[[Facts], Figure]:
    def make(facts: Facts) -> Figure:
        return facts.of_register[wanted]

    return make


def _by_period(
    key: str,
    title: str,
    summary: str,
    columns: list[str],
    rows: Iterable[tuple[Period, list[Any]]],
    *,
    drawn: tuple[int, ...],
    note: str = "",
) -> Figure:
    told = list(rows)
    cells = [[label(period), *numbers] for period, numbers in told]
    return Figure(
        name=key,
        title=title,
        summary=summary,
        shape=Shape.COLUMNS,
        columns=[_("Kỳ"), *columns],
        rows=cells,
        drawn=drawn,
        labels=[f"{one.first:%m/%y}" if one.grain == Grain.MONTH else label(one) for one, _numbers in told],
        note=note,
    )


def _ranked(key: str, title: str, summary: str, columns: list[str], rows: list[list[Any]], note: str = "") -> Figure:
    more = _("Biểu đồ vẽ %(shown)s dòng đầu; bảng có đủ.", shown=BARS_DRAWN) if len(rows) > BARS_DRAWN else ""
    return Figure(
        name=key,
        title=title,
        summary=summary,
        shape=Shape.BARS,
        columns=columns,
        rows=rows,
        drawn=(1,),
        labels=[row[0] for row in rows[:BARS_DRAWN]],
        note=" ".join(part for part in (note, more) if part),
    )


MAKERS: dict[str, Callable[[Facts], Figure]] = {
    "decisions": decisions,
    "promises": promises,
    "use": use_of_venues,
    "venues": venues,
    "shares": venue_shares,
    "spaces": spaces,
    "activities": activities,
    "disadvantaged": disadvantaged,
    "no-shows": no_shows,
    "audience": audience,
    **{name: _of_register(name) for name in OF_REGISTER},
}
# The page's parts, each under its heading.
PARTS = (
    ("cases", ("decisions", "promises")),
    ("places", ("use", "venues", "shares", "spaces", "activities")),
    ("people", ("audience", "disadvantaged", "no-shows")),
    ("members", OF_REGISTER),
)
