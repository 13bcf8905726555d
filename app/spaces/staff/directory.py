"""Entering the spaces the Centre knows of, from a list."""

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.spaces import queries, rules, service
from app.spaces.conflicts import Outlook, examine
from app.spaces.directory_template import directory_template
from app.spaces.forms import ListForm, SpaceListForm
from app.spaces.lists import fingerprint
from app.spaces.models import SpaceImport
from app.spaces.words import COLUMN_NAMES, directory_fault_words
from app.spaces.workbook import send_workbook
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("directory_staff", __name__, url_prefix="/desk/spaces")


@blueprint.get("")
@guard(rules.can_import_spaces)
def spaces() -> Response:
    listed = queries.listed_spaces()
    return page(
        "spaces/directory.html",
        spaces=listed,
        unclaimed=queries.unclaimed_ids(listed),
        waiting=queries.waiting_claims_by_space(),
    )


@blueprint.route("/import", methods=["GET", "POST"])
@guard(rules.can_import_spaces)
def new_import() -> Response:
    form = SpaceListForm()
    if form.validate_on_submit() and _kept(form):
        return redirect(url_for("directory_staff.one_import", public_id=form.outcome))
    return page("spaces/import_new.html", form=form)


def _kept(form: SpaceListForm) -> bool:
    read = form.read()
    if read is None:
        return False
    table, sheet = read
    return form.attempt(lambda: service.keep_space_list(table.name, table.sha256, sheet, actor=actor()).public_id)


@blueprint.get("/import/template.xlsx")
@guard(rules.can_import_spaces)
def template() -> Response:
    return send_workbook(directory_template(), _("mau-danh-sach-khong-gian.xlsx"))


@blueprint.route("/import/<public_id>", methods=["GET", "POST"])
@guard(rules.can_import_spaces)
def one_import(public_id: str) -> Response:
    kept = found(queries.list_for(SpaceImport, actor(), public_id))
    if kept.confirmed_at:
        return page("spaces/import_done.html", kept=kept)
    form = ListForm()
    if form.validate_on_submit() and form.attempt(lambda: _confirmed(public_id, form)):
        return redirect(url_for("directory_staff.one_import", public_id=public_id))
    return _previewed(public_id, form)


def _confirmed(public_id: str, form: ListForm) -> service.Listed | None:
    return service.confirm_space_list(
        public_id, seen=form.seen.data or "", skip_faulty=form.skip_faulty.data, actor=actor()
    )


def _previewed(public_id: str, sent: ListForm) -> Response:
    """As things stand now: what was refused may have been so because they had changed."""
    kept = found(queries.list_for(SpaceImport, actor(), public_id))
    findings = examine(service.lines_of(kept))
    form = ListForm().with_errors_of(sent)
    form.seen.data = fingerprint(findings)
    return page(
        "spaces/import_preview.html",
        form=form,
        kept=kept,
        outlooks={outlook: [one for one in findings if one.outlook == outlook] for outlook in Outlook},
        column_names=COLUMN_NAMES,
        fault_words=directory_fault_words,
    )
