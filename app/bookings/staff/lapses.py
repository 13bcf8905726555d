"""Bookings of spaces that are members no more: what becomes of each."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import queries, service, words
from app.bookings.forms import LapseForm
from app.bookings.queries import LapsedSpace
from app.core import clock
from app.spaces.models import Space
from app.spaces.queries import space_by_public_id
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("lapses_staff", __name__, url_prefix="/desk/bookings/lapsed")


@blueprint.get("")
@guard(is_coordinator)
def lapsed() -> Response:
    return _page()


@blueprint.post("/<public_id>")
@guard(is_coordinator)
def settle(public_id: str) -> Response:
    form = LapseForm(prefix=public_id)
    if form.validate_on_submit() and form.attempt(lambda: _settle(public_id, form)):
        flash(_done(form))
        return redirect(url_for("lapses_staff.lapsed"))
    return _page(_space(public_id), form)


def _settle(public_id: str, form: LapseForm) -> int:
    space, act = _space(public_id), service.keep_lapsed if form.act.data == "keep" else service.release_lapsed
    chosen = form.chosen.data or []
    if form.everything.data and (group := queries.lapsed_of(space.id)) is not None:
        chosen = [one.booking.public_id for one in group.open]
    done = act(space, chosen, reason=form.reason.data or "", seen=form.fingerprint.data or "", actor=actor())
    return len(done)


def _done(form: LapseForm) -> str:
    count = form.outcome
    kept = ngettext("Đã giữ %(num)d lượt và báo cho không gian.", "Đã giữ %(num)d lượt và báo cho không gian.", count)
    gone = ngettext("Đã huỷ %(num)d lượt và báo cho không gian.", "Đã huỷ %(num)d lượt và báo cho không gian.", count)
    return str(kept if form.act.data == "keep" else gone)


def _space(public_id: str) -> Space:
    return found(space_by_public_id(public_id))


def _page(space: Space | None = None, refused: LapseForm | None = None) -> Response:
    groups = queries.lapsed_spaces()
    own = {group.id for group in groups if not queries.may_settle_lapse(actor(), group.space)}
    forms = {}
    for group in groups:
        form = refused if refused and space and space.id == group.id else _fresh(group)
        form.fingerprint.data = service.facts_of_lapses(group)
        forms[group.id] = form
    return page(
        "bookings/lapsed.html",
        status=200 if refused is None else 422,
        groups=groups,
        forms=forms,
        own=own,
        today=clock.today(),
        refusals=refused.error_list if refused is not None else [],
        words=words,
    )


def _fresh(group: LapsedSpace) -> LapseForm:
    form = LapseForm(formdata=None, prefix=group.space.public_id)
    if len(group.open) == 1 and not form.filled:
        form.chosen.data = [group.open[0].booking.public_id]
    return form
