"""Who waits for which floor, and since when."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import conflicts, queries, rules, service
from app.bookings.forms import RemoveForm
from app.bookings.models import Booking
from app.bookings.schedule import everywhere
from app.bookings.staff.desk import blueprint, booking_of
from app.bookings.waiting import places_in_line
from app.core import clock
from app.core.timespan import Timespan
from app.venues.models import Venue
from app.web.forms import BaseForm
from app.web.guard import actor, guard
from app.web.pages import page


@blueprint.get("/waiting")
@guard(is_coordinator)
def waiting() -> Response:
    return _page()


@blueprint.post("/waiting/<public_id>/offer")
@guard(is_coordinator)
def offer(public_id: str) -> Response:
    """Out of turn, by hand: the row says whether the floor is free."""
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.offer_by_hand(booking_of(public_id), actor=actor()).public_id
    ):
        flash(_("Đã giữ chỗ và gửi thư mời."))
        return redirect(url_for("bookings_staff.waiting", venue=request.args.get("venue")))
    return _page(form)


@blueprint.post("/waiting/<public_id>/remove")
@guard(is_coordinator)
def remove(public_id: str) -> Response:
    form = RemoveForm(prefix=public_id)
    if form.validate_on_submit() and form.attempt(
        lambda: service.leave_waiting_list(booking_of(public_id), actor=actor(), reason=form.reason.data or "")
    ):
        flash(_("Đã đưa ra khỏi danh sách chờ và gửi lý do."))
        return redirect(url_for("bookings_staff.waiting", venue=request.args.get("venue")))
    return _page(form, public_id)


def _page(refused: BaseForm | None = None, of: str = "") -> Response:
    """Of one place with `?venue=`, else of all; who is asked first stands first."""
    now, venues = clock.now(), everywhere()
    everybody, offered = queries.waiting_list(now=now), queries.open_offers(now=now)
    chosen = next((venue for venue in venues if venue.slug == request.args.get("venue")), None)
    wanted = set(conflicts.areas_of(venue for one in (*everybody, *offered) for venue in one.venues))
    shown = [one for one in everybody if chosen is None or _is_at(one, chosen)]
    deciders = queries.deciders_of(shown)
    return page(
        "bookings/waiting.html",
        status=200 if refused is None else 422,
        refusals=refused.error_list if refused is not None else [],
        waiting=shown,
        places=places_in_line(everybody),
        free=_free(shown),
        mine={one.id for one in shown if rules.is_decider(actor(), deciders[one.id])},
        forms={
            one.id: refused
            if isinstance(refused, RemoveForm) and one.public_id == of
            else RemoveForm(formdata=None, prefix=one.public_id)
            for one in shown
        },
        offered=[one for one in offered if chosen is None or _is_at(one, chosen)],
        venue=chosen,
        venues=[one for one in venues if one is chosen or not wanted.isdisjoint(area.id for area in one.areas)],
    )


def _is_at(booking: Booking, place: Venue) -> bool:
    """Whether it wants any of that place's floor, by whatever name."""
    return not {area.id for area in place.areas}.isdisjoint(conflicts.areas_of(booking.venues))


def _free(waiting: list[Booking]) -> set[int]:
    """Ids of those whose floor is free this moment: one look for all of them."""
    if not waiting:
        return set()
    whole = Timespan(min(one.starts_at for one in waiting), max(one.ends_at for one in waiting))
    areas = conflicts.areas_of(venue for one in waiting for venue in one.venues)
    taken = conflicts.obstacles(areas, whole, now=clock.now())
    return {
        one.id
        for one in waiting
        if not any(met.span.overlaps(one.blocked) and met.area.id in conflicts.areas_of(one.venues) for met in taken)
    }
