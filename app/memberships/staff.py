from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator, is_coordinator
from app.audit import access
from app.core import clock
from app.core.text import fold, pick
from app.files.service import PreparedFile, keep
from app.mail import words as mail_words
from app.mail.queries import letters_about
from app.mail.shown import shown as shown_letters
from app.memberships import queries, rules, service
from app.memberships.conflicts import Outlook, examine, next_number_after
from app.memberships.forms import (
    ChangeForm,
    ImportFileForm,
    ImportForm,
    IssueForm,
    NameAnswerForm,
    RollForm,
    ScanForm,
    change_form,
    import_form,
)
from app.memberships.import_template import import_template
from app.memberships.models import Certificate, EventKind
from app.memberships.words import COLUMN_NAMES, fault_words
from app.spaces.lists import fingerprint
from app.spaces.models import Space
from app.spaces.queries import owners_of, space_by_public_id, space_for_staff
from app.spaces.rules import letters_of
from app.spaces.service import lines_of
from app.spaces.workbook import send_workbook
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page

blueprint = Blueprint("memberships_staff", __name__, url_prefix="/desk/members")


def _merge(space: Space, *, into: str, actor: Any, **ruling: Any) -> None:
    service.merge(space, found(space_by_public_id(into)), actor=actor, **ruling)


CHANGES: dict[str, tuple[EventKind, Callable[..., object]]] = {
    "suspend": (EventKind.SUSPENDED, service.suspend),
    "reinstate": (EventKind.REINSTATED, service.reinstate),
    "rename": (EventKind.RENAMED, service.rename),
    "merge": (EventKind.MERGED, _merge),
    "end": (EventKind.ENDED, service.end),
    "revoke": (EventKind.REVOKED, service.revoke),
}


@blueprint.get("")
@guard(rules.can_see_members)
def members() -> Response:
    form = RollForm(request.args)
    everybody = queries.roll(clock.today())
    wanted = fold(form.q.data or "").split()
    shown = [
        member
        for member in everybody
        if all(word in fold(f"{member.space.name_vi} {member.space.name_en or ''}") for word in wanted)
        and (not form.status.data or member.standing.status == form.status.data)
    ]
    return page(
        "memberships/members.html",
        filter=form,
        members=shown,
        total=len(everybody),
        can_import=rules.can_import_members(actor()),
    )


@blueprint.route("/import", methods=["GET", "POST"])
@guard(rules.can_import_members)
def new_import() -> Response:
    form = ImportFileForm()
    if form.validate_on_submit() and _kept(form):
        return redirect(url_for("memberships_staff.one_import", public_id=form.outcome))
    return page("memberships/import_new.html", form=form, column_names=COLUMN_NAMES)


def _kept(form: ImportFileForm) -> bool:
    read = form.read()
    if read is None:
        return False
    table, sheet = read
    return form.attempt(lambda: service.keep_import(table.name, table.sha256, sheet, actor=actor()).public_id)


@blueprint.get("/import/template.xlsx")
@guard(rules.can_import_members)
def template() -> Response:
    return send_workbook(import_template(), _("mau-danh-sach-thanh-vien.xlsx"))


@blueprint.route("/import/<public_id>", methods=["GET", "POST"])
@guard(rules.can_import_members)
def one_import(public_id: str) -> Response:
    kept = found(queries.import_for(actor(), public_id))
    if kept.confirmed_at:
        return page("memberships/import_done.html", kept=kept)
    form = import_form(examine(lines_of(kept)))
    if form.validate_on_submit() and form.attempt(lambda: _confirmed(public_id, form)):
        if form.outcome and form.outcome.invited:
            flash(_("Số thư mời đang được gửi: %(count)s.", count=form.outcome.invited))
        return redirect(url_for("memberships_staff.one_import", public_id=public_id))
    return _previewed(public_id, form)


def _confirmed(public_id: str, form: ImportForm) -> service.Entered | None:
    return service.confirm_import(
        public_id,
        seen=form.seen.data or "",
        choices=form.choices,
        skip_faulty=form.skip_faulty.data,
        invite_owners=form.invite_owners.data,
        actor=actor(),
    )


