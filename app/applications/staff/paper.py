"""A dossier on paper, typed in by a coordinator: the space, the answers, the signed sheet, the receipt."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.applications import queries, rules, service, words
from app.applications.forms import PaperForm, PaperStartForm, section_form
from app.applications.models import Application
from app.applications.rules import Section
from app.applications.section_screen import difference_at, files_of, save_section, sections_of
from app.audit import access
from app.core import clock
from app.files.responses import send
from app.spaces.forms import SpaceForm
from app.spaces.queries import without_owner
from app.spaces.service import register_space
from app.web.forms import was_sent
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("paper_staff", __name__, url_prefix="/desk/paper")


@blueprint.route("", methods=["GET", "POST"])
@guard(is_coordinator)
def index() -> Response:
    form = PaperStartForm()
    form.offer(without_owner(), queries.open_calls(clock.today()))
    if form.validate_on_submit() and form.attempt(lambda: _start(form)):
        return redirect(url_for("paper_staff.dossier", public_id=form.outcome))
    return page(
        "applications/paper_index.html",
        form=form,
        drafts=queries.paper_drafts(actor()),
        status_names=words.STATUS_NAMES,
        status_tags=words.STATUS_TAGS,
    )


def _start(form: PaperStartForm) -> str:
    space = found(queries.space_without_people(actor(), form.space.data))
    call = found(queries.call_by_public_id(form.call.data))
    return service.start_on_paper(space, call, actor=actor()).public_id


@blueprint.route("/space", methods=["GET", "POST"])
@guard(is_coordinator)
def new_space() -> Response:
    form = SpaceForm()
    if form.validate_on_submit() and form.attempt(lambda: register_space(form.profile(), actor=actor()).public_id):
        flash(_("Đã thêm không gian. Bạn chọn không gian này ở danh sách bên dưới."))
        return redirect(url_for("paper_staff.index"))
    return page("applications/paper_space.html", form=form)


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(is_coordinator)
def dossier(public_id: str) -> Response:
    application = _paper(public_id)
    form = PaperForm()
    if form.validate_on_submit():
        scan = form.read_scan()
        if scan is not None and form.attempt(
            lambda: service.submit_on_paper(
                _paper(public_id), signed_on=form.signed_on.data, scan=scan, actor=actor()
            )
        ):
            return redirect(url_for("paper_staff.receipt", public_id=public_id))
    missing = [one for one in service.missing_from(application) if not rules.is_consent(one.item)]
    return page(
        "applications/paper_dossier.html",
        form=form,
        application=application,
        sections=_typed(application),
        missing_codes={one.section.code for one in missing},
        profile_gaps=[str(words.PROFILE_PARTS[part]) for part in rules.profile_gaps(application.space)],
        papers=queries.papers_of(application),
        editable=rules.can_edit(application),
        status_name=words.STATUS_NAMES[application.status],  # type: ignore[index]
        status_tag=words.STATUS_TAGS[application.status],  # type: ignore[index]
    )


@blueprint.route("/<public_id>/sections/<code>", methods=["GET", "POST"])
@guard(is_coordinator)
def section(public_id: str, code: str) -> Response:
    application = _paper(public_id)
    pages = _typed(application)
    here = found(next((one for one in pages if one.code == code), None))
    form = section_form(here, queries.answers_of(application), files_of(application))
    stale: list[str] = []
    if was_sent() and save_section(form, lambda: _paper(public_id)):
        if not form.error_list:
            flash(_("Đã lưu vào bản nháp."))
            following = pages[pages.index(here) + 1 :]
            if following:
                return redirect(url_for("paper_staff.section", public_id=public_id, code=following[0].code))
            return redirect(url_for("paper_staff.dossier", public_id=public_id))
        application, stale = _paper(public_id), form.outcome
    answers = queries.answers_of(application)
    return page(
        "applications/paper_section.html",
        form=form,
        application=application,
        section=here,
        number=pages.index(here) + 1,
        count=len(pages),
        evidence=queries.evidence_of(application),
        differences={one: difference_at(form, one, answers.get(one)) for one in stale},
    )


@blueprint.get("/<public_id>/files/<file_id>")
@guard(is_coordinator)
def file(public_id: str, file_id: str) -> Response:
    """Evidence, or the scan of the signed paper."""
    application = _paper(public_id)
    access.note(actor(), rules.log_of(application), "file")
    scans = {one.scan.public_id: one.scan for one in queries.papers_of(application)}
    return send(found(scans.get(file_id) or queries.evidence_file(application, file_id)))


@blueprint.get("/<public_id>/receipt")
@guard(is_coordinator)
def receipt(public_id: str) -> Response:
    application = _paper(public_id)
    found(application.case_code)
    sections, evidence = sections_of(application), queries.evidence_of(application)
    unanswered = sum(1 for _one in rules.missing(sections, queries.answers_of(application), evidence))
    return page(
        "applications/receipt.html",
        application=application,
        sections=sections,
        answered=sum(len(section.items) for section in sections) - unanswered,
        evidence=evidence,
        files=len({link.evidence_file_id for links in evidence.values() for link in links}),
        back=url_for("paper_staff.dossier", public_id=public_id),
        paper=next(iter(queries.papers_of(application)), None),
        promise=queries.promise_of(application),
    )


def _paper(public_id: str) -> Application:
    return found(queries.paper_application(actor(), public_id))


def _typed(application: Application) -> list[Section]:
    """Without the consents, which are given by signing the paper."""
    return [one for one in sections_of(application) if not all(rules.is_consent(item) for item in one.items)]
