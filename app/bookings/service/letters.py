"""Letters about bookings: to the team that asked, and to the coordinators when something waits for them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.accounts.models import Role, User
from app.accounts.queries import users_with_role
from app.accounts.rules import is_coordinator
from app.bookings.models import Booking, BookingStatus
from app.core.text import pick
from app.core.timespan import Timespan
from app.mail.service import queue_mail
from app.settings.queries import value
from app.spaces.models import TeamRole
from app.spaces.queries import team_of

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def addressees(booking: Booking) -> list[User]:
    """Who asked, as long as they may speak for the host; otherwise the owners of the space."""
    if booking.space_id is None:
        people = [booking.requester]
    else:
        team = team_of(booking.space_id)
        people = [m.user for m in team if m.user_id == booking.requested_by]
        if not people:
            people = [m.user for m in team if m.role == TeamRole.OWNER]
            people += [booking.requester] if is_coordinator(booking.requester) else []
    return [person for person in people if person.disabled_at is None]


def tell_of_request(bookings: Sequence[Booking]) -> None:
    """One letter for one request, however many occasions a series has."""
    for status in dict.fromkeys(b.status for b in bookings):
        group = [b for b in bookings if b.status == status]
        if status == BookingStatus.CONFIRMED:
            tell("booking_confirmed", group)
            continue
        tell("booking_received", group)
        tell_coordinators("booking_waiting", group)


def tell(template: str, bookings: Sequence[Booking], **values: Any) -> None:
    _write(template, addressees(bookings[0]), bookings, values)


def tell_coordinators(template: str, bookings: Sequence[Booking], **values: Any) -> None:
    _write(template, users_with_role(Role.COORDINATOR), bookings, values)


def _write(template: str, people: Iterable[User], bookings: Sequence[Booking], values: dict[str, Any]) -> None:
    """The key names the state the letter speaks of, so telling of it twice is one letter."""
    first = bookings[0]
    for person in people:
        queue_mail(
            template,
            to=person.email,
            name=person.name,
            language=person.language,
            values=_words(bookings, person.language)
            | {k: _said(v, first, person.language) for k, v in values.items()},
            key=f"{template}:{first.id}:{first.sequence}:{first.version}:{person.id}",
        )


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
        "was_public": first.shown_publicly_at is not None,
    }


def _said(item: Any, booking: Booking, language: str) -> Any:
    """Spans and things with two names become words; plain words stay."""
    if isinstance(item, Timespan):
        return when(item, booking.venues[0].zone, language)
    if isinstance(item, list):
        return [_said(part, booking, language) for part in item]
    if isinstance(item, str):
        return item
    return pick(item, "title" if hasattr(item, "title_vi") else "name", language)


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M %d/%m/%Y}" if at else ""


def when(span: Timespan, zone: ZoneInfo, language: str) -> str:
    """19:30–21:30, thứ Bảy 28/11/2026; both days are named when the span leaves its day."""
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    names = WEEKDAYS[language]
    if start.date() == end.date():
        return f"{start:%H:%M}–{end:%H:%M}, {names[start.weekday()]} {start:%d/%m/%Y}"
    first = f"{start:%H:%M} {names[start.weekday()]} {start:%d/%m/%Y}"
    return f"{first} – {end:%H:%M} {names[end.weekday()]} {end:%d/%m/%Y}"