def _previewed(public_id: str, sent: ImportForm) -> Response:
    """As things stand now: what was refused may have been so because they had changed."""
    kept = found(queries.import_for(actor(), public_id))
    findings = examine(lines_of(kept))
    form = import_form(findings).with_errors_of(sent)
    form.seen.data = fingerprint(findings)
    outlooks = {outlook: [one for one in findings if one.outlook == outlook] for outlook in Outlook}
    wanted = outlooks[Outlook.NEW] + outlooks[Outlook.ASKED]
    return page(
        "memberships/import_preview.html",
        form=form,
        kept=kept,
        outlooks=outlooks,
        wanted=sorted(wanted, key=lambda one: one.line),
        next_number=next_number_after(wanted),
        column_names=COLUMN_NAMES,
        fault_words=fault_words,
    )


@blueprint.get("/<public_id>")
@guard(rules.can_see_members)
def member(public_id: str) -> Response:
    access.note(actor(), f"space:{_space(public_id).id}", "member")
    return _shown(_space(public_id), {})


@blueprint.post("/<public_id>/<any(suspend, reinstate, revoke, end, rename, merge):change>")
@guard(rules.can_change_standing)
def change(public_id: str, change: str) -> Response:
    form = _form(_space(public_id), change)
    if form.validate_on_submit() and form.attempt(lambda: _change(public_id, change, form)):
        flash(_("Đã ghi vào sổ. Thư báo đang được gửi cho chủ không gian."))
        return redirect(url_for("memberships_staff.member", public_id=public_id))
    return _shown(_space(public_id), {change: form})


@blueprint.post("/<public_id>/certificates/<path:number>/scan")
@guard(rules.can_see_members)
def keep_scan(public_id: str, number: str) -> Response:
    space = _space(public_id)
    certificate = found(queries.certificate_of(space.id, number))
    form = _scan_form(certificate)
    prepared = form.prepared() if form.validate_on_submit() else None
    if prepared and form.attempt(lambda: _keep_scan(public_id, number, prepared)):
        flash(
            _("Đã lưu bản đóng dấu của %(number)s. Nhóm vận hành tải được ở trang chứng nhận của họ.", number=number)
        )
        return redirect(url_for("memberships_staff.member", public_id=public_id))
    return _shown(_space(public_id), {}, {certificate.number: form})


def _keep_scan(public_id: str, number: str, prepared: PreparedFile) -> None:
    certificate = found(queries.certificate_of(_space(public_id).id, number, hold=True))
    service.attach_scan(certificate, keep(prepared, actor=actor()), actor=actor())


def _scan_form(certificate: Certificate, **given: Any) -> ScanForm:
    return ScanForm(prefix=f"scan-{certificate.short_code}", **given)


def _change(public_id: str, change: str, form: ChangeForm) -> None:
    _kind, enter = CHANGES[change]
    enter(_space(public_id), actor=actor(), **form.ruling)


@blueprint.post("/<public_id>/name-request")
@guard(rules.can_change_standing)
def decline_name(public_id: str) -> Response:
    form = NameAnswerForm(prefix="name-request")
    if form.validate_on_submit() and form.attempt(
        lambda: service.decline_name(_space(public_id), answer=form.answer.data or "", actor=actor())
    ):
        flash(_("Đã trả lời và báo qua thư."))
        return redirect(url_for("memberships_staff.member", public_id=public_id))
    return _shown(_space(public_id), {}, answer_form=form)


@blueprint.post("/<public_id>/issue")
@guard(rules.can_change_standing)
def issue(public_id: str) -> Response:
    form = IssueForm(prefix="issue")
    if form.validate_on_submit() and form.attempt(
        lambda: service.issue_waiting(_space(public_id), actor=actor()).number
    ):
        flash(_("Đã cấp chứng nhận số %(number)s. Máy đang in.", number=form.outcome))
        return redirect(url_for("memberships_staff.member", public_id=public_id))
    return _shown(_space(public_id), {}, issuing=form)


