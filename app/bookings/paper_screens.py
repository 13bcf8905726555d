"""The page of a booking's papers, the same for its host and for the Centre."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff, is_coordinator, signed_in
from app.bookings import words
from app.bookings.forms.papers import HandInForm, PaperForm, SuggestedForm
from app.bookings.licences import licences_of
from app.bookings.models import Booking, BookingPaper
from app.bookings.paper_words import paper_name, paper_state
from app.bookings.queries import booking_for
from app.bookings.queries import papers as queries
from app.bookings.rules import papers as rules
from app.bookings.screens import status_of
from app.bookings.service import papers as service
from app.core import clock
from app.files.responses import send
from app.files.service import PreparedFile
from app.spaces.queries import team_space_ids
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("booking_papers", __name__, url_prefix="/bookings/<public_id>/papers")


def init_app(app: Flask) -> None:
    """For pages that show papers beside other things of a booking, and need nothing of their views for it."""
    app.jinja_env.globals["papers_of"] = queries.papers_of
    app.jinja_env.globals["papers_overdue"] = papers_overdue
    app.jinja_env.globals["paper_state"] = lambda paper: paper_state(paper, clock.today())
    app.jinja_env.filters["paper_name"] = paper_name


def papers_overdue() -> list[tuple[Booking, list[BookingPaper]]]:
    """By booking, the paper that has been due longest first."""
    today, now = clock.today(), clock.now()
    by_booking: dict[int, tuple[Booking, list[BookingPaper]]] = {}
    for paper in queries.papers_awaited(today, now=now):
        if rules.is_overdue(paper, today):
            by_booking.setdefault(paper.booking_id, (paper.booking, []))[1].append(paper)
    return list(by_booking.values())


@blueprint.get("")
@guard(signed_in)
def show(public_id: str) -> Response:
    return papers_page(booking_of(public_id))


@blueprint.post("/add")
@guard(signed_in)
def add(public_id: str) -> Response:
    booking, form = booking_of(public_id), PaperForm(prefix="paper")
    if form.validate_on_submit() and form.attempt(
        lambda: service.ask_paper(booking_of(public_id), actor=actor(), **form.read_values()).id
    ):
        flash(_("Đã thêm vào danh sách."))
        return redirect(url_for("booking_papers.show", public_id=public_id))
    return papers_page(booking, form)


@blueprint.post("/suggested")
@guard(signed_in)
def add_suggested(public_id: str) -> Response:
    booking, form = booking_of(public_id), SuggestedForm()
    if form.validate_on_submit() and form.attempt(lambda: _add_suggested(public_id, form)):
        flash(_("Đã thêm vào danh sách."))
        return redirect(url_for("booking_papers.show", public_id=public_id))
    return papers_page(booking, form)


def _add_suggested(public_id: str, form: SuggestedForm) -> int:
    return service.ask_paper_of_rule(booking_of(public_id), form.rule.data or "", actor=actor()).id


@blueprint.post("/<paper_id>/hand-in")
@guard(signed_in)
def hand_in(public_id: str, paper_id: str) -> Response:
    booking = booking_of(public_id)
    found(queries.paper_of(booking, paper_id))
    form = HandInForm(prefix=f"answer-{paper_id}")
    prepared = form.prepared() if _may_keep(booking) and form.validate_on_submit() else None
    if prepared is not None and form.attempt(lambda: _hand_in(public_id, paper_id, prepared)):
        flash(_("Đã nộp. Trung tâm xem được tệp này."))
        return redirect(url_for("booking_papers.show", public_id=public_id))
    return papers_page(booking_of(public_id), form, of=paper_id)


def _hand_in(public_id: str, paper_id: str, prepared: PreparedFile) -> int:
    return service.hand_in_paper(_paper(public_id, paper_id), prepared, actor=actor()).id


@blueprint.post("/<paper_id>/drop")
@guard(signed_in)
def drop(public_id: str, paper_id: str) -> Response:
    _paper(public_id, paper_id)
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.drop_paper(_paper(public_id, paper_id), actor=actor())
    ):
        flash(_("Đã bỏ khỏi danh sách."))
        return redirect(url_for("booking_papers.show", public_id=public_id))
    return papers_page(booking_of(public_id), form)


@blueprint.get("/<paper_id>/file")
@guard(signed_in)
def file(public_id: str, paper_id: str) -> Response:
    return send(found(_paper(public_id, paper_id).file))


def booking_of(public_id: str) -> Booking:
    return found(booking_for(actor(), public_id))


def _paper(public_id: str, paper_id: str) -> BookingPaper:
    return found(queries.paper_of(booking_of(public_id), paper_id))


def _may_keep(booking: Booking) -> bool:
    team = team_space_ids(actor())
    return rules.can_keep_papers(actor(), booking, team_space_ids=team) and rules.takes_papers(
        booking, now=clock.now()
    )


def papers_page(booking: Booking, refused: BaseForm | None = None, *, of: str | None = None) -> Response:
    papers, open_ = queries.papers_of(booking), _may_keep(booking)
    team = team_space_ids(actor())
    return page(
        "bookings/papers.html",
        form=refused,
        booking=booking,
        zone=booking.venues[0].zone,
        staff=is_centre_staff(actor()),
        back=url_for(
            "bookings_staff.decide" if is_coordinator(actor()) else "bookings.show", public_id=booking.public_id
        ),
        papers=papers,
        adding=refused if isinstance(refused, PaperForm) else PaperForm(formdata=None, prefix="paper"),
        uploads=_uploads(papers, refused, of) if open_ else {},
        droppable={p.id for p in papers if open_ and rules.can_drop_paper(actor(), p, team_space_ids=team)},
        suggested=licences_of(booking, booking.venues[0].zone) if open_ else [],
        open=open_,
        today=clock.today(),
        status_now=status_of(booking),
        refusals=refused.error_list if refused is not None else [],
        words=words,
    )


def _uploads(papers: Sequence[BookingPaper], refused: BaseForm | None, of: str | None) -> dict[int, Any]:
    return {
        paper.id: refused
        if isinstance(refused, HandInForm) and paper.public_id == of
        else HandInForm(formdata=None, prefix=f"answer-{paper.public_id}")
        for paper in papers
    }
