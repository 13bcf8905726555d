"""Agreements about venues: asked for on the page of a booking's papers, checked by whoever holds one."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, signed_in
from app.bookings import words
from app.bookings.models import BookingStatus, VenueAgreement
from app.bookings.paper_screens import booking_of, papers_page
from app.bookings.paper_words import AGREEMENT_STATES, AGREEMENT_TAGS
from app.bookings.queries import agreements as queries
from app.bookings.rules.agreements import State
from app.bookings.service import agreements as service
from app.core import clock
from app.core.timespan import Timespan
from app.files.responses import send
from app.memberships.rules import normal_code
from app.web.forms import BaseForm
from app.web.guard import actor, anyone, found, guard
from app.web.pages import page
from app.web.paging import paged

ON_A_PAGE = 50
blueprint = Blueprint("agreements", __name__)
desk_blueprint = Blueprint("agreements_staff", __name__, url_prefix="/desk/agreements")


def init_app(app: Flask) -> None:
    """For the page of a booking's papers."""
    app.jinja_env.globals["agreements_of"] = queries.agreements_of
    app.jinja_env.globals["agreement_state"] = _state
    app.jinja_env.globals["may_have_agreement"] = lambda booking: (
        booking.status == BookingStatus.CONFIRMED and booking.ends_at > clock.now()
    )


def _state(agreement: VenueAgreement) -> tuple[str, object, str]:
    """Its code, the words and the kind of its tag."""
    state = service.state_of(agreement)
    return state, AGREEMENT_STATES[state], AGREEMENT_TAGS[state]


@blueprint.post("/bookings/<public_id>/agreement")
@guard(signed_in)
def ask(public_id: str) -> Response:
    booking_of(public_id)
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.ask_agreement(booking_of(public_id), actor=actor()).number
    ):
        flash(_("Đã cấp văn bản số %(number)s. Bản PDF có sau vài phút.", number=form.outcome))
        return redirect(url_for("booking_papers.show", public_id=public_id) + "#agreement")
    return papers_page(booking_of(public_id), form)


@blueprint.get("/my/agreements/<public_id>/pdf")
@guard(signed_in)
def pdf(public_id: str) -> Response:
    agreement = found(queries.agreement_for(actor(), public_id))
    if agreement.pdf is None:
        flash(_("Văn bản đang được in, vài phút nữa sẽ tải được."), "info")
        return redirect(url_for("booking_papers.show", public_id=agreement.booking.public_id))
    return send(agreement.pdf)


@blueprint.get("/agreements/<path:code>")
@guard(anyone)
def check(code: str) -> Response:
    """The code is on the paper alone and cannot be guessed; who has it has read the paper."""
    agreement = queries.agreement_by_code(normal_code(code))
    if agreement is None:
        answer = page("bookings/agreement_unknown.html", status=404, **_foot())
    else:
        answer = _checked(agreement)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _checked(agreement: VenueAgreement) -> Response:
    said = agreement.data
    return page(
        "bookings/agreement_check.html",
        agreement=agreement,
        said=said,
        zone=ZoneInfo(said["zone"]),
        public=_span(said["public_starts_at"], said["public_ends_at"]),
        blocked=_span(said["starts_at"], said["ends_at"]),
        state=service.state_of(agreement),
        states=State,
        layout=words.LAYOUT_NAMES.get(said["layout"]),
        **_foot(),
    )


def _span(starts_at: str, ends_at: str) -> Timespan:
    return Timespan(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at))


def _foot() -> dict[str, Any]:
    return {
        "checked_at": clock.now(),
        "domain": str(current_app.config["SETTINGS"].site_url).split("://", 1)[-1],
    }


@desk_blueprint.get("")
@guard(is_centre_staff)
def agreements() -> Response:
    return page("bookings/agreements.html", agreements=paged(queries.all_agreements(), ON_A_PAGE))
