"""What is taken along to the ceremony: the list as a workbook and on paper, and all certificates in one file."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.ceremonies import papers, rules
from app.ceremonies.models import Guest
from app.ceremonies.staff.floor import Floor, blueprint, ceremony_of, floor_of
from app.core import clock
from app.core.text import pick
from app.files.listing import XLSX, workbook
from app.files.responses import send_made
from app.files.service import path_of
from app.memberships.rules import printed_names
from app.papers.service import handover_pdf
from app.settings.queries import value
from app.web.guard import guard
from app.web.language import locale
from app.web.times import moment


@blueprint.get("/<public_id>/list.xlsx")
@guard(rules.can_see)
def list_xlsx(public_id: str) -> Response:
    floor = floor_of(ceremony_of(public_id))
    columns = [_("STT"), _("Chỗ"), _("Tên không gian"), _("Tên tiếng Anh"), _("Phường, xã"), _("Số chứng nhận"),
               _("Đến dự"), _("Đã nhận lúc"), _("Người nhận"), _("Gửi bưu điện ngày"), _("Mã bưu gửi")]  # fmt: skip
    data = workbook(_("Danh sách trao"), columns, [_line(one, floor) for one in floor.guests])
    return send_made(data, f"danh-sach-trao-{_day(floor)}.xlsx", XLSX)


def _line(guest: Guest, floor: Floor) -> list[Any]:
    names = printed_names(guest.event, guest.space)
    ward = guest.space.ward
    coming = None if guest.coming is None else guest.people if guest.coming else _("không")
    return [
        guest.position,
        guest.seat,
        names[0],
        names[1],
        ward.full_name if ward else _("trực tuyến"),
        _number(guest, floor),
        coming,
        guest.handed_over_at,
        guest.handed_to,
        guest.posted_on,
        guest.tracking,
    ]


@blueprint.get("/<public_id>/list.pdf")
@guard(rules.can_see)
def list_pdf(public_id: str) -> Response:
    floor = floor_of(ceremony_of(public_id))
    ceremony = floor.ceremony
    lines = [
        [str(one.position), one.seat, printed_names(one.event, one.space)[0], _number(one, floor)]
        for one in floor.guests
    ]
    said = {
        "title": pick(ceremony, "title", locale()),
        "eyebrow": _("Danh sách chỗ ngồi và trao chứng nhận"),
        "issuer": value(f"centre.name_{locale()}"),
        "footer": pick(ceremony, "title", locale()),
        "language": locale(),
        "facts": [
            [_("Thời gian"), moment(ceremony.starts_at)],
            [_("Nơi trao"), pick(ceremony, "place", locale())],
            [_("Số không gian"), str(len(lines))],
        ],
        "columns": [_("STT"), _("Chỗ"), _("Tên không gian"), _("Số chứng nhận"), _("Người nhận ký, ghi rõ tên")],
        "lines": lines,
    }
    return send_made(handover_pdf(said, dated=clock.today()), f"danh-sach-trao-{_day(floor)}.pdf", "application/pdf")


@blueprint.get("/<public_id>/certificates.pdf")
@guard(rules.can_see)
def certificates_pdf(public_id: str) -> Response:
    """For the printer. The signed originals are the single files."""
    floor = floor_of(ceremony_of(public_id))
    files = [floor.certificates[one.id].pdf for one in floor.guests if one.id in floor.certificates]
    made = [file for file in files if file is not None]
    if not made or len(made) < len(floor.guests):
        flash(_("Còn bản chưa in xong. Bạn đợi đủ rồi tải một lần."), "warn")
        return redirect(url_for("ceremonies_staff.issuing", public_id=public_id))
    return send_made(papers.bound(path_of(file) for file in made), f"chung-nhan-{_day(floor)}.pdf", "application/pdf")


def _number(guest: Guest, floor: Floor) -> str:
    certificate = floor.certificates.get(guest.id)
    return certificate.number if certificate else ""


def _day(floor: Floor) -> str:
    return f"{floor.ceremony.starts_at.astimezone(clock.HOUSE_ZONE):%Y-%m-%d}"
