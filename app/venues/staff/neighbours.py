"""Which other areas disturb a venue, or are disturbed by it."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.venues import queries, service
from app.venues.forms import NeighbourForm
from app.venues.models import Area
from app.venues.rules import can_manage_venues
from app.venues.staff.desk import blueprint, venue_of
from app.venues.words import NEIGHBOUR_KINDS
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page


@blueprint.route("/<slug>/neighbours", methods=["GET", "POST"])
@guard(can_manage_venues)
def neighbours(slug: str) -> Response:
    venue = venue_of(slug)
    form, every = NeighbourForm(), queries.all_areas()
    form.offer(venue.areas, [area for area in every if area not in venue.areas])
    if form.validate_on_submit() and form.attempt(lambda: _add(slug, form)):
        flash(_("Đã thêm. Từ nay khi hai nơi trùng giờ, điều phối viên và người đặt được nhắc."))
        return redirect(url_for("venues_staff.neighbours", slug=slug))
    return _page(slug, form)


def _add(slug: str, form: NeighbourForm) -> None:
    service.add_neighbour(
        venue_of(slug),
        _area(form.area.data),
        _area(form.other.data),
        kind=form.kind.data,
        note_vi=form.note_vi.data or "",
        note_en=form.note_en.data,
        actor=actor(),
    )


@blueprint.post("/<slug>/neighbours/<code>/<other>/remove")
@guard(can_manage_venues)
def remove_neighbour(slug: str, code: str, other: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.remove_neighbour(venue_of(slug), _area(code), _area(other), actor=actor())
    ):
        flash(_("Đã bỏ."))
    return redirect(url_for("venues_staff.neighbours", slug=slug))


def _page(slug: str, form: NeighbourForm) -> Response:
    venue = venue_of(slug)
    areas = {area.id: area for area in queries.all_areas()}
    edges = [
        (edge, areas[edge.area_id], areas[edge.other_area_id])
        for edge in queries.soft_edges_of([area.id for area in venue.areas])
    ]
    return page("venues/neighbours.html", form=form, venue=venue, edges=edges, kinds=NEIGHBOUR_KINDS)


def _area(code: str) -> Area:
    return found(queries.area_by_code(code))
