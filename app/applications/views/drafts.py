from typing import Any

from flask import Blueprint, Flask, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.applications import queries, rules, service, words
from app.applications.forms import ActForm, ContactForm, SectionForm, StartForm, section_form
from app.applications.kept_check import kept_check
from app.applications.log import steps_of
from app.applications.models import Answer, Application, Supplement
from app.applications.rules import Section
from app.applications.section_screen import difference_at, files_of, save_section, sections_of
from app.applications.self_check_screens import draft_readiness, scales
from app.applications.supplements import is_overdue, unlocked
from app.core import clock
from app.core.diff import both
from app.core.errors import DomainError
from app.files.responses import send
from app.spaces.queries import team_of
from app.spaces.rules import living
from app.web.forms import BaseForm, was_sent
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("applications", __name__, url_prefix="/my/applications")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["not_yet_applied"] = queries.not_yet_applied


@blueprint.get("")
@guard(signed_in)
def mine() -> Response:
    return page(
        "applications/mine.html",
        applications=queries.applications_of(actor()),
        told_status=rules.told_status,
        spaces=queries.spaces_free_to_apply(actor()),
        calls=queries.open_calls(clock.today()),
        kept_check=kept_check(),
        status_names=words.STATUS_NAMES,
        status_tags=words.STATUS_TAGS,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guard(signed_in)
def start() -> Response:
    spaces, calls = queries.spaces_free_to_apply(actor()), queries.open_calls(clock.today())
    form = StartForm()
    form.offer(spaces, calls)
    if form.validate_on_submit() and form.attempt(lambda: _start(form)):
        return redirect(url_for("applications.tasks", public_id=form.outcome))
    return page("applications/start.html", form=form, spaces=spaces, calls=calls)


def _start(form: StartForm) -> str:
    space = found(queries.team_space(actor(), form.space.data))
    call = found(queries.call_by_public_id(form.call.data))
    return service.start_application(space, call, actor=actor()).public_id


@blueprint.get("/<public_id>")
@guard(signed_in)
def tasks(public_id: str) -> Response:
    return tasks_page(public_id, ActForm())


@blueprint.route("/<public_id>/sections/<code>", methods=["GET", "POST"])
@guard(signed_in)
def section(public_id: str, code: str) -> Response:
    application = mine_or_404(public_id)
    pages = sections_of(application)
    here = found(next((one for one in pages if one.code == code), None))
    answers, files = queries.answers_of(application), files_of(application)
    asked = queries.open_supplement(application)
    locked = set(here.codes) - unlocked(asked) if asked else set()
    form = section_form(here, answers, files)
    stale: list[str] = []
    saved = was_sent() and save_section(form, lambda: mine_or_404(public_id), locked)
    if saved:
        if not form.error_list:
            flash(
                _("Đã lưu vào bản nháp.") if asked is None else _("Đã lưu. Trung tâm đọc được khi bạn gửi bổ sung.")
            )
            return redirect(_after(application, here, pages, asked))
        application, stale = mine_or_404(public_id), form.outcome
        answers, files = queries.answers_of(application), files_of(application)
    return page(
        "applications/section.html",
        form=form,
        application=application,
        section=here,
        number=pages.index(here) + 1,
        count=len(pages),
        answers=answers,
        evidence=files.attached,
        library={one.file.public_id: one for one in files.library},
        differences={one: difference_at(form, one, answers.get(one)) for one in stale},
        saved=saved,
        editable=rules.can_edit(application) and not locked.issuperset(here.codes),
        locked=locked,
        supplement=asked,
        sentences={item.code: item.sentence for item in asked.items} if asked else {},
        is_consent=rules.is_consent,
        self_check_scales=scales(application),
    )


@blueprint.post("/<public_id>/sections/<code>/autosave")
@guard(signed_in)
def autosave(public_id: str, code: str) -> Response:
    """One item of a section, sent by the page itself while somebody types; the answer is for its script."""
    application = mine_or_404(public_id)
    here = found(next((one for one in sections_of(application) if one.code == code), None))
    form = section_form(here, queries.answers_of(application), files_of(application))
    form.validate()
    item = request.form.get("item", "")
    if not rules.can_edit(application):
        form.refuse(DomainError("application.locked"))
    elif item in here.codes and not form.faults_at(item):
        reply = form.reply(item)
        if form.attempt(lambda: service.save_replies(mine_or_404(public_id), {item: reply}, actor=actor())):
            application = mine_or_404(public_id)
            form.show_saved(queries.answers_of(application), form.outcome, files_of(application))
            return _autosaved(form, item, queries.answers_of(application).get(item))
    return _told(422, words=" ".join([*form.summary, *form.faults_at(item)]) or _("Chưa lưu được mục này."))


def _autosaved(form: SectionForm, item: str, stored: Answer | None) -> Response:
    if item not in form.outcome:
        return _told(
            200,
            seen=rules.seen_now(stored),
            had=form.value("had", item) or "",
            words=_("Đã lưu lúc %(time)s", time=f"{clock.now().astimezone(clock.HOUSE_ZONE):%H:%M}"),
        )
    theirs, mine = stored.text if stored else "", form.value("text", item) or ""
    return _told(
        409,
        words=_("Có người trong nhóm vừa sửa mục này. Bạn chọn giữ bản nào."),
        met=form.value("met", item),
        seen=rules.seen_now(stored),
        theirs=theirs,
        declared=bool(stored and stored.declared),
        merged=both(theirs, mine),
        block=render_template(
            "applications/_difference_alone.html", form=form, code=item, parts=difference_at(form, item, stored)
        ),
    )


def _told(status: int, **told: Any) -> Response:
    answer: Response = jsonify(told)
    answer.status_code = status
    return answer


def _after(application: Application, here: Section, pages: list[Section], asked: Supplement | None) -> str:
    if asked is not None:
        return url_for("applications.supplement", public_id=application.public_id)
    following = pages[pages.index(here) + 1 :]
    if not following:
        return url_for("applications.tasks", public_id=application.public_id)
    return url_for("applications.section", public_id=application.public_id, code=following[0].code)


@blueprint.route("/<public_id>/check", methods=["GET", "POST"])
@guard(signed_in)
def check(public_id: str) -> Response:
    form = ActForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.submit_application(mine_or_404(public_id), actor=actor())
    ):
        return redirect(url_for("applications.receipt", public_id=public_id))
    application = mine_or_404(public_id)
    return page(
        "applications/check.html",
        form=form,
        application=application,
        sections=sections_of(application),
        answers=queries.answers_of(application),
        evidence=queries.evidence_of(application),
        missing=service.missing_from(application),
        profile_gaps=_profile_gaps(application),
        editable=rules.can_edit(application) and queries.open_supplement(application) is None,
        is_consent=rules.is_consent,
    )


