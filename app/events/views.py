"""A host's own pages: what it tells of what it does."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.bookings.licences import licences_for, licences_of
from app.bookings.models import Booking
from app.bookings.words import ACTIVITY_KINDS
from app.core import clock
from app.events import publishing, queries, screens, service, words
from app.events.forms import ActForm, DateForm, DatesForm, EventForm, NewOwnEventForm, PictureForm
from app.events.models import Event, EventDate, Whereabouts
from app.events.publishing import Way
from app.files.forms import PhotoRemoveForm
from app.memberships.queries import standings_of
from app.spaces.models import Space
from app.spaces.queries import space_for_editor, spaces_of
from app.web.forms import BaseForm, was_sent
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("events", __name__, url_prefix="/my/events")
OPEN_TO_ALL = frozenset({"open_to_public"})


def init_app(app: Flask) -> None:
    app.context_processor(_words)


def _words() -> dict[str, Any]:
    return {"event_words": words, "activity_kind_names": ACTIVITY_KINDS}


@blueprint.get("")
@guard(signed_in)
def mine() -> Response:
    today, now = clock.today(), clock.now()
    spaces = spaces_of(actor())
    standings = standings_of([(space.id, today) for space in spaces])
    return page(
        "events/mine.html",
        events=[screens.Listed.of(event, now) for event in queries.events_of(actor())],
        waiting=queries.without_page(actor(), now),
        hosts=[space for space in spaces if standings[space.id, today].is_member],
        for_centre=publishing.can_moderate(actor()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guard(signed_in)
def new() -> Response:
    """From a booking (`?booking=`), of a space at its own place or online (`?space=&where=`), or of the Centre online."""
    if "booking" in request.args:
        return _new_from_booking(request.args["booking"])
    where = request.args.get("where", Whereabouts.SPACE)
    if "space" in request.args:
        return _new_own(found(space_for_editor(actor(), request.args["space"])), where)
    if where == Whereabouts.ONLINE and publishing.can_moderate(actor()):
        return _new_own(None, where)
    return redirect(url_for("events.mine"))


def _new_from_booking(public_id: str) -> Response:
    now = clock.now()
    booking: Booking = found(queries.booking_for_page(actor(), public_id))
    known = queries.event_of_booking(booking.id)
    if known is not None:
        return redirect(url_for("events.edit", public_id=known.public_id))
    offered = queries.dates_on_offer(booking, None, now)
    if not offered:
        flash(
            _("Lượt đặt chỗ này chưa có trang được: chỉ buổi đã xác nhận, sắp tới và mở cho mọi người mới có."),
            "warn",
        )
        return redirect(url_for("events.mine"))
    form = EventForm(where=Whereabouts.VENUE, prefill=screens.prefilled_by(booking))
    form.offer_dates(offered, [one.public_id for one in offered])
    if form.validate_on_submit() and form.attempt(lambda: _start_from(public_id, form)):
        return _started(form)
    return page(
        "events/new.html",
        form=form,
        where=Whereabouts.VENUE,
        space=booking.space,
        licences=licences_of(booking, booking.venues[0].zone),
        zone=booking.venues[0].zone,
    )


def _start_from(public_id: str, form: EventForm) -> str:
    booking: Booking = found(queries.booking_for_page(actor(), public_id))
    offered = queries.dates_on_offer(booking, None, clock.now())
    event = service.start_event(
        form.words(),
        space=booking.space,
        where=Whereabouts.VENUE,
        actor=actor(),
        bookings=[one for one in offered if one.public_id in (form.dates.data or [])],
    )
    return event.public_id


def _new_own(space: Space | None, where: str) -> Response:
    where = found(where if where in (Whereabouts.SPACE, Whereabouts.ONLINE) else None)
    form = NewOwnEventForm(where=where)
    if form.validate_on_submit() and form.attempt(
        lambda: _start_own(space.public_id if space else None, where, form)
    ):
        return _started(form)
    return page(
        "events/new.html",
        form=form,
        where=where,
        space=space,
        licences=licences_for("", OPEN_TO_ALL, None),
        zone=None,
    )


def _start_own(space_id: str | None, where: str, form: NewOwnEventForm) -> str:
    space = found(space_for_editor(actor(), space_id)) if space_id else None
    event = service.start_event(form.words(), space=space, where=where, actor=actor(), spans=form.spans(clock.now()))
    return event.public_id


def _started(form: BaseForm) -> Response:
    flash(_("Đã lưu bản nháp. Bạn xem lại, thêm ảnh nếu có, rồi đăng."))
    return redirect(url_for("events.edit", public_id=form.outcome))


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(signed_in)
def edit(public_id: str) -> Response:
    event = _mine(public_id)
    form = _form_of(event)
    if form.validate_on_submit() and form.attempt(lambda: _change(public_id, form)):
        flash(
            _("Đã lưu. Trang chờ Trung tâm xem lại rồi mới hiện tiếp.")
            if form.outcome == Way.WAITING
            else _("Đã lưu. Trang đang đăng đã đổi theo.")
            if form.outcome
            else _("Đã lưu.")
        )
        return redirect(url_for("events.edit", public_id=public_id))
    return _edit_page(_mine(public_id) if was_sent() else event, form)


def _form_of(event: Event) -> EventForm:
    form = EventForm(event, where=event.where)
    booked = [one.booking for one in event.dates if one.booking is not None]
    if booked:
        offered = queries.dates_on_offer(booked[0], event, clock.now())
        form.offer_dates(offered, [one.public_id for one in booked])
    return form


def _change(public_id: str, form: EventForm) -> Way | None:
    event = _mine(public_id)
    booked = [one.booking for one in event.dates if one.booking is not None]
    offered = queries.dates_on_offer(booked[0], event, clock.now()) if booked else []
    return service.change_event(
        event,
        form.words(),
        version=form.version_seen,
        actor=actor(),
        bookings=[one for one in offered if one.public_id in (form.dates.data or [])] if offered else None,
    )


def _edit_page(event: Event, form: EventForm | None = None, act: BaseForm | None = None) -> Response:
    refused = act if act is not None and act.error_list else None
    return page(
        "events/edit.html",
        form=form or _form_of(event),
        act=refused,
        status=422 if refused else None,
        event=event,
        way=service.way_of(event),
        dates=queries.dates_of(event, clock.now()),
        any_left=publishing.has_dates_left(event.dates, clock.now()),
        licences=licences_for(event.kind, OPEN_TO_ALL, screens.opening_of(event, clock.now())),
        was_shown=publishing.was_shown(event),
        now=clock.now(),
    )


@blueprint.get("/<public_id>/preview")
@guard(signed_in)
def preview(public_id: str) -> Response:
    event = _mine(public_id)
    return page(
        "events/preview.html",
        event=event,
        shown=screens.shown(event, clock.now()),
        layout=screens.layout_of(event),
        now=clock.now(),
    )


@blueprint.post("/<public_id>/publish")
@guard(signed_in)
def publish(public_id: str) -> Response:
    form = ActForm()
    return _after(
        public_id,
        form,
        lambda: service.publish(_mine(public_id), version=form.version_seen, actor=actor()),
        lambda: (
            _("Trung tâm sẽ xem trang trước khi đăng. Bạn nhận thư khi có trả lời.")
            if form.outcome == Way.WAITING
            else _("Trang đã được đăng.")
        ),
    )


@blueprint.post("/<public_id>/take-back")
@guard(signed_in)
def take_back(public_id: str) -> Response:
    return _after(
        public_id,
        ActForm(),
        lambda: service.take_back(_mine(public_id), actor=actor()),
        lambda: _("Đã rút lại. Trang trở về bản nháp."),
    )


@blueprint.post("/<public_id>/withdraw")
@guard(signed_in)
def withdraw(public_id: str) -> Response:
    return _after(
        public_id,
        ActForm(),
        lambda: service.withdraw(_mine(public_id), actor=actor()),
        lambda: _("Đã gỡ trang xuống."),
    )


@blueprint.post("/<public_id>/delete")
@guard(signed_in)
def delete(public_id: str) -> Response:
    form = ActForm()
    _mine(public_id)
    if form.validate_on_submit() and form.attempt(lambda: service.delete_event(_mine(public_id), actor=actor())):
        flash(_("Đã xoá bản nháp."))
        return redirect(url_for("events.mine"))
    return _edit_page(_mine(public_id), act=form)


@blueprint.route("/<public_id>/picture", methods=["GET", "POST"])
@guard(signed_in)
def picture(public_id: str) -> Response:
    event = _mine(public_id)
    form = PictureForm(event.photos[0] if event.photos else None)
    if form.validate_on_submit() and _pictured(public_id, form):
        flash(
            _("Đã lưu. Trang chờ Trung tâm xem lại rồi mới hiện tiếp.")
            if form.outcome == Way.WAITING
            else _("Đã lưu ảnh.")
        )
        return redirect(url_for("events.edit", public_id=public_id))
    event = _mine(public_id)
    return page("events/picture.html", form=form, event=event, layout=screens.layout_of(event))


def _pictured(public_id: str, form: PictureForm) -> bool:
    """The photo is drawn and written before the transaction: that takes a second."""
    if not form.photo.data:
        return form.attempt(lambda: service.describe_picture(_mine(public_id), **form.words(), actor=actor()))
    prepared = form.prepared()
    return prepared is not None and form.attempt(
        lambda: service.set_picture(_mine(public_id), prepared, **form.words(), actor=actor())
    )


@blueprint.post("/<public_id>/picture/remove")
@guard(signed_in)
def remove_picture(public_id: str) -> Response:
    return _after(
        public_id,
        PhotoRemoveForm(),
        lambda: service.remove_picture(_mine(public_id), actor=actor()),
        lambda: _("Đã gỡ ảnh."),
    )


@blueprint.route("/<public_id>/dates", methods=["GET", "POST"])
@guard(signed_in)
def dates(public_id: str) -> Response:
    form = DatesForm()
    _own(public_id)
    if form.validate_on_submit() and form.attempt(
        lambda: service.add_dates(_own(public_id), form.spans(clock.now()), actor=actor())
    ):
        flash(_("Đã thêm ngày giờ."))
        return redirect(url_for("events.dates", public_id=public_id))
    return _dates_page(public_id, form)


@blueprint.route("/<public_id>/dates/<uuid>", methods=["GET", "POST"])
@guard(signed_in)
def date(public_id: str, uuid: str) -> Response:
    form = DateForm(_date(public_id, uuid), zone=clock.HOUSE_ZONE)
    if form.validate_on_submit() and form.attempt(
        lambda: service.move_date(_own(public_id), uuid, form.span(clock.now()), actor=actor())
    ):
        flash(_("Đã đổi ngày giờ."))
        return redirect(url_for("events.dates", public_id=public_id))
    event = _own(public_id)
    return page(
        "events/date.html", form=form, event=event, date=_date(public_id, uuid), layout=screens.layout_of(event)
    )


@blueprint.post("/<public_id>/dates/<uuid>/cancel")
@guard(signed_in)
def cancel_date(public_id: str, uuid: str) -> Response:
    form = BaseForm()
    _date(public_id, uuid)
    if form.validate_on_submit() and form.attempt(lambda: service.cancel_date(_own(public_id), uuid, actor=actor())):
        flash(_("Đã bỏ buổi ấy."))
        return redirect(url_for("events.dates", public_id=public_id))
    return _dates_page(public_id, DatesForm(formdata=None), refused=form)


def _dates_page(public_id: str, form: DatesForm, refused: BaseForm | None = None) -> Response:
    event = _own(public_id)
    return page(
        "events/dates.html",
        form=form,
        refused=refused,
        status=422 if refused else None,
        event=event,
        dates=queries.dates_of(event, clock.now()),
        was_shown=publishing.was_shown(event),
        most=publishing.DATES_MAX,
        now=clock.now(),
        layout=screens.layout_of(event),
    )


def _after(public_id: str, form: BaseForm, act: Callable[[], Any], done: Callable[[], str]) -> Response:
    """One button: back to the page, or the page with the reason why not."""
    _mine(public_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(done())
        return redirect(url_for("events.edit", public_id=public_id))
    return _edit_page(_mine(public_id), act=form)


def _mine(public_id: str) -> Event:
    return found(queries.event_for_editor(actor(), public_id))


def _own(public_id: str) -> Event:
    """One whose dates are its own."""
    event = _mine(public_id)
    return found(event if event.where != Whereabouts.VENUE else None)


def _date(public_id: str, uuid: str) -> EventDate:
    return found(next((one for one in _own(public_id).dates if one.uuid == uuid), None))
