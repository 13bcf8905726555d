"""What is lent at one venue, and what can go anywhere."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.venues import queries, service
from app.venues.forms import EquipmentChangeForm, EquipmentForm
from app.venues.models import Equipment, Venue
from app.venues.rules import can_manage_venues
from app.venues.staff.desk import blueprint, venue_of
from app.web.guard import actor, found, guard
from app.web.pages import page


@blueprint.route("/equipment", methods=["GET", "POST"])
@guard(can_manage_venues)
def equipment_anywhere() -> Response:
    return _list(None)


@blueprint.route("/<slug>/equipment", methods=["GET", "POST"])
@guard(can_manage_venues)
def equipment(slug: str) -> Response:
    return _list(slug)


def _list(slug: str | None) -> Response:
    venue = venue_of(slug) if slug else None
    form = EquipmentForm()
    if form.validate_on_submit() and form.attempt(lambda: _add(slug, form).public_id):
        flash(_("Đã thêm thiết bị."))
        return redirect(_list_address(slug))
    return page(
        "venues/equipment.html",
        form=form,
        venue=venue,
        things=queries.equipment_at(venue),
        anywhere=len([one for one in queries.equipment_at(None) if one.active]) if venue else 0,
    )


def _add(slug: str | None, form: EquipmentForm) -> Equipment:
    return service.add_equipment(
        venue_of(slug) if slug else None,
        name_vi=form.name_vi.data or "",
        name_en=form.name_en.data,
        stock=form.stock.data or 0,
        actor=actor(),
    )


def _list_address(slug: str | None) -> str:
    return url_for("venues_staff.equipment", slug=slug) if slug else url_for("venues_staff.equipment_anywhere")


@blueprint.route("/equipment/<public_id>", methods=["GET", "POST"])
@guard(can_manage_venues)
def thing(public_id: str) -> Response:
    shown, venue = _thing(public_id)
    form = EquipmentChangeForm(obj=shown)
    if not form.filled:
        form.was.data = service.equipment_seen(shown)
    slug = venue.slug if venue else None
    if form.validate_on_submit() and form.attempt(lambda: _change(public_id, form)):
        flash(_("Đã lưu thiết bị."))
        return redirect(_list_address(slug))
    shown, venue = _thing(public_id)
    return page("venues/thing.html", form=form, thing=shown, venue=venue, back=_list_address(slug))


def _change(public_id: str, form: EquipmentChangeForm) -> None:
    service.change_equipment(
        _thing(public_id)[0],
        name_vi=form.name_vi.data or "",
        name_en=form.name_en.data,
        stock=form.stock.data or 0,
        active=form.active.data,
        actor=actor(),
        was=form.was.data or "",
    )


def _thing(public_id: str) -> tuple[Equipment, Venue | None]:
    thing = found(queries.equipment_by_public_id(public_id))
    owners = queries.venues_by_id([thing.venue_id]) if thing.venue_id else []
    return thing, next(iter(owners), None)