@blueprint.post("/<public_id>/letters")
@guard(is_coordinator)
def letters_again(public_id: str) -> Response:
    return _about_letters(
        public_id,
        lambda: service.send_lost_letters(_space(public_id), actor=actor()),
        _("Đang gửi lại. Nếu thư vẫn không tới, trang này sẽ báo."),
    )


@blueprint.post("/<public_id>/letters/settled")
@guard(is_coordinator)
def letters_settled(public_id: str) -> Response:
    return _about_letters(
        public_id,
        lambda: service.settle_lost_letters(_space(public_id), actor=actor()),
        _("Đã ghi là người nhận được báo bằng cách khác."),
    )


def _about_letters(public_id: str, act: Callable[[], int], done: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(act):
        flash(done if form.outcome else _("Không còn thư nào cần gửi lại."))
        return redirect(url_for("memberships_staff.member", public_id=public_id))
    return _shown(_space(public_id), {}, act=form)


def _form(space: Space, change: str, **given: Any) -> ChangeForm:
    kind, _enter = CHANGES[change]
    asked = queries.name_request_of(space.id) or space
    form = change_form(kind, prefix=change, data={"name_vi": asked.name_vi, "name_en": asked.name_en}, **given)
    if kind == EventKind.MERGED:
        others = [one.space for one in queries.members_on(clock.today()) if one.space.id != space.id]
        named = [(one.public_id, pick(one, "name", locale())) for one in others]
        form["into"].choices = [("", _("Chọn không gian")), *named]
    return form


def _space(public_id: str) -> Space:
    """What is no member yet may have its application judged: nobody with a tie to it learns of it here."""
    space = found(space_by_public_id(public_id))
    return space if queries.events_of(space.id) else found(space_for_staff(actor(), public_id))


def _shown(
    space: Space,
    refused: dict[str, ChangeForm],
    refused_scans: dict[str, ScanForm] | None = None,
    answer_form: NameAnswerForm | None = None,
    *,
    issuing: IssueForm | None = None,
    act: BaseForm | None = None,
) -> Response:
    """The ledger of one space. A form that was refused is shown even where the change is no longer possible."""
    refused_scans = refused_scans or {}
    today = clock.today()
    events = queries.events_of(space.id)
    certificates = queries.certificates_of(space.id)
    standing = queries.standing_of(space.id, today)
    possible = rules.allowed_changes(standing) if _may_change(space) else []
    forms = {
        name: refused.get(name) or _form(space, name, formdata=None)
        for name, (kind, _enter) in CHANGES.items()
        if kind in possible or name in refused
    }
    return page(
        "memberships/member.html",
        form=act or issuing or answer_form or next(iter((*refused.values(), *refused_scans.values())), None),
        answer_form=issuing or answer_form or NameAnswerForm(formdata=None, prefix="name-request"),
        name_request=queries.name_request_of(space.id),
        may_change=_may_change(space),
        forms=forms,
        issuing=issuing or IssueForm(formdata=None, prefix="issue"),
        waiting=rules.waiting_term(events, certificates),
        may_issue=standing.is_member and _may_change(space),
        space=space,
        standing=standing,
        today=today,
        events=list(reversed(rules.in_order(events))),
        recorders=queries.names_of({event.recorded_by for event in events}),
        certificates=certificates,
        scan_forms={
            one.number: refused_scans.get(one.number) or _scan_form(one, formdata=None)
            for one in certificates
            if (one.scan_id is None and rules.can_attach_scan_of(actor(), queries.team_ids(space.id)))
            or one.number in refused_scans
        },
        superseded={one.id for one in certificates if rules.successor(one, certificates, on=today)},
        joined=queries.spaces_joined(events),
        owners=owners_of(space.id),
        sent_letters=shown_letters(letters_about(letters_of(space.id))),
        letter_states=mail_words.STATES,
        letter_tags=mail_words.TAGS,
        sees_addresses=is_administrator(actor()),
        may_send=is_coordinator(actor()) and actor().id not in queries.team_ids(space.id),
    )


def _may_change(space: Space) -> bool:
    return rules.can_change_standing_of(actor(), queries.team_ids(space.id))
