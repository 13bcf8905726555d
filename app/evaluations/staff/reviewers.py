"""Who scores a case."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.queries import user_by_public_id
from app.accounts.rules import is_coordinator
from app.applications.models import ApplicationStatus
from app.evaluations import queries, service
from app.evaluations.assigning import Council
from app.evaluations.forms import ActForm, AssignForm, Seats, share_out_form
from app.evaluations.staff.floor import after, blueprint, case_of
from app.spaces.words import FIELD_NAMES
from app.web.guard import actor, found, guard
from app.web.pages import page

TO_GIVE_OUT = (ApplicationStatus.IN_REVIEW, ApplicationStatus.INTAKE)


@blueprint.post("/<public_id>/reviewers")
@guard(is_coordinator)
def assign(public_id: str) -> Response:
    form = AssignForm(prefix="assign")
    form.offer(Council([case_of(public_id)]).offers_of_all())
    return after(
        public_id,
        form,
        lambda: service.assign_reviewer(
            case_of(public_id), found(user_by_public_id(form.reviewer.data)), actor=actor()
        ),
        _("Đã giao phiếu chấm và gửi thư cho người chấm."),
    )


@blueprint.post("/<public_id>/reviewers/<review_id>/unassign")
@guard(is_coordinator)
def unassign(public_id: str, review_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.unassign(found(queries.review_in(case_of(public_id), review_id)), actor=actor()),
        _("Đã rút phiếu chấm. Người chấm không còn mở được hồ sơ này."),
    )


@blueprint.post("/<public_id>/reviewers/<review_id>/pass-on")
@guard(is_coordinator)
def pass_on(public_id: str, review_id: str) -> Response:
    return after(
        public_id,
        ActForm(),
        lambda: service.pass_on(found(queries.review_in(case_of(public_id), review_id)), actor=actor()),
        _("Đã chuyển phiếu cho người chấm thay và gửi thư cho người đó."),
    )


@blueprint.route("/assign", methods=["GET", "POST"])
@guard(is_coordinator)
def share_out() -> Response:
    """Reviewers proposed for every case that wants some, or for the one named in the address; a click gives them."""
    only = request.args.get("case", "")
    seats = _seats(only)
    form = share_out_form(seats)
    cases = [one.case for one in seats]
    if form.validate_on_submit() and form.note_faults(cases):
        chosen = {case.public_id: form.chosen(case) for case in cases if form.chosen(case)}
        if form.attempt(lambda: _give_out(chosen)):
            flash(ngettext("Đã giao %(num)d phiếu chấm và gửi thư mời.", "Đã giao %(num)d phiếu chấm và gửi thư mời.",
                           sum(len(people) for people in chosen.values())))  # fmt: skip
            back = url_for("evaluations_staff.case", public_id=only) if only else url_for("evaluations_staff.cases")
            return redirect(back)
    return page("evaluations/assign.html", form=form, seats=seats, only=only, field_names=FIELD_NAMES)


def _seats(only: str) -> list[Seats]:
    if only:
        wanted = [case for case in [case_of(only)] if case.status in TO_GIVE_OUT]
    else:
        wanted = list(queries.cases_in(actor(), TO_GIVE_OUT))
    many = {number: seats for number, seats in queries.open_seats(wanted).items() if seats > 0}
    wanted = [case for case in wanted if case.id in many]
    council = Council(wanted)
    people = {one.id: one.public_id for one in council.people}
    chosen = council.choose(many)
    return [
        Seats(
            case,
            council.offers(case),
            [people[choice.person] for choice in chosen[case.id]],
            many[case.id],
            bool(chosen[case.id]) and (bool(only) or case.status == ApplicationStatus.IN_REVIEW),
        )
        for case in wanted
    ]


def _give_out(chosen: dict[str, list[str]]) -> None:
    for case, people in chosen.items():
        service.assign_reviewers(case_of(case), [found(user_by_public_id(one)) for one in people], actor=actor())
