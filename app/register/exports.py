"""The register as files for other programs: CSV for spreadsheets, JSON, and GeoJSON for maps (RFC 7946).

No person, no address: of where a space is there is its ward, and the ward's centre as the point on a map. The words of
a file are those of the language it was asked in; keys and codes are the same in both.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.files.listing import csv_file
from app.memberships.words import GRADE_NAMES, STATUS_NAMES
from app.register.rules import Line
from app.spaces.rules import shown_point
from app.spaces.words import FIELD_NAMES, KIND_NAMES

# Counted up when a file changes its shape, so that nobody goes on with what they hold.
SHAPE = 1
COLUMNS = (
    _l("Tên trên chứng nhận"),
    _l("Tên tiếng Anh"),
    _l("Tên hiện nay"),
    _l("Loại hình"),
    _l("Lĩnh vực"),
    _l("Phường, xã"),
    _l("Mã phường, xã"),
    _l("Số chứng nhận"),
    _l("Loại thành viên"),
    _l("Tình trạng"),
    _l("Thành viên từ ngày"),
    _l("Tình trạng này từ ngày"),
    _l("Đến hết ngày"),
    _l("Trang trong sổ"),
    _l("Dữ liệu minh họa"),
    _l("Ngày của dữ liệu"),
    _l("Nguồn"),
    _l("Giấy phép"),
)
# What a member is called by in JSON, and what it means.
MEANINGS = {
    "name_vi, name_en": _l("Tên trên chứng nhận có hiệu lực ngày ấy; tên tiếng Anh có thể trống (null)."),
    "name_today": _l("Tên không gian dùng hiện nay nếu đã khác, không thì null."),
    "kinds, fields": _l("Mã loại hình và lĩnh vực, theo lời không gian hôm nay."),
    "ward_code, ward": _l("Mã và tên phường, xã từ ngày 1/7/2025; null nếu chỉ hoạt động trực tuyến."),
    "certificate_number": _l("Số của chứng nhận mới nhất, null nếu chưa cấp. Số không mở được trang kiểm tra."),
    "grade": _l("full: thành viên đầy đủ; associate: thành viên liên kết."),
    "standing": _l("member, suspended, expired, ended hay revoked, vào ngày của dữ liệu."),
    "member_since, standing_since, valid_until": _l(
        "Ngày theo ISO 8601. valid_until là null nếu không ghi ngày hết hạn."
    ),
    "url": _l("Trang của không gian trong sổ."),
    "demo": _l("true nếu là dữ liệu minh họa, không phải thành viên có thật."),
}


@dataclass(frozen=True)
class About:
    """What a file says of itself. `asked` is what the register was narrowed by, `pages` the address of its entries."""

    title: str
    publisher: str
    source: str
    licence: str
    licence_url: str
    on: date
    asked: dict[str, str]

    def address_of(self, line: Line) -> str:
        return f"{self.source}/{line.space.slug}"


def as_csv(lines: Iterable[Line], about: About) -> bytes:
    """Every row says where it comes from: nothing stands above the headings or below the rows, where programs trip."""
    licence = " ".join(part for part in (about.licence, about.licence_url) if part and about.licence)
    return csv_file(
        [str(name) for name in COLUMNS],
        (
            [
                line.name_vi,
                line.name_en,
                line.space.name_vi if line.renamed else "",
                _named(line.space.kinds, KIND_NAMES),
                _named(line.space.fields, FIELD_NAMES),
                line.space.ward.full_name if line.space.ward else _("Trực tuyến"),
                line.space.ward_code,
                line.number,
                _named([line.standing.grade], GRADE_NAMES),
                STATUS_NAMES[line.standing.status],
                line.standing.admitted_on,
                line.standing.since,
                line.standing.until,
                about.address_of(line),
                _("có") if line.space.demo else "",
                about.on,
                f"{about.publisher}, {about.source}",
                licence,
            ]
            for line in lines
        ),
    )


def _named(codes: Iterable[Any], names: Mapping[Any, Any]) -> str:
    return "; ".join(str(names[code]) for code in codes if code in names)


def as_json(lines: Sequence[Line], about: About) -> bytes:
    return _written({**_said(about, len(lines)), "members": [_member(line, about) for line in lines]})


def as_geojson(lines: Sequence[Line], about: About) -> bytes:
    features = [
        {"type": "Feature", "id": line.space.slug, "geometry": _point(line), "properties": _member(line, about)}
        for line in lines
    ]
    return _written({"type": "FeatureCollection", **_said(about, len(lines)), "features": features})


def _said(about: About, count: int) -> dict[str, Any]:
    licence = {"name": about.licence, "url": about.licence_url or None} if about.licence else None
    return {
        "title": about.title,
        "publisher": about.publisher,
        "source": about.source,
        "licence": licence,
        "date": about.on.isoformat(),
        "asked": about.asked,
        "count": count,
    }


def _member(line: Line, about: About) -> dict[str, Any]:
    space, standing = line.space, line.standing
    return {
        "name_vi": line.name_vi,
        "name_en": line.name_en,
        "name_today": space.name_vi if line.renamed else None,
        "kinds": list(space.kinds),
        "fields": list(space.fields),
        "ward_code": space.ward_code,
        "ward": space.ward.full_name if space.ward else None,
        "certificate_number": line.number or None,
        "grade": standing.grade,
        "standing": str(standing.status),
        "member_since": _iso(standing.admitted_on),
        "standing_since": _iso(standing.since),
        "valid_until": _iso(standing.until),
        "url": about.address_of(line),
        "demo": space.demo,
    }


def _point(line: Line) -> dict[str, Any] | None:
    """Longitude first. Nowhere for a space that is online alone."""
    point = shown_point(line.space)
    return {"type": "Point", "coordinates": [point.longitude, point.latitude]} if point else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _written(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
