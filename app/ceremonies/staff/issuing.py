"""The order, the seats, the numbers, and how far the printing is."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.ceremonies import queries, rules, service
from app.ceremonies.forms import ActForm, IssueForm, LinesForm, SeatsForm, SortForm, lines_form
from app.ceremonies.models import Ceremony, Stage
from app.ceremonies.staff.floor import blueprint, ceremony_of, ceremony_page, floor_of
from app.core.db import transact
from app.core.errors import DomainError
from app.core.later import wake
from app.memberships.rules import printed_names
from app.web.forms import BaseForm
from app.web.guard import actor, guard


@blueprint.get("/<public_id>/issue")
@guard(rules.can_see)
def issuing(public_id: str) -> Response:
    return _issuing(ceremony_of(public_id))


@blueprint.post("/<public_id>/issue")
@guard(rules.can_issue)
def issue(public_id: str) -> Response:
    form = IssueForm(prefix="issue")
    if form.validate_on_submit() and form.attempt(
        lambda: service.issue_all(ceremony_of(public_id), seen=form.version, actor=actor())
    ):
        flash(
            ngettext(
                "Đã cấp %(num)d chứng nhận. Máy đang in.", "Đã cấp %(num)d chứng nhận. Máy đang in.", form.outcome
            )
        )
        return redirect(url_for("ceremonies_staff.issuing", public_id=public_id))
    return _issuing(ceremony_of(public_id), refused=form)


@blueprint.post("/<public_id>/print")
@guard(rules.can_see)
def print_again(public_id: str) -> Response:
    """Those that failed, or wait. Nothing is printed twice."""
    form = ActForm(prefix="print")
    ceremony = ceremony_of(public_id)
    if form.validate_on_submit() and ceremony.stage in rules.HANDING_OVER:
        transact(lambda: wake("papers"))
        flash(_("Máy in lại những bản còn thiếu."))
    return redirect(url_for("ceremonies_staff.issuing", public_id=public_id))


@blueprint.post("/<public_id>/sort")
@guard(rules.can_prepare)
def sort(public_id: str) -> Response:
    form = SortForm(prefix="sort")
    if form.validate_on_submit() and form.attempt(lambda: _sorted(public_id, form)):
        flash(_("Đã xếp lại. Số chứng nhận sẽ theo thứ tự này."))
        return redirect(url_for("ceremonies_staff.issuing", public_id=public_id))
    return _issuing(ceremony_of(public_id), refused=form)


def _sorted(public_id: str, form: SortForm) -> None:
    ceremony = ceremony_of(public_id)
    guests = rules.ordered(queries.guests_of(ceremony.id), form.order)
    service.put_in_order(ceremony, [one.public_id for one in guests], actor=actor())


@blueprint.post("/<public_id>/lines")
@guard(rules.can_prepare)
def lines(public_id: str) -> Response:
    """By hand: a button moves one line, everything else takes the numbers and seats that were typed."""
    ceremony = ceremony_of(public_id)
    form = lines_form(queries.guests_of(ceremony.id), numbers=ceremony.stage in rules.BEFORE_ISSUE, sent=True)
    asked = request.form.get("move", "")
    if form.validate_on_submit() and form.attempt(lambda: _written(public_id, form, asked)):
        if not asked:
            flash(_("Đã lưu thứ tự và chỗ ngồi."))
        anchor = asked.partition(":")[2]
        return redirect(
            url_for("ceremonies_staff.issuing", public_id=public_id, _anchor=f"line-{anchor}" if anchor else None)
        )
    return _issuing(ceremony_of(public_id), written=form)


def _written(public_id: str, form: LinesForm, asked: str) -> None:
    ceremony = ceremony_of(public_id)
    service.seat_guests(ceremony, form.seats, actor=actor())
    if ceremony.stage not in rules.BEFORE_ISSUE:
        return
    guests = rules.renumbered(queries.guests_of(ceremony.id), form.numbers)
    where, _colon, guest_id = asked.partition(":")
    if where in {"up", "down"}:
        guest = next((one for one in guests if one.public_id == guest_id), None)
        if guest is None:
            raise DomainError("ceremony.changed")
        guests = rules.moved(guests, guest, up=where == "up")
    service.put_in_order(ceremony, [one.public_id for one in guests], actor=actor())


@blueprint.post("/<public_id>/seats")
@guard(rules.can_prepare)
def seats(public_id: str) -> Response:
    form = SeatsForm(prefix="seats")
    if form.validate_on_submit() and form.attempt(lambda: _seated(public_id, form)):
        flash(_("Đã xếp chỗ theo thứ tự trao."))
        return redirect(url_for("ceremonies_staff.issuing", public_id=public_id))
    return _issuing(ceremony_of(public_id), refused=form)


def _seated(public_id: str, form: SeatsForm) -> None:
    ceremony = ceremony_of(public_id)
    guests = queries.guests_of(ceremony.id)
    free = rules.seats(form.rows.data or 0, form.columns.data or 0)
    if len(free) < len(guests):
        raise DomainError("ceremony.too_few_seats", field="columns", seats=len(free), guests=len(guests))
    given = {guest.public_id: seat for guest, seat in zip(guests, free, strict=False)}
    service.seat_guests(ceremony, given, actor=actor())


def _issuing(ceremony: Ceremony, *, refused: BaseForm | None = None, written: LinesForm | None = None) -> Response:
    floor = floor_of(ceremony)
    forms: dict[str, BaseForm] = {
        "issue": IssueForm(formdata=None, prefix="issue"),
        "print": ActForm(formdata=None, prefix="print"),
        "sort": SortForm(formdata=None, prefix="sort"),
        "seats": SeatsForm(formdata=None, prefix="seats"),
    }
    if refused is not None:
        forms[refused._prefix.rstrip("-")] = refused
    numbers = ceremony.stage in rules.BEFORE_ISSUE
    forms["issue"].seen.data = str(ceremony.version)
    judge = actor() if rules.can_issue(actor()) else None
    printed = floor.tally.printed
    return ceremony_page(
        "issuing",
        ceremony,
        form=refused or written,
        floor=floor,
        forms=forms,
        lines=written or lines_form(floor.guests, numbers=numbers, sent=False),
        numbers=numbers,
        obstacles=queries.obstacles_of(floor.guests, actor=judge) if numbers else {},
        names={one.id: printed_names(one.event, one.space) for one in floor.guests},
        is_ready=ceremony.stage == Stage.PROOFING,
        is_issued=ceremony.stage not in {*rules.BEFORE_ISSUE, Stage.CALLED_OFF},
        printing=printed < floor.tally.guests and ceremony.stage in rules.HANDING_OVER,
        faulty=[
            one.id for one in floor.guests if one.id in floor.certificates and floor.certificates[one.id].paper_fault
        ],
        missing=[
            one for one in floor.guests if one.id in floor.certificates and not floor.certificates[one.id].pdf_id
        ],
    )
