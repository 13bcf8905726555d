"""What the people's and the Centre's pages of this feature share."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from flask import request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator, signed_in
from app.bookings import finder, measures, queries, rules, service, term_words, words
from app.bookings.day_table import Depth
from app.bookings.forms import BookingForm, FindForm, booking_form
from app.bookings.licences import Needed, licences_for, marks_from
from app.bookings.models import Booking, BookingStatus
from app.bookings.month_table import month_after, month_before
from app.bookings.next_door import NextDoor, next_door
from app.bookings.rules import BookingRequest
from app.bookings.schedule import everywhere, floor_of, relatives_of, table_of_day, table_of_month
from app.bookings.series_screens import dates_page
from app.core import clock
from app.core.timespan import Timespan, day_span
from app.spaces.models import Space
from app.spaces.queries import spaces_of
from app.venues import terms
from app.venues.models import Area, SoftEdge, Venue
from app.venues.queries import areas_across, equipment_for, layouts_at, quotas_for
from app.venues.terms import Held, Who
from app.web.fields import YEARS, read_day
from app.web.forms import was_sent
from app.web.guard import actor
from app.web.pages import page

IN_THE_WAY = {
    "booking.taken", "booking.just_taken", "booking.closed", "booking.outside_hours", "booking.shut_because",
    "booking.shut_that_day",
}  # fmt: skip
OTHERS_IN_THE_WAY = {"booking.taken", "booking.just_taken"}


@dataclass(frozen=True)
class Event:
    """A line of a booking's history. `who` is None for the machinery."""

    action: str
    at: datetime
    who: str | None

    @property
    def title(self) -> str:
        return str(words.ACTION_NAMES.get(self.action, self.action))


def asked_day() -> date:
    """The day of `?day=`, or today where it is missing or no day."""
    return read_day(request.args.get("day")) or clock.today()


def month_page(template: str, endpoint: str, *, depth: Depth = "public") -> Response:
    """The month of `?month=2026-12`, or this one; of one place with `?venue=`, else of all."""
    today, venues = clock.today(), everywhere()
    first = read_day(f"{request.args.get('month', '')}-01") or today.replace(day=1)
    chosen = next((venue for venue in venues if venue.slug == request.args.get("venue")), None)
    if chosen is not None:
        venues = [venue for venue in venues if chosen.id in (venue.id, venue.whole_id)]

    def address(month: date) -> str | None:
        venue = chosen.slug if chosen else None
        return url_for(endpoint, month=f"{month:%Y-%m}", venue=venue) if month.year in YEARS else None

    return page(
        template,
        table=table_of_month(venues, first, depth=depth),
        venue=chosen,
        today=today,
        previous=address(month_before(first)),
        following=address(month_after(first)),
        this_month=address(today) if first != today.replace(day=1) else None,
        words=words,
    )


def find_page() -> Response:
    """From what, how many and when to places that fit; empty until something is asked."""
    venues = everywhere()
    form = FindForm(request.args)
    form.offer(layouts_at([venue.id for venue in venues]))
    asked = bool(request.args)
    if not asked or not form.validate():
        return page("bookings/find.html", form=form, asked=asked, answers=None, words=words)
    wish = form.wish_of(_asks_as())
    reach = [wish.days[0] + timedelta(days=one) for one in range(len(wish.days) + finder.LOOK_AHEAD)]
    wish = replace(wish, held=_held(_only_space(), wish.who, venues, reach))
    kind = form.activity_kind.data
    return page(
        "bookings/find.html",
        form=form,
        asked=True,
        wish=wish,
        answers=finder.find(wish, floor_of(venues, reach)),
        licences=licences_for(kind, {"open_to_public"}, wish.days[0]) if kind else [],
        words=words,
    )


def _asks_as() -> Who | None:
    """As what the actor would ask: as the best of their spaces, as a member where nobody knows; None for the Centre."""
    if is_coordinator(actor()):
        return None
    known = {measures.who_asks(space) for space in (spaces_of(actor()) if signed_in(actor()) else ())}
    return next((who for who in (Who.MEMBER, Who.ASSOCIATE, Who.PUBLIC_BODY) if who in known), Who.MEMBER)


def _only_space() -> int | None:
    """For which space somebody looks: known where they have one, and do not look for the Centre."""
    spaces = [] if is_coordinator(actor()) or not signed_in(actor()) else spaces_of(actor())
    return spaces[0].id if len(spaces) == 1 else None


def _held(space_id: int | None, who: Who | None, venues: Sequence[Venue], days: Sequence[date]) -> Held | None:
    if space_id is None or who is None:
        return None
    span = Timespan(day_span(days[0], clock.HOUSE_ZONE).start, day_span(days[-1], clock.HOUSE_ZONE).end)
    return measures.held_of(space_id, who, venues, span, now=clock.now())


