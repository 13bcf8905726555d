"""Letters about bookings: to the team that asked, and to the coordinators when something waits for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.accounts.models import Role, User
from app.accounts.queries import user_by_email, users_by_id, users_with_role
from app.accounts.rules import is_coordinator
from app.audit.service import record
from app.bookings.calendar_entry import entry, surroundings
from app.bookings.models import Booking, BookingStatus
from app.bookings.queries import deciders_of
from app.bookings.rules import WAITING
from app.core.errors import DomainError
from app.core.ical import Method, entry_uid
from app.core.ids import digest
from app.core.text import Bilingual, pick
from app.core.timespan import Timespan
from app.mail import invitations
from app.mail.queries import receivers_by_entry, undelivered
from app.mail.service import queue_mail, send_again, settle
from app.settings.queries import value
from app.spaces.queries import team_of
from app.spaces.rules import living, role_in
from app.venues.models import Venue

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
WHOLE_DAY = {"vi": "cả ngày", "en": "all day"}


def addressees(booking: Booking) -> list[User]:
    """Who asked, as long as they may speak for the host; otherwise the owners of the space. Nobody whose account is
    disabled."""
    asker = [booking.requester] if booking.requester.disabled_at is None else []
    if booking.space_id is None:
        return asker
    team = team_of(booking.space_id)
    if asker and role_in(team, booking.requested_by):
        return asker
    return living(team, owners_only=True) + [one for one in asker if is_coordinator(one)]


def tell_of_request(bookings: Sequence[Booking]) -> None:
    """One letter for one request, however many occasions a series has."""
    if len({b.status for b in bookings}) > 1:
        _tell_of_mixed_series(bookings)
        return
    for status in dict.fromkeys(b.status for b in bookings):
        group = [b for b in bookings if b.status == status]
        if status == BookingStatus.CONFIRMED:
            tell("booking_confirmed", group, calendar=Method.REQUEST if len(group) == 1 else Method.PUBLISH)
            continue
        if status == BookingStatus.WAITLISTED:
            tell("waiting_joined", group)
            continue
        tell("booking_received", group)
        tell_deciders("booking_waiting", group)


def _tell_of_mixed_series(bookings: Sequence[Booking]) -> None:
    with as_one(bookings) as whole:
        for booking in bookings:
            confirmed = booking.status == BookingStatus.CONFIRMED
            tell("booking_received", [booking], calendar=Method.REQUEST if confirmed else None)
    tell_of_series("series_received", whole)
    asked = [b for b in bookings if b.status in WAITING]
    if asked:
        tell_deciders("booking_waiting", asked)


@dataclass
class Whole:
    """What would have been told of each date of a series, to be told in one letter."""

    series_id: str
    host: list[Booking] = field(default_factory=list)
    staff: list[Booking] = field(default_factory=list)
    before: dict[int, Timespan] = field(default_factory=dict)  # by booking id, what was asked for instead
    in_calendars: list[Booking] = field(default_factory=list)
    taken_back: list[Booking] = field(default_factory=list)


_whole: ContextVar[Whole | None] = ContextVar("one letter for a series", default=None)


@contextmanager
def as_one(bookings: Sequence[Booking]) -> Iterator[Whole]:
    """Letters about these occasions wait for `tell_of_series`; letters to other people leave as ever."""
    whole = Whole(bookings[0].series_id or "")
    mark = _whole.set(whole)
    try:
        yield whole
    finally:
        _whole.reset(mark)


def _put_aside(bookings: Sequence[Booking]) -> Whole | None:
    whole = _whole.get()
    return whole if whole is not None and bookings[0].series_id == whole.series_id else None


def tell_of_series(template: str, whole: Whole, *, reason: str = "") -> None:
    """What has become of each date. `reason` is what somebody wrote about all of it."""
    told = sorted({b.id: b for b in whole.host}.values(), key=lambda b: (b.public_starts_at, b.id))
    if told:
        people, zone = addressees(told[0]), told[0].venues[0].zone
        before = {b.id: whole.before[b.id] for b in told if b.id in whole.before}
        calendar = sorted({b.id: b for b in whole.in_calendars}.values(), key=lambda b: (b.public_starts_at, b.id))
        for person in people:
            queue_mail(
                template,
                to=person.email,
                name=person.name,
                language=person.language,
                values=_words(told, person.language)
                | {"dates": [_date(b, before.get(b.id), zone, person.language) for b in told], "reason": reason}
                | {"series_id": whole.series_id},
                key=f"{template}:{whole.series_id}:{_versions(told)}:{person.id}",
                thread=told[0].thread,
                invitation=_invitation(Method.PUBLISH, calendar, person.language) if calendar else None,
            )
        _take_back(whole.taken_back, told=people)
    staff = sorted({b.id: b for b in whole.staff}.values(), key=lambda b: (b.public_starts_at, b.id))
    if staff:
        for person in users_with_role(Role.COORDINATOR):
            zone = staff[0].venues[0].zone
            queue_mail(
                "series_changed",
                to=person.email,
                name=person.name,
                language=person.language,
                values=_words(staff, person.language)
                | {"dates": [_date(b, None, zone, person.language) for b in staff], "reason": reason}
                | {"series_id": whole.series_id},
                key=f"series_changed:{whole.series_id}:{_versions(staff)}:{person.id}",
                thread=staff[0].thread,
            )


def _versions(bookings: Iterable[Booking]) -> str:
    return digest(" ".join(f"{b.id}.{b.version}" for b in bookings))


def _date(booking: Booking, before: Timespan | None, zone: ZoneInfo, language: str) -> dict[str, str]:
    return {
        "when": when(booking.public, zone, language),
        "where": ", ".join(pick(venue, "name", language) for venue in booking.venues),
        "became": str(booking.status),
        "until": _moment(booking.hold_expires_at, zone),
        "before": when(before, zone, language) if before else "",
    }


def tell(
    template: str, bookings: Sequence[Booking], *, calendar: Method | None = None, occasion: str = "", **values: Any
) -> None:
    """`calendar` is what the letter does to the reader's own calendar; `occasion` tells two letters apart between
    which the booking itself has not changed."""
    whole = _put_aside(bookings)
    if whole is not None:
        whole.host += bookings
        whole.before |= {b.id: values["before"] for b in bookings if isinstance(values.get("before"), Timespan)}
        whole.in_calendars += bookings if calendar else []
        whole.taken_back += bookings if calendar is Method.CANCEL else []
        return
    people = addressees(bookings[0])
    _write(template, people, bookings, values, calendar, occasion)
    if calendar is Method.CANCEL:
        _take_back(bookings, told=people)


def _take_back(bookings: Sequence[Booking], *, told: Collection[User]) -> None:
    """Whoever was invited and has left the team since has it in their calendar too. What was said to the team, the
    reason and other times, is no business of theirs. One letter for each: a CANCEL speaks of one entry alone."""
    brought = receivers_by_entry(bookings[0].thread) if bookings else {}
    for booking in bookings:
        addresses = brought.get(entry_uid("bk", booking.uuid, invitations.UID_DOMAIN), ())
        invited = (user_by_email(address) for address in addresses)
        left = [one for one in invited if one is not None and one.disabled_at is None and one not in told]
        page = "events" if booking.open_to_public and booking.shown_publicly_at else "bookings"
        _write("booking_taken_back", left, [booking], {}, Method.CANCEL, page=page)


def send_lost_again(booking: Booking, *, actor: Any) -> int:
    """Letters about it that did not arrive leave once more; returns how many. Raises `booking.not_allowed`."""
    if not is_coordinator(actor):
        raise DomainError("booking.not_allowed")
    count = send_again(undelivered(booking.thread))
    if count:
        record(f"booking:{booking.id}", "booking.letters_again", actor=actor, payload={"letters": count})
    return count


def settle_lost(booking: Booking, *, actor: Any) -> int:
    """Their receivers were told in another way; returns how many letters that was. Raises `booking.not_allowed`."""
    if not is_coordinator(actor):
        raise DomainError("booking.not_allowed")
    count = settle(undelivered(booking.thread))
    if count:
        record(f"booking:{booking.id}", "booking.letters_settled", actor=actor, payload={"letters": count})
    return count


def tell_coordinators(template: str, bookings: Sequence[Booking], **values: Any) -> None:
    whole = _put_aside(bookings)
    if whole is not None:
        whole.staff += bookings
        return
    _write(template, users_with_role(Role.COORDINATOR), bookings, values)


def tell_deciders(
    template: str,
    bookings: Sequence[Booking],
    *,
    besides: Iterable[Venue] = (),
    occasion: str = "",
    **values: Any,
) -> None:
    """Each who decides about any of these is told of those; every coordinator of what nobody can decide about.
    `besides` are venues that matter too."""
    deciders = deciders_of(bookings, besides=besides)
    theirs: defaultdict[User, list[Booking]] = defaultdict(list)
    for who in dict.fromkeys(deciders.values()):
        told = users_by_id(who) if who else users_with_role(Role.COORDINATOR)
        for person in told:
            theirs[person] += [booking for booking in bookings if deciders[booking.id] == who]
    for person, asked in theirs.items():
        about = sorted(asked, key=lambda one: (one.public_starts_at, one.id))
        _write(template, [person], about, values, occasion=occasion)


def _write(
    template: str,
    people: Iterable[User],
    bookings: Sequence[Booking],
    values: dict[str, Any],
    calendar: Method | None = None,
    occasion: str = "",
    page: str = "bookings",
) -> None:
    """The key names the state the letter speaks of, so telling of it twice is one letter. Letters to one person
    about one booking, or about the occasions of one series, leave in the order in which they were written."""
    first = bookings[0]
    for person in people:
        queue_mail(
            template,
            to=person.email,
            name=person.name,
            language=person.language,
            values=_words(bookings, person.language)
            | {k: _said(v, first, person.language) for k, v in values.items()},
            key=f"{template}:{first.id}:{first.sequence}:{first.version}{occasion}:{person.id}",
            thread=first.thread,
            invitation=_invitation(calendar, bookings, person.language, page) if calendar else None,
        )


def _invitation(method: Method, bookings: Sequence[Booking], language: str, page: str = "bookings") -> dict[str, Any]:
    """`page` is where an entry leads those who get it: a booking opens for its people alone."""
    around = surroundings(language, site_url=invitations.SITE_URL, uid_domain=invitations.UID_DOMAIN, page=page)
    return invitations.packed(method, [entry(booking, around, {}) for booking in bookings])


def _words(bookings: Sequence[Booking], language: str) -> dict[str, Any]:
    first = bookings[0]
    host = pick(first.space, "name", language) if first.space else value(f"centre.name_{language}")
    return {
        "title": pick(first, "title", language),
        "host": host,
        "venues": ", ".join(pick(venue, "name", language) for venue in first.venues),
        "times": [when(b.public, b.venues[0].zone, language) for b in bookings],
        "held_until": _moment(first.hold_expires_at, first.venues[0].zone),
        "public_id": first.public_id,
        "breaches": first.breaches,
        "was_public": first.shown_publicly_at is not None,
    }


def _said(item: Any, booking: Booking, language: str) -> Any:
    """Spans, moments and things with two names become words; plain words stay."""
    if isinstance(item, Timespan):
        return when(item, booking.venues[0].zone, language)
    if isinstance(item, datetime):
        return _moment(item, booking.venues[0].zone)
    if isinstance(item, list):
        return [_said(part, booking, language) for part in item]
    if isinstance(item, str):
        return item
    if isinstance(item, Bilingual):
        return item.read_in(language)
    return pick(item, "title" if hasattr(item, "title_vi") else "name", language)


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M %d/%m/%Y}" if at else ""


def when(span: Timespan, zone: ZoneInfo, language: str) -> str:
    """19:30–21:30, thứ Bảy 28/11/2026; both days are named when the span leaves its day, and whole days have no
    hours."""
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    names = WEEKDAYS[language]
    whole = span.whole_days(zone)
    if whole:
        days = dict.fromkeys(f"{names[one.weekday()]} {one:%d/%m/%Y}" for one in whole)
        return f"{' – '.join(days)}, {WHOLE_DAY[language]}"
    if start.date() == end.date():
        return f"{start:%H:%M}–{end:%H:%M}, {names[start.weekday()]} {start:%d/%m/%Y}"
    first = f"{start:%H:%M} {names[start.weekday()]} {start:%d/%m/%Y}"
    return f"{first} – {end:%H:%M} {names[end.weekday()]} {end:%d/%m/%Y}"
