"""The photos of a space: which there are, what is on them, in which order. Only its team learns that the pages exist."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.files.forms import PhotoForm, PhotoMoveForm, PhotoRemoveForm, PhotoWordsForm
from app.files.photos import PHOTOS_MAX, Move
from app.spaces import queries, service
from app.spaces.models import Space, SpacePhoto
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("spaces_photos", __name__, url_prefix="/my/spaces/<public_id>/photos")


@blueprint.get("")
@guard(signed_in)
def show(public_id: str) -> Response:
    return _photos_page(public_id, PhotoForm())


@blueprint.post("")
@guard(signed_in)
def add(public_id: str) -> Response:
    _mine(public_id)
    form = PhotoForm()
    if form.validate_on_submit() and _added(public_id, form):
        flash(_("Đã thêm ảnh."))
        return redirect(url_for("spaces_photos.show", public_id=public_id))
    return _photos_page(public_id, form)


def _added(public_id: str, form: PhotoForm) -> bool:
    """The photo is drawn and written before the transaction: that takes a second."""
    prepared = form.prepared()
    return prepared is not None and form.attempt(
        lambda: service.add_photo(_mine(public_id), prepared, **form.words(), actor=actor()).public_id
    )


@blueprint.route("/<photo_id>", methods=["GET", "POST"])
@guard(signed_in)
def one(public_id: str, photo_id: str) -> Response:
    form = PhotoWordsForm(obj=_photo(public_id, photo_id))
    if form.validate_on_submit() and form.attempt(
        lambda: service.describe_photo(_photo(public_id, photo_id), **form.words(), actor=actor())
    ):
        flash(_("Đã lưu mô tả ảnh."))
        return redirect(url_for("spaces_photos.show", public_id=public_id))
    return page("spaces/photo.html", form=form, space=_mine(public_id), photo=_photo(public_id, photo_id))


@blueprint.post("/<photo_id>/move")
@guard(signed_in)
def move(public_id: str, photo_id: str) -> Response:
    form = PhotoMoveForm()
    return _after(
        public_id,
        photo_id,
        form,
        lambda: service.move_photo(_photo(public_id, photo_id), Move(form.to.data), actor=actor()),
        _("Đã đổi thứ tự ảnh."),
    )


@blueprint.post("/<photo_id>/remove")
@guard(signed_in)
def remove(public_id: str, photo_id: str) -> Response:
    return _after(
        public_id,
        photo_id,
        PhotoRemoveForm(),
        lambda: service.remove_photo(_photo(public_id, photo_id), actor=actor()),
        _("Đã gỡ ảnh."),
    )


def _after(public_id: str, photo_id: str, form: BaseForm, act: Callable[[], None], done: str) -> Response:
    """One button of one photo: back to the list, or the list with the reason why not."""
    _photo(public_id, photo_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("spaces_photos.show", public_id=public_id))
    return _photos_page(public_id, PhotoForm(formdata=None), refused=form)


def _photos_page(public_id: str, form: PhotoForm, refused: BaseForm | None = None) -> Response:
    space = _mine(public_id)
    return page(
        "spaces/photos.html",
        form=form,
        refused=refused,
        status=422 if refused else None,
        space=space,
        photos=queries.photos_of(space.id),
        most=PHOTOS_MAX,
    )


def _mine(public_id: str) -> Space:
    return found(queries.space_for_editor(actor(), public_id))


def _photo(public_id: str, photo_id: str) -> SpacePhoto:
    return found(queries.photo_of(_mine(public_id).id, photo_id))