def request_page(
    spaces: Collection[Space], *, template: str, centre: str | None = None, values: dict[str, Any] | None = None
) -> Response:
    """The request form, sent or shown. Three buttons of it send nothing: one takes a time or place that is offered
    after a refusal, one asks which notices and permits are needed, and one asks for the waiting list instead."""
    open_venues = _open_venues()
    ids = [venue.id for venue in open_venues]
    form = booking_form(open_venues, spaces, centre=centre, layouts=layouts_at(ids), equipment=equipment_for(ids))
    taken, wanting = request.form.get("take"), request.form.get("then")
    if taken is not None:
        form.prefill(MultiDict(parse_qsl(taken)))
    elif not form.filled:
        form.prefill(request.args)
    sends = taken is None and wanting != "look"
    asked = form.read_request() if sends and form.validate_on_submit() else None
    if asked is not None and form.repeats.data and wanting not in ("wait", "edit"):
        answer = dates_page(form, asked, staff=centre is not None)
        if answer is not None:
            return answer
        asked = None
    if (
        asked is not None
        and wanting != "edit"
        and form.attempt(lambda: _send(asked, form.key.data or "", waiting=wanting == "wait"))
    ):
        return redirect(url_for("bookings.show", public_id=form.outcome))
    open_venues = _open_venues()  # all at once: a refusal has let go of them, and each would be fetched alone
    chosen = [venue for venue in open_venues if venue.slug in (form.venues.data or [])]
    day = form.day.data or clock.today()
    return page(
        template,
        form=form,
        day=day,
        table=table_of_day(relatives_of(chosen) if chosen else everywhere(), day),
        instead=_instead(asked, spaces) if asked and form.refused_with in IN_THE_WAY else finder.Instead(),
        may_wait=form.refused_with in OTHERS_IN_THE_WAY,
        taken=taken is not None,
        licences=_licences(form) if was_sent() or "activity_kind" in request.args else [],
        looked=wanting == "look",
        venue_terms=_terms_of(chosen or open_venues),
        terms_open=bool(chosen),
        beside=_beside(form, chosen),
        zone=chosen[0].zone if chosen else clock.HOUSE_ZONE,
        sent=was_sent(),
        words=words,
        none_may_ask=centre is None and all(measures.who_asks(space) is None for space in spaces),
        **(values or {}),
    )


def _open_venues() -> list[Venue]:
    return [venue for venue in everywhere() if venue.open_to_bookings]


def _terms_of(venues: Sequence[Venue]) -> list[tuple[Venue, list[str], list[tuple[SoftEdge, Area]]]]:
    quotas = [quota for quota, _venue in quotas_for(terms.places_of(venues))]
    across = areas_across(venues)
    return [(venue, term_words.term_lines(venue, quotas), across[venue.id]) for venue in venues]


def _beside(form: BookingForm, chosen: Sequence[Venue]) -> list[NextDoor]:
    """As far as place and time are said; of a series, of its first date."""
    if not chosen or not form.says_when:
        return []
    public = form.read_span(chosen[0].zone)
    blocked = public.widened(before=form.read_phase("setup"), after=form.read_phase("strike"))
    return next_door(chosen, blocked, now=clock.now())


def _send(asked: BookingRequest, key: str, *, waiting: bool) -> str:
    ask = service.join_waiting_list if waiting else service.request_booking
    return ask(asked, actor=actor(), key=key).public_id


def _licences(form: BookingForm) -> list[Needed]:
    """For what is said so far."""
    marks = marks_from(
        open_to_public=bool(form.open_to_public.data), noise=form.noise.data, marks=form.marks.data or ()
    )
    return licences_for(form.activity_kind.data, marks, form.day.data)


def _instead(asked: BookingRequest, spaces: Collection[Space]) -> finder.Instead:
    venues = everywhere()
    chosen = next(venue for venue in venues if venue.id in asked.venue_ids)
    days = finder.days_needed(asked, chosen.zone)
    who = (
        None
        if is_coordinator(actor())
        else measures.who_asks(next((one for one in spaces if one.id == asked.space_id), None))
    )
    return finder.instead(asked, floor_of(venues, days), who=who, held=_held(asked.space_id, who, venues, days))


def status_of(booking: Booking) -> str:
    """As it stands this moment: a hold past its time is over before the machinery has said so."""
    return BookingStatus.EXPIRED if rules.has_run_out(booking, clock.now()) else booking.status


def history_of(booking: Booking) -> list[Event]:
    return history_under(f"booking:{booking.id}")


def last_answer(history: Sequence[Event]) -> Event | None:
    """What brought the booking where it stands, whatever was handed in, reported or moved since."""
    return next((event for event in reversed(history) if event.action in words.ANSWERS), None)


def history_under(subject: str) -> list[Event]:
    return [Event(action, at, name) for action, at, name in queries.steps_under(subject)]


def chosen_of(venues: Sequence[Venue], slugs: Iterable[str] | None) -> list[Venue]:
    wanted = set(slugs or [])
    return [venue for venue in venues if venue.slug in wanted]