@blueprint.get("/<public_id>/receipt")
@guard(signed_in)
def receipt(public_id: str) -> Response:
    application = mine_or_404(public_id)
    found(application.case_code)
    sections, answers = sections_of(application), queries.answers_of(application)
    evidence = queries.evidence_of(application)
    unanswered = sum(1 for _one in rules.missing(sections, answers, evidence))
    return page(
        "applications/receipt.html",
        application=application,
        sections=sections,
        answered=sum(len(section.items) for section in sections) - unanswered,
        evidence=evidence,
        files=len({link.evidence_file_id for links in evidence.values() for link in links}),
        promise=queries.promise_of(application),
    )


@blueprint.post("/<public_id>/withdraw")
@guard(signed_in)
def withdraw(public_id: str) -> Response:
    form = ActForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.withdraw_application(mine_or_404(public_id), actor=actor())
    ):
        flash(_("Đã rút hồ sơ. Bạn có thể bắt đầu hồ sơ mới khi còn đợt đăng ký."))
        return redirect(url_for("applications.mine"))
    return tasks_page(public_id, form)


@blueprint.get("/<public_id>/evidence/<file_id>")
@guard(signed_in)
def evidence(public_id: str, file_id: str) -> Response:
    return send(found(queries.evidence_file(mine_or_404(public_id), file_id)))


def contact_form(application: Application, *, sent: bool) -> ContactForm:
    form = ContactForm(prefix="contact") if sent else ContactForm(formdata=None, prefix="contact")
    form.offer(living(team_of(application.space_id)), queries.contact_of(application))
    return form


def tasks_page(public_id: str, form: BaseForm, contact: ContactForm | None = None) -> Response:
    application = mine_or_404(public_id)
    return page(
        "applications/tasks.html",
        status=422 if contact else None,
        form=form,
        contact=contact or contact_form(application, sent=False),
        contact_now=queries.contact_of(application),
        correctable=rules.can_correct(application),
        without_legal_form=rules.without_legal_form(application.space),
        application=application,
        sections=sections_of(application),
        missing_codes={one.section.code for one in service.missing_from(application)},
        files_held=len(queries.library_of(application.space)),
        begun=set(queries.answers_of(application)) | set(queries.evidence_of(application)),
        profile_gaps=_profile_gaps(application),
        steps_taken=steps_of(application) if application.case_code else [],
        supplement=(asked := queries.open_supplement(application)),
        supplement_late=asked is not None and is_overdue(asked, clock.today()),
        consequences=words.CONSEQUENCES,
        profile_names=words.PROFILE_NAMES,
        promise=queries.promise_of(application),
        # While something is asked, the way leads through what is asked, not through the whole form.
        editable=rules.can_edit(application) and asked is None,
        withdrawable=rules.can_withdraw(application),
        status_name=words.STATUS_NAMES[rules.told_status(application.status)],
        status_tag=words.STATUS_TAGS[rules.told_status(application.status)],
        **draft_readiness(application),
    )


def mine_or_404(public_id: str) -> Application:
    return found(queries.application_for(actor(), public_id))


def _profile_gaps(application: Application) -> list[str]:
    return [str(words.PROFILE_PARTS[part]) for part in rules.profile_gaps(application.space)]
