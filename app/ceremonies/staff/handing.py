"""The day itself, on a phone, and what is left over after it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.ceremonies import queries, rules, service
from app.ceremonies.forms import ActForm, HandForm, PostedForm
from app.ceremonies.models import Ceremony, Guest, Stage
from app.ceremonies.staff.floor import blueprint, ceremony_of, ceremony_page, floor_of, guest_of
from app.core import clock
from app.memberships.queries import names_of
from app.memberships.rules import printed_names
from app.spaces.rules import postal_address
from app.web.forms import BaseForm
from app.web.guard import actor, guard
from app.web.pages import page

SEARCH_MAX = 80


@blueprint.get("/<public_id>/hand-over")
@guard(rules.can_see)
def handing(public_id: str) -> Response:
    return _handing(ceremony_of(public_id))


@blueprint.post("/<public_id>/hand-over/<guest_id>")
@guard(rules.can_prepare)
def hand_over(public_id: str, guest_id: str) -> Response:
    """One tap. A second one, from this phone or another, finds it done and changes nothing."""
    form = HandForm(prefix=f"hand-{guest_id}")
    return _ticked(
        public_id,
        guest_id,
        form,
        lambda: service.hand_over(_guest(public_id, guest_id), to=form.to.data or "", actor=actor()),
    )


@blueprint.post("/<public_id>/hand-over/<guest_id>/undo")
@guard(rules.can_prepare)
def take_back(public_id: str, guest_id: str) -> Response:
    form = ActForm(prefix=f"back-{guest_id}")
    return _ticked(public_id, guest_id, form, lambda: service.take_back(_guest(public_id, guest_id), actor=actor()))


def _ticked(public_id: str, guest_id: str, form: BaseForm, act: Callable[[], Any]) -> Response:
    """Back to the same search, at the line that was tapped."""
    if form.validate_on_submit() and form.attempt(act):
        looked_for = request.args.get("q", "")[:SEARCH_MAX] or None
        return redirect(
            url_for("ceremonies_staff.handing", public_id=public_id, q=looked_for, last=guest_id, _anchor="found")
        )
    return _handing(ceremony_of(public_id), refused=form)


def _guest(public_id: str, guest_id: str) -> Guest:
    return guest_of(ceremony_of(public_id), guest_id)


def _handing(ceremony: Ceremony, *, refused: BaseForm | None = None) -> Response:
    floor = floor_of(ceremony)
    looked_for, shown = request.args.get("q", "")[:SEARCH_MAX], request.args.get("show", "")
    numbers = {one.id: floor.certificates[one.id].number for one in floor.guests if one.id in floor.certificates}
    found = [one for one in floor.guests if rules.matches(one, numbers.get(one.id, ""), looked_for)]
    if shown == "left":
        found = [one for one in found if not one.is_served]
    last = request.args.get("last", "")
    return ceremony_page(
        "handing",
        ceremony,
        form=refused,
        floor=floor,
        found=found,
        looked_for=looked_for,
        shown=shown,
        numbers=numbers,
        last=next((one for one in floor.guests if one.public_id == last), None),
        names={one.id: printed_names(one.event, one.space) for one in floor.guests},
        is_open=ceremony.stage in rules.HANDING_OVER,
        may_end=ceremony.stage == Stage.ISSUED
        and clock.today() >= ceremony.starts_at.astimezone(clock.HOUSE_ZONE).date(),
        people=names_of({one.handed_over_by for one in floor.guests}),
        ending=ActForm(formdata=None, prefix="held"),
    )


@blueprint.post("/<public_id>/held")
@guard(rules.can_prepare)
def held(public_id: str) -> Response:
    form = ActForm(prefix="held")
    if form.validate_on_submit() and form.attempt(lambda: service.hold_day(ceremony_of(public_id), actor=actor())):
        flash(_("Buổi lễ đã xong. Đây là những không gian chưa nhận."))
        return redirect(url_for("ceremonies_staff.rest", public_id=public_id))
    return _handing(ceremony_of(public_id), refused=form)


@blueprint.get("/<public_id>/rest")
@guard(rules.can_see)
def rest(public_id: str) -> Response:
    return _rest(ceremony_of(public_id))


@blueprint.post("/<public_id>/rest/<guest_id>")
@guard(rules.can_prepare)
def posted(public_id: str, guest_id: str) -> Response:
    form = PostedForm(prefix=f"posted-{guest_id}")
    if form.validate_on_submit() and form.attempt(
        lambda: service.note_posted(
            _guest(public_id, guest_id), on=form.posted_on.data, tracking=form.tracking.data or "", actor=actor()
        )
    ):
        flash(_("Đã ghi ngày gửi. Không gian được báo qua thư."))
        return redirect(url_for("ceremonies_staff.rest", public_id=public_id))
    return _rest(ceremony_of(public_id), refused=form)


@blueprint.post("/<public_id>/rest/<guest_id>/undo")
@guard(rules.can_prepare)
def post_again(public_id: str, guest_id: str) -> Response:
    form = ActForm(prefix=f"unpost-{guest_id}")
    if form.validate_on_submit() and form.attempt(
        lambda: service.take_back_posting(_guest(public_id, guest_id), actor=actor())
    ):
        return redirect(url_for("ceremonies_staff.rest", public_id=public_id))
    return _rest(ceremony_of(public_id), refused=form)


@blueprint.get("/<public_id>/rest/<guest_id>/letter")
@guard(rules.can_see)
def letter(public_id: str, guest_id: str) -> Response:
    """To lay beside the certificate in its envelope."""
    guest = _guest(public_id, guest_id)
    certificates = queries.certificates_of([guest])
    return page(
        "ceremonies/letter.html",
        guest=guest,
        ceremony=guest.ceremony,
        number=certificates[guest.id].number if guest.id in certificates else "",
        address=postal_address(guest.space),
        today=clock.today(),
    )


@blueprint.post("/<public_id>/close")
@guard(rules.can_prepare)
def close(public_id: str) -> Response:
    form = ActForm(prefix="close")
    if form.validate_on_submit() and form.attempt(
        lambda: service.close_ceremony(ceremony_of(public_id), actor=actor())
    ):
        flash(_("Mọi không gian đã nhận chứng nhận. Buổi lễ đã khép lại."))
        return redirect(url_for("ceremonies_staff.show", public_id=public_id))
    return _rest(ceremony_of(public_id), refused=form)


def _rest(ceremony: Ceremony, *, refused: BaseForm | None = None) -> Response:
    floor = floor_of(ceremony)
    left = [one for one in floor.guests if not one.is_served]
    forms: dict[str, BaseForm] = {
        f"posted-{one.public_id}": PostedForm(formdata=None, prefix=f"posted-{one.public_id}") for one in left
    }
    if refused is not None:
        forms[refused._prefix.rstrip("-")] = refused
    return ceremony_page(
        "rest",
        ceremony,
        form=refused,
        floor=floor,
        left=left,
        sent=[one for one in floor.guests if one.posted_on is not None],
        forms=forms,
        names={one.id: printed_names(one.event, one.space) for one in floor.guests},
        is_open=ceremony.stage in rules.HANDING_OVER,
        closing=ActForm(formdata=None, prefix="close"),
    )
