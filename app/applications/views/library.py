"""The files of a space, kept once for all its applications."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.applications import queries, service
from app.applications.forms import ActForm, LibraryForm
from app.applications.views.drafts import blueprint
from app.files.responses import send
from app.files.service import PreparedFile
from app.spaces.models import Space
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page


@blueprint.route("/library/<space_id>", methods=["GET", "POST"])
@guard(signed_in)
def library(space_id: str) -> Response:
    space = _space(space_id)
    form = LibraryForm()
    if form.validate_on_submit():
        uploads = form.read_uploads()
        kept = bool(uploads) and form.attempt(lambda: _add(space_id, uploads))
        if kept and not form.error_list:
            flash(_("Đã thêm vào kho tệp."))
            return redirect(url_for("applications.library", space_id=space_id))
    return _page(space, form)


def _add(space_id: str, uploads: list[PreparedFile]) -> None:
    space = _space(space_id)
    for upload in uploads:
        service.add_to_library(space, upload, actor=actor())


@blueprint.get("/library/<space_id>/<file_id>")
@guard(signed_in)
def library_file(space_id: str, file_id: str) -> Response:
    return send(found(queries.library_file(_space(space_id), file_id)).file)


@blueprint.post("/library/<space_id>/<file_id>/drop")
@guard(signed_in)
def drop_file(space_id: str, file_id: str) -> Response:
    form = ActForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.drop_from_library(found(queries.library_file(_space(space_id), file_id)), actor=actor())
    ):
        flash(_("Đã xoá tệp khỏi kho."))
        return redirect(url_for("applications.library", space_id=space_id))
    return _page(_space(space_id), LibraryForm(formdata=None), refused=form)


def _space(space_id: str) -> Space:
    return found(queries.space_of_team(actor(), space_id))


def _page(space: Space, form: LibraryForm, refused: BaseForm | None = None) -> Response:
    files = queries.library_of(space)
    return page(
        "applications/library.html",
        form=refused or form,
        upload=form,
        space=space,
        files=files,
        uses=queries.uses_of(files),
        refusals=refused.error_list if refused else [],
    )
