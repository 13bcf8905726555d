"""The statistics in words: each figure is a table, and a chart of exactly that table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.charts.figures import BARS_DRAWN, Figure, Shape, tells_apart
from app.core.text import sort_key
from app.memberships.models import Grade
from app.memberships.words import GRADE_NAMES
from app.places.models import Ward
from app.register.counting import Statistics
from app.spaces.words import FIELD_NAMES, KIND_NAMES
from app.web.times import day


def _members(found: Statistics, _wards: Mapping[str, Ward]) -> Figure:
    months = found.months
    first, last = months[0], months[-1]
    return Figure(
        name="members",
        title=_("Số thành viên theo thời gian"),
        summary=_(
            "Từ %(few)s thành viên ngày %(first)s đến %(many)s thành viên ngày %(last)s.",
            few=first.members,
            first=day(first.day),
            many=last.members,
            last=day(last.day),
        ),
        shape=Shape.AREA,
        columns=[
            _("Cuối ngày"),
            str(GRADE_NAMES[Grade.FULL]),
            str(GRADE_NAMES[Grade.ASSOCIATE]),
            _("Tổng số"),
            _("Đang bị đình chỉ"),
        ],
        rows=[[one.day, one.full, one.associate, one.members, one.suspended] for one in months],
        drawn=(1, 2),
        labels=[f"{one.day:%m/%Y}" for one in months],
        note=_("Đếm vào cuối ngày cuối cùng của mỗi tháng; tháng này đếm đến hôm nay. Không gian đang bị đình chỉ đếm riêng, không tính là thành viên."),
    )  # fmt: skip


def _years(found: Statistics, _wards: Mapping[str, Ward]) -> Figure:
    years = found.years
    return Figure(
        name="years",
        title=_("Kết nạp và rời Mạng lưới theo năm"),
        summary=_(
            "Năm %(year)s: %(joined)s không gian vào, %(left)s không gian ra.",
            year=years[-1].year,
            joined=years[-1].joined,
            left=years[-1].left,
        ),
        shape=Shape.COLUMNS,
        columns=[_("Năm"), _("Kết nạp"), _("Rời Mạng lưới")],
        rows=[[str(one.year), one.joined, one.left] for one in years],
        drawn=(1, 2),
        labels=[str(one.year) for one in years],
        note=_("Rời Mạng lưới gồm hết hạn mà không gia hạn, chấm dứt, sáp nhập và bị thu hồi. Đình chỉ chưa phải là rời."),
    )  # fmt: skip


def _ranked(
    name: str, title: str, head: str, counted: Mapping[Any, int], names: Mapping[Any, Any], note: str = ""
) -> Figure:
    rows: list[list[Any]] = [[str(names[code]), count] for code, count in counted.items() if code in names and count]
    rows.sort(key=lambda row: (-row[1], sort_key(row[0])))
    cut = len(rows) > BARS_DRAWN and tells_apart(rows)
    more = _("Biểu đồ vẽ %(shown)s dòng đầu; bảng có đủ.", shown=BARS_DRAWN) if cut else ""
    return Figure(
        name=name,
        title=title,
        summary=_most(rows),
        shape=Shape.BARS,
        columns=[head, _("Thành viên")],
        rows=rows,
        drawn=(1,),
        labels=[row[0] for row in rows[:BARS_DRAWN]],
        note=" ".join(part for part in (note, more) if part),
    )


def _most(rows: Sequence[Sequence[Any]]) -> str:
    if not rows:
        return ""
    if not tells_apart(rows):
        return str(_("Chưa mục nào có quá một thành viên nên chỉ có bảng, không vẽ biểu đồ."))
    first = [row[0] for row in rows if row[1] == rows[0][1]]
    if len(first) == len(rows) > 3:
        return str(_("Mỗi mục có %(count)s thành viên.", count=rows[0][1]))
    if len(first) > 3:
        return str(
            _("%(places)s mục cùng nhiều nhất, mỗi mục %(count)s thành viên.", places=len(first), count=rows[0][1])
        )
    return str(_("Nhiều nhất: %(names)s, %(count)s thành viên.", names="; ".join(first), count=rows[0][1]))


def _grades(found: Statistics, _wards: Mapping[str, Ward]) -> Figure:
    return _ranked("grades", _("Theo loại thành viên"), _("Loại thành viên"), found.grades, GRADE_NAMES)


def _kinds(found: Statistics, _wards: Mapping[str, Ward]) -> Figure:
    note = _("Một không gian có thể thuộc nhiều loại hình, nên cộng lại nhiều hơn số thành viên.")
    return _ranked("kinds", _("Theo loại hình"), _("Loại hình"), found.kinds, KIND_NAMES, note)


def _fields(found: Statistics, _wards: Mapping[str, Ward]) -> Figure:
    note = _("Một không gian có thể làm nhiều lĩnh vực, nên cộng lại nhiều hơn số thành viên.")
    return _ranked("fields", _("Theo lĩnh vực"), _("Lĩnh vực"), found.fields, FIELD_NAMES, note)


def _in_wards(found: Statistics, wards: Mapping[str, Ward]) -> Figure:
    names = {code: one.full_name for code, one in wards.items()}
    return _ranked(
        "wards", _("Theo phường, xã"), _("Phường, xã"), found.wards, {**names, None: _("Chỉ hoạt động trực tuyến")}
    )


MAKERS: dict[str, Callable[[Statistics, Mapping[str, Ward]], Figure]] = {
    "members": _members,
    "years": _years,
    "kinds": _kinds,
    "fields": _fields,
    "wards": _in_wards,
    "grades": _grades,
}
