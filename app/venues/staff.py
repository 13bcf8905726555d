"""The Centre's screens of venues: their words, how they are given out, when they can be booked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.venues import queries, service
from app.venues.forms import POLICY_NAMES, ExceptionForm, HoursForm, VenueForm, venue_form
from app.venues.models import BookableHours, Venue
from app.venues.rules import can_manage_venues
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("venues_staff", __name__, url_prefix="/desk/venues")


@blueprint.get("")
@guard(can_manage_venues)
def venues() -> Response:
    every = queries.all_venues()
    return page(
        "venues/list.html",
        wholes=[venue for venue in every if venue.whole_id is None],
        parts={venue.id: [part for part in every if part.whole_id == venue.id] for venue in every},
        policy_names=POLICY_NAMES,
    )


@blueprint.route("/<slug>", methods=["GET", "POST"])
@guard(can_manage_venues)
def edit(slug: str) -> Response:
    form = venue_form(_venue(slug))
    if form.validate_on_submit() and form.attempt(lambda: _change(slug, form)):
        flash(_("Đã lưu. Trang công khai và lịch theo dõi dùng lời mới ngay."))
        return redirect(url_for("venues_staff.edit", slug=slug))
    return _page(slug, form)


def _change(slug: str, form: VenueForm) -> None:
    service.change_venue(_venue(slug), actor=actor(), seen_version=form.version.data or "", **form.read_values())


@blueprint.post("/<slug>/hours")
@guard(can_manage_venues)
def hours(slug: str) -> Response:
    form = HoursForm(prefix="hours")
    if form.validate_on_submit() and form.attempt(lambda: _set_hours(slug, form)):
        flash(_("Đã lưu giờ nhận đặt. Những lượt đã đặt không đổi."))
        return redirect(url_for("venues_staff.edit", slug=slug))
    return _page(slug, form)


def _set_hours(slug: str, form: HoursForm) -> None:
    venue = _venue(slug)
    service.set_weekly_hours(venue, form.read_spans(), actor=actor(), seen=form.seen.data or "")


@blueprint.post("/<slug>/exceptions")
@guard(can_manage_venues)
def add_exception(slug: str) -> Response:
    form = ExceptionForm(prefix="exception")
    if form.validate_on_submit() and form.attempt(lambda: _add_exception(slug, form)):
        flash(_("Đã thêm ngày ngoại lệ."))
        return redirect(url_for("venues_staff.edit", slug=slug))
    return _page(slug, form)


def _add_exception(slug: str, form: ExceptionForm) -> None:
    day: Any = form.day.data
    service.add_exception(
        _venue(slug),
        actor=actor(),
        day=day,
        opens=form.opens.data,
        closes=form.closes.data,
        note_vi=form.note_vi.data or "",
        note_en=form.note_en.data or None,
    )


@blueprint.post("/<slug>/exceptions/<day>/remove")
@guard(can_manage_venues)
def remove_exception(slug: str, day: str) -> Response:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: service.remove_exception(_venue(slug), on, actor=actor())):
        flash(_("Đã bỏ ngày ngoại lệ."))
    return redirect(url_for("venues_staff.edit", slug=slug))


def _venue(slug: str) -> Venue:
    return found(queries.venue_by_slug(slug))


def _page(slug: str, sent: BaseForm) -> Response:
    """All forms of one venue; the one that was sent keeps what was typed."""
    venue = _venue(slug)
    weekly = queries.hours_of(venue)
    return page(
        "venues/edit.html",
        form=sent,
        venue=venue,
        facts_form=sent if isinstance(sent, VenueForm) else venue_form(venue, stored=True),
        hours_form=sent if isinstance(sent, HoursForm) else _stored_hours(weekly),
        exception_form=(
            sent if isinstance(sent, ExceptionForm) else ExceptionForm(formdata=None, prefix="exception")
        ),
        exceptions=queries.exceptions_from(venue, clock.today()),
    )


def _stored_hours(weekly: Sequence[BookableHours]) -> HoursForm:
    form = HoursForm(formdata=None, prefix="hours")
    if not form.filled:
        form.show(weekly)
        form.seen.data = service.hours_seen(weekly)
    return form
