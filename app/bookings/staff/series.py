"""A series and the Centre's answer to it, date by date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import finder, preview, rules, service, words
from app.bookings.forms import JudgeForm, TypedTimeForm
from app.bookings.models import Booking
from app.bookings.rules import BookingRequest
from app.bookings.rules.series import Answer, Verdict
from app.bookings.schedule import everywhere, floor_of
from app.bookings.screens import status_of
from app.bookings.series_pages import series_for, tally
from app.bookings.series_screens import AT, IN, moved_to
from app.bookings.staff.desk import Others, blueprint, others_by_booking
from app.core import clock
from app.core.errors import DomainError
from app.core.timespan import Timespan
from app.venues.models import Venue
from app.web.errors import say
from app.web.guard import actor, guard
from app.web.pages import page

LATER = ""  # nothing is answered yet
OWN = "own"  # a time that is typed


@dataclass(frozen=True)
class Line:
    """A date on the page: what may be chosen for it, and what is. `typed` is a time that somebody writes themselves;
    `others` decide where the reader does not."""

    booking: Booking
    choice: str
    times: list[tuple[str, Timespan]]
    places: list[tuple[str, Venue]]
    typed: TypedTimeForm | None
    others: Others | None

    @property
    def open(self) -> bool:
        return self.typed is not None

    @property
    def unread(self) -> bool:
        return self.typed is not None and bool(self.typed.errors)

    @property
    def name(self) -> str:
        return f"date-{self.booking.public_id}"


@blueprint.route("/series/<public_id>", methods=["GET", "POST"])
@guard(is_coordinator)
def series(public_id: str) -> Response:
    """First shows what the choices would do; sent again with that fingerprint, they are done."""
    form, told = JudgeForm(), None
    lines = _lines(public_id)
    if form.validate_on_submit():
        if request.form.get("then") == "all":
            lines = _all_that_can_be(public_id, lines)
        verdicts = _verdicts(lines)
        seen, reason = form.fingerprint.data, form.reason.data or ""
        told = preview.consequences_of_deciding(public_id, verdicts, actor(), reason=reason)
        if any(line.unread for line in lines):
            form.summary.append(_("Có buổi bạn ghi giờ khác mà ngày giờ chưa đúng. Bạn xem ở chính buổi ấy."))
        elif told.refusal is not None:
            form.refuse(told.refusal)
        elif told.is_ready and request.form.get("then") == "decide" and seen == told.fingerprint:
            if form.attempt(lambda: _decide(public_id, verdicts, form)):
                flash(_("Đã trả lời và gửi một thư cho người đặt."))
                return redirect(url_for("bookings_staff.series", public_id=public_id))
        elif request.form.get("then") == "decide":
            form.refuse(DomainError("booking.facts_changed"))
    ready = told is not None and told.is_ready and not any(line.unread for line in lines)
    form.fingerprint.data = told.fingerprint if told is not None and ready else ""
    form.fingerprint.raw_data = None
    bookings = series_for(public_id)
    return page(
        "bookings/series_staff.html",
        form=form,
        bookings=bookings,
        first=bookings[0],
        zone=bookings[0].venues[0].zone,
        tally=tally(bookings),
        lines={line.booking.public_id: line for line in _again(lines, bookings)},
        told=told,
        ready=ready,
        letters=list(dict.fromkeys(letter.name for letter in told.told)) if told is not None else [],
        neighbours=told is not None and any(one.has_neighbours for one in told.dates.values()),
        status_of=status_of,
        say=say,
        words=words,
    )


def _decide(public_id: str, verdicts: dict[str, Verdict], form: JudgeForm) -> str:
    return service.decide_dates(
        series_for(public_id),
        verdicts,
        actor=actor(),
        reason=form.reason.data or "",
        soft_note=form.soft_note.data or "",
        fingerprint=form.fingerprint.data or "",
    )


def _lines(public_id: str) -> list[Line]:
    bookings, now = series_for(public_id), clock.now()
    others = others_by_booking(bookings)
    waiting = [b for b in bookings if b.status in rules.WAITING and not rules.has_run_out(b, now)]
    instead = _instead([booking for booking in waiting if booking.id not in others])
    return [
        Line(
            booking,
            request.form.get(f"date-{booking.public_id}", LATER) if booking.id in instead else LATER,
            *instead.get(booking.id, ([], [])),
            _typed(booking) if booking.id in instead else None,
            others.get(booking.id) if booking in waiting else None,
        )
        for booking in bookings
    ]


def _typed(booking: Booking) -> TypedTimeForm:
    """At first with the time that was asked for, to be changed."""
    form = TypedTimeForm(prefix=f"own-{booking.public_id}-")
    if not form.filled:
        form.show_span(booking.public, booking.venues[0].zone)
    elif request.form.get(f"date-{booking.public_id}") == OWN:
        form.validate()
    return form


def _again(lines: Sequence[Line], bookings: Sequence[Booking]) -> list[Line]:
    """With rows that the page may read: a rehearsal ends those before it."""
    by_id = {booking.public_id: booking for booking in bookings}
    return [
        replace(line, booking=by_id[name]) for line in lines if (name := line.name.removeprefix("date-")) in by_id
    ]


def _instead(open_ones: Sequence[Booking]) -> dict[int, tuple[list[tuple[str, Timespan]], list[tuple[str, Venue]]]]:
    """Other times and places that are free, by one look at the floor for all dates."""
    if not open_ones:
        return {}
    asked = {booking.id: _as_request(booking) for booking in open_ones}
    zone = open_ones[0].venues[0].zone
    days = sorted({day for one in asked.values() for day in finder.days_needed(one, zone)})
    floor = floor_of(everywhere(), days)
    free_for = {booking_id: finder.instead(one, floor) for booking_id, one in asked.items()}
    offered = {venue.id: venue for free in free_for.values() for venue in free.places}
    elsewhere = {id_: others_by_booking(open_ones, besides=[venue]) for id_, venue in offered.items()}
    found = {}
    for booking_id, free in free_for.items():
        one = asked[booking_id]
        spans = [span for span in (*free.same_day, *free.other_days[:2]) if span != one.public][:3]
        found[booking_id] = (
            [(f"{AT}{span.start.astimezone(UTC):%Y-%m-%dT%H:%M}", span) for span in spans],
            [(f"{IN}{venue.slug}", venue) for venue in free.places if booking_id not in elsewhere[venue.id]][:2],
        )
    return found


def _as_request(booking: Booking) -> BookingRequest:
    return BookingRequest(
        space_id=booking.space_id,
        venue_ids=tuple(venue.id for venue in booking.venues),
        title_vi=booking.title_vi,
        public=booking.public,
        setup=booking.setup,
        strike=booking.strike,
        expected_people=booking.expected_people,
        layout=booking.layout,
    )


def _verdicts(lines: Sequence[Line]) -> dict[str, Verdict]:
    """What cannot be read is not answered."""
    found = {}
    venues = {f"{IN}{venue.slug}": venue.id for venue in everywhere()}
    for line in lines:
        booking, public_id = line.booking, line.booking.public_id
        here = tuple(venue.id for venue in booking.venues)
        if line.choice in (Answer.APPROVE, Answer.DECLINE):
            found[public_id] = Verdict(Answer(line.choice))
        elif (moved := moved_to(line.choice, booking.public)) is not None:
            found[public_id] = Verdict(Answer.COUNTER, moved, here)
        elif line.choice == OWN and line.typed is not None and not line.unread:
            found[public_id] = Verdict(Answer.COUNTER, line.typed.read_span(booking.venues[0].zone), here)
        elif line.choice in venues:
            found[public_id] = Verdict(Answer.COUNTER, booking.public, (venues[line.choice],))
    return found


def _all_that_can_be(public_id: str, lines: Sequence[Line]) -> list[Line]:
    """Every open date approved but those that a rehearsal refuses."""
    wanted = {line.name.removeprefix("date-"): Verdict(Answer.APPROVE) for line in lines if line.open}
    names = [line.name.removeprefix("date-") for line in lines]
    told = preview.consequences_of_deciding(public_id, wanted, actor(), reason="")
    fits = {name for name, one in told.dates.items() if one.refusal is None}
    return [
        replace(line, choice=str(Answer.APPROVE) if name in fits else LATER)
        for name, line in zip(names, _again(lines, series_for(public_id)), strict=True)
    ]
