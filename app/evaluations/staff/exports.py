"""What leaves the house: the list as a workbook, a case as an archive. Sent by POST, for each is put on record."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff
from app.applications.models import Application
from app.applications.queries import evidence_of
from app.applications.words import STATUS_NAMES
from app.audit.service import record
from app.core import clock
from app.core.db import transact
from app.core.text import pick
from app.evaluations import queries
from app.evaluations.dossier import dossier_zip
from app.evaluations.forms import ActForm
from app.evaluations.staff.cases import case_filter
from app.evaluations.staff.floor import blueprint, case_of
from app.evaluations.staff.page import case_page
from app.files.listing import CSV, XLSX, csv_file, workbook
from app.files.responses import send_made
from app.web.guard import actor, guard
from app.web.language import locale


@blueprint.post("/export")
@guard(is_centre_staff)
def export_list() -> Response:
    """What the list shows with that filter, all of it."""
    _form, wanted = case_filter(request.args)
    cases = queries.cases_found(actor(), wanted)[:]
    columns = [_("Mã hồ sơ"), _("Không gian"), _("Phường, xã"), _("Đợt đăng ký"), _("Tình trạng"), _("Nộp lúc"),
               _("Dự kiến quyết định"), _("Người phụ trách"), _("Phiếu đã nộp"), _("Lệch điểm")]  # fmt: skip
    lines = list(_lines(cases))
    by_csv = request.form.get("kind") == "csv"
    transact(lambda: record("export:cases", "cases.exported", actor=actor(), payload={"cases": len(cases)}))
    data = csv_file(columns, lines) if by_csv else workbook(_("Hồ sơ"), columns, lines)
    return send_made(data, f"ho-so-{clock.today():%Y-%m-%d}.{'csv' if by_csv else 'xlsx'}", CSV if by_csv else XLSX)


def _lines(cases: Sequence[Application]) -> Iterator[list[Any]]:
    progress = queries.progress_of(cases)
    handlers = queries.names_of({one.handler_id for one in cases if one.handler_id})
    for one in cases:
        ward, told = one.space.ward, progress[one.id]
        yield [
            one.case_code,
            pick(one.space, "name", locale()),
            ward.full_name if ward else _("Trực tuyến"),
            pick(one.call, "title", locale()),
            str(STATUS_NAMES[one.status]),  # type: ignore[index]
            one.submitted_at,
            one.call.decision_planned_on,
            handlers.get(one.handler_id or 0),
            f"{told.submitted}/{told.needed}",
            None if told.spread is None else f"{float(told.spread):.1f}",
        ]


@blueprint.post("/<public_id>/export")
@guard(is_centre_staff)
def export_case(public_id: str) -> Response:
    case = case_of(public_id)
    form = ActForm()
    if not form.validate_on_submit():
        return case_page(case, refused=form)
    transact(lambda: record(f"export:{case.id}", "case.exported", actor=actor()))
    case = case_of(public_id)
    files = [(code, one.file) for code, links in evidence_of(case).items() for one in links]
    return send_made(dossier_zip(case, files), f"{case.case_code}.zip", "application/zip")
