"""The Centre's look at what members announce."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator, is_coordinator
from app.core import clock
from app.events import queries, screens, service
from app.events.forms import ActForm, ReasonForm
from app.events.letters import about
from app.events.models import Event
from app.mail import words as mail_words
from app.mail.queries import letters_about
from app.mail.shown import shown as shown_letters
from app.memberships.queries import standing_of
from app.memberships.words import GRADE_NAMES
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("events_staff", __name__, url_prefix="/desk/events")
SHOWN = 60


@blueprint.get("")
@guard(is_coordinator)
def index() -> Response:
    now = clock.now()
    mine = [event for event in queries.events_of(actor()) if event.space_id is None]
    return page(
        "events/desk.html",
        waiting=[screens.Listed.of(event, now) for event in queries.waiting(actor())],
        own=[screens.Listed.of(event, now) for event in mine],
        others=[screens.Listed.of(event, now) for event in queries.moderated(actor(), SHOWN)],
        without=[booking for booking in queries.without_page(actor(), now) if booking.space_id is None],
    )


@blueprint.get("/<public_id>")
@guard(is_coordinator)
def one(public_id: str) -> Response:
    return _page(public_id)


@blueprint.post("/<public_id>/approve")
@guard(is_coordinator)
def approve(public_id: str) -> Response:
    form = ActForm()
    return _after(
        public_id,
        form,
        lambda: service.approve(_event(public_id), version=form.version_seen, actor=actor()),
        _("Đã đăng và báo cho không gian qua thư."),
    )


@blueprint.post("/<public_id>/decline")
@guard(is_coordinator)
def decline(public_id: str) -> Response:
    form = ReasonForm()
    return _after(
        public_id,
        form,
        lambda: service.decline(_event(public_id), reason=form.reason.data or "", actor=actor()),
        _("Đã trả lời và báo qua thư."),
    )


@blueprint.post("/<public_id>/take-down")
@guard(is_coordinator)
def take_down(public_id: str) -> Response:
    form = ReasonForm()
    return _after(
        public_id,
        form,
        lambda: service.take_down(_event(public_id), reason=form.reason.data or "", actor=actor()),
        _("Đã gỡ trang và báo cho không gian qua thư."),
    )


@blueprint.post("/<public_id>/letters")
@guard(is_coordinator)
def letters_again(public_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.send_lost_letters(_event(public_id), actor=actor()),
        _("Đang gửi lại. Nếu thư vẫn không tới, trang này sẽ báo."),
    )


@blueprint.post("/<public_id>/letters/settled")
@guard(is_coordinator)
def letters_settled(public_id: str) -> Response:
    return _after(
        public_id,
        BaseForm(),
        lambda: service.settle_lost_letters(_event(public_id), actor=actor()),
        _("Đã ghi là người nhận được báo bằng cách khác."),
    )


def _after(public_id: str, form: BaseForm, act: Callable[[], object], done: str) -> Response:
    _event(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done)
        return redirect(url_for("events_staff.one", public_id=public_id))
    return _page(public_id, form)


def _page(public_id: str, refused: BaseForm | None = None) -> Response:
    event = _event(public_id)
    assert event.space_id is not None  # the Centre's own are not its to look at
    return page(
        "events/moderate.html",
        form=refused,
        reason_form=refused if isinstance(refused, ReasonForm) else ReasonForm(formdata=None),
        standing=standing_of(event.space_id, clock.today()),
        grade_names=GRADE_NAMES,
        first_time=not queries.published_before(event.space_id),
        event=event,
        shown=screens.shown(event, clock.now()),
        now=clock.now(),
        letters=shown_letters(letters_about(about(event))),
        letter_states=mail_words.STATES,
        letter_tags=mail_words.TAGS,
        sees_addresses=is_administrator(actor()),
    )


def _event(public_id: str) -> Event:
    return found(queries.event_for_moderator(actor(), public_id))
