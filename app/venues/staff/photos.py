"""The photos of a venue: which there are, what is on them, in which order."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.files.forms import PhotoForm, PhotoMoveForm, PhotoRemoveForm, PhotoWordsForm
from app.files.photos import PHOTOS_MAX, Move
from app.venues import queries, service
from app.venues.models import VenuePhoto
from app.venues.rules import can_manage_venues
from app.venues.staff.desk import venue_of
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("venues_photos", __name__, url_prefix="/desk/venues/<slug>/photos")


@blueprint.get("")
@guard(can_manage_venues)
def show(slug: str) -> Response:
    return _photos_page(slug, PhotoForm())


@blueprint.post("")
@guard(can_manage_venues)
def add(slug: str) -> Response:
    venue_of(slug)
    form = PhotoForm()
    if form.validate_on_submit() and _added(slug, form):
        flash(_("Đã thêm ảnh."))
        return redirect(url_for("venues_photos.show", slug=slug))
    return _photos_page(slug, form)


def _added(slug: str, form: PhotoForm) -> bool:
    """The photo is drawn and written before the transaction: that takes a second."""
    prepared = form.prepared()
    return prepared is not None and form.attempt(
        lambda: service.add_photo(venue_of(slug), prepared, **form.words(), actor=actor()).public_id
    )


@blueprint.route("/<photo_id>", methods=["GET", "POST"])
@guard(can_manage_venues)
def one(slug: str, photo_id: str) -> Response:
    form = PhotoWordsForm(obj=_photo(slug, photo_id))
    if form.validate_on_submit() and form.attempt(
        lambda: service.describe_photo(_photo(slug, photo_id), **form.words(), actor=actor())
    ):
        flash(_("Đã lưu mô tả ảnh."))
        return redirect(url_for("venues_photos.show", slug=slug))
    return page("venues/photo.html", form=form, venue=venue_of(slug), photo=_photo(slug, photo_id))


@blueprint.post("/<photo_id>/move")
@guard(can_manage_venues)
def move(slug: str, photo_id: str) -> Response:
    form = PhotoMoveForm()
    act = lambda: service.move_photo(_photo(slug, photo_id), Move(form.to.data), actor=actor())  # noqa: E731
    return _after(slug, photo_id, form, act, _("Đã đổi thứ tự ảnh."))


@blueprint.post("/<photo_id>/remove")
@guard(can_manage_venues)
def remove(slug: str, photo_id: str) -> Response:
    act = lambda: service.remove_photo(_photo(slug, photo_id), actor=actor())  # noqa: E731
    return _after(slug, photo_id, PhotoRemoveForm(), act, _("Đã gỡ ảnh."))


def _after(slug: str, photo_id: str, form: BaseForm, act: Callable[[], None], done: str) -> Response:
    """One button of one photo: back to the list, or the list with the reason why not."""
    _photo(slug, photo_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("venues_photos.show", slug=slug))
    return _photos_page(slug, PhotoForm(formdata=None), refused=form)


def _photos_page(slug: str, form: PhotoForm, refused: BaseForm | None = None) -> Response:
    venue = venue_of(slug)
    return page(
        "venues/photos.html",
        form=form,
        refused=refused,
        status=422 if refused else None,
        venue=venue,
        photos=queries.photos_of(venue),
        most=PHOTOS_MAX,
    )


def _photo(slug: str, photo_id: str) -> VenuePhoto:
    return found(queries.photo_of(venue_of(slug), photo_id))
