"""When a venue can be booked: its week, its seasons, the days that differ. Before hours are changed, whoever changes
them sees which confirmed bookings would lie outside."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.bookings import opening, queries
from app.bookings.models import Booking
from app.core import clock
from app.core.errors import DomainError, NotFound
from app.venues import queries as venues
from app.venues import service
from app.venues.forms import ExceptionForm, RemoveHoursForm, SeasonForm, SeasonWeekForm, WeekForm, YearForm
from app.venues.models import Season, Venue
from app.venues.rules import can_manage_venues
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("venue_hours", __name__, url_prefix="/desk/venues/<slug>/hours")


@blueprint.route("", methods=["GET", "POST"])
@guard(can_manage_venues)
def week(slug: str) -> Response:
    form = YearForm()
    if not form.filled:
        venue = _venue(slug)
        form.show_venue(venue, venues.hours_of(venue))

    def act() -> None:
        service.set_weekly_hours(
            _venue(slug),
            form.read_spans(),
            actor=actor(),
            keeps_days_off=form.keeps_days_off.data,
            was=form.was.data or "",
        )

    outside = _told_first(slug, form, act)
    if outside is None and form.attempt(act):
        flash(_("Đã lưu giờ nhận đặt. Những lượt đã đặt không đổi."))
        return redirect(url_for("venue_hours.week", slug=slug))
    venue = _venue(slug)
    return page(
        "bookings/opening/week.html",
        form=form,
        venue=venue,
        seasons=venues.seasons_of([venue.id]),
        outside=outside or [],
        standing=opening.standing_outside(venue),
    )


@blueprint.route("/seasons/new", methods=["GET", "POST"])
@guard(can_manage_venues)
def new_season(slug: str) -> Response:
    """It begins with the week of the whole year, so nothing changes before that is edited."""
    form = SeasonForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.add_season(_venue(slug), actor=actor(), **form.read_season()).first_day
    ):
        flash(_("Đã thêm mùa, với giờ như cả năm. Hãy sửa giờ của mùa này."))
        return redirect(url_for("venue_hours.season", slug=slug, first=form.outcome))
    return page("bookings/opening/new_season.html", form=form, venue=_venue(slug))


@blueprint.route("/seasons/<int:first>", methods=["GET", "POST"])
@guard(can_manage_venues)
def season(slug: str, first: int) -> Response:
    form, shown = SeasonWeekForm(), _season(slug, first)
    if not form.filled:
        venue = _venue(slug)
        form.show_season(venue, shown, venues.hours_of(venue))

    def act() -> None:
        service.change_season(
            _venue(slug),
            _season(slug, first),
            actor=actor(),
            spans=form.read_spans(),
            was=form.was.data or "",
            **form.read_season(),
        )

    outside = _told_first(slug, form, act)
    if outside is None and form.attempt(act):
        flash(_("Đã lưu giờ của mùa. Những lượt đã đặt không đổi."))
        return redirect(url_for("venue_hours.week", slug=slug))
    return _season_page(slug, first, form, outside=outside or [])


def _season_page(slug: str, first: int, form: SeasonWeekForm, **told: Any) -> Response:
    return page(
        "bookings/opening/season.html",
        form=form,
        venue=_venue(slug),
        season=_season(slug, first),
        **{"outside": [], "leaving": [], "sure": "", **told},
    )


@blueprint.post("/seasons/<int:first>/remove")
@guard(can_manage_venues)
def remove_season(slug: str, first: int) -> Response:
    _season(slug, first)
    form = RemoveHoursForm()

    def act() -> None:
        service.remove_season(_venue(slug), _season(slug, first), actor=actor())

    leaving = _told_first(slug, form, act)
    if leaving:
        shown, venue = SeasonWeekForm(formdata=None), _venue(slug)
        shown.show_season(venue, _season(slug, first), venues.hours_of(venue))
        return _season_page(slug, first, shown, leaving=leaving, sure=form.sure.data)
    if leaving is None and form.attempt(act):
        flash(_("Đã bỏ mùa. Những ngày ấy theo giờ cả năm."))
    return redirect(url_for("venue_hours.week", slug=slug))


@blueprint.route("/exceptions", methods=["GET", "POST"])
@guard(can_manage_venues)
def exceptions(slug: str) -> Response:
    _venue(slug)
    form = ExceptionForm()

    def act() -> None:
        day: Any = form.day.data
        service.add_exception(
            _venue(slug),
            actor=actor(),
            day=day,
            spans=form.read_spans(),
            note_vi=form.note_vi.data or "",
            note_en=form.note_en.data or None,
        )

    outside = _told_first(slug, form, act)
    if outside is None and form.attempt(act):
        flash(_("Đã thêm ngày ngoại lệ."))
        return redirect(url_for("venue_hours.exceptions", slug=slug))
    return _exceptions_page(slug, form, outside=outside or [])


def _exceptions_page(slug: str, form: ExceptionForm, **told: Any) -> Response:
    venue = _venue(slug)
    return page(
        "bookings/opening/exceptions.html",
        form=form,
        venue=venue,
        days=_by_day(venue),
        **{"outside": [], "leaving": [], "on": None, "sure": "", **told},
    )


@blueprint.post("/exceptions/<day>/remove")
@guard(can_manage_venues)
def remove_exception(slug: str, day: str) -> Response:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        abort(404)
    form = RemoveHoursForm()

    def act() -> None:
        service.remove_exception(_venue(slug), on, actor=actor())

    leaving = _told_first(slug, form, act)
    if leaving:
        shown = ExceptionForm(formdata=None)
        return _exceptions_page(slug, shown, leaving=leaving, on=on, sure=form.sure.data)
    if leaving is None and form.attempt(act):
        flash(_("Đã bỏ ngày ngoại lệ."))
    return redirect(url_for("venue_hours.exceptions", slug=slug))


def _told_first(
    slug: str, form: WeekForm | ExceptionForm | RemoveHoursForm, act: Callable[[], Any]
) -> list[Booking] | None:
    """None when nothing is in the way of acting: nobody comes to lie outside, or the reader was told who."""
    if not form.validate_on_submit():
        return []
    try:
        outside = opening.new_outside(lambda: _venue(slug), act)
    except NotFound:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return []
    told, form.sure.data = form.sure.data, opening.named(outside)
    return None if not outside or told == form.sure.data else list(queries.bookings_by_public_id(outside))


def _by_day(venue: Venue) -> list[tuple[date, list[Any]]]:
    days: dict[date, list[Any]] = {}
    for one in venues.exceptions_from(venue, clock.today()):
        days.setdefault(one.day, []).append(one)
    return list(days.items())


def _venue(slug: str) -> Venue:
    return found(venues.venue_by_slug(slug))


def _season(slug: str, first: int) -> Season:
    return found(venues.season_from(_venue(slug), first))
