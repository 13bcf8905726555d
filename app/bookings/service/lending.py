"""What is borrowed for a booking: less of it is done at once, more where there is enough at that time."""

from collections.abc import Mapping
from typing import Any

from app.accounts.rules import is_coordinator
from app.bookings import measures, rules
from app.bookings.models import Booking, BookingEquipment, BookingStatus
from app.bookings.service import letters, requests, steps, wishing
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import Bilingual
from app.spaces.queries import team_space_ids
from app.venues.queries import equipment_by_id


def change_lending(booking: Booking, *, actor: Any, wanted: Mapping[int, int]) -> Booking:
    """By the team, or by the Centre, which is not bound by the stock. `wanted` are ids and how many; what is left out is
    given back. What waits for the Centre may ask for any number, as a request may.

    Raises `change.nothing_lent`, `change.too_late`, `change.not_enough`, `booking.equipment_elsewhere`.
    """
    own = rules.is_own(actor, booking, team_space_ids=team_space_ids(actor))
    steps.allow(own or is_coordinator(actor))
    steps.hold(booking)
    now = clock.now()
    had = {one.equipment_id: one.quantity for one in booking.equipment}
    wanted = {one: count for one, count in wanted.items() if count > 0}
    more = {one: count for one, count in wanted.items() if count > had.get(one, 0)}
    wishing.check_changeable(booking, actor, grows=bool(more), now=now)
    if wanted == had:
        raise DomainError("change.nothing_lent")
    requests.check_equipment(more.items(), booking.venues, equipment_by_id(more))
    if booking.status == BookingStatus.CONFIRMED and own:
        missing = measures.missing_equipment(more, booking.blocked, ignoring=[booking.id], now=now)
        if missing:
            one = missing[0]
            raise DomainError("change.not_enough", field=f"lend_{one.public_id}", what=one.name, free=one.free)
    before = _named(had)
    booking.equipment = [BookingEquipment(equipment_id=one, quantity=count) for one, count in wanted.items()]
    booking.revised_at = now
    db.session.flush()
    steps.note(booking, "booking.lending_changed", actor=actor, payload={"before": had, "after": wanted})
    letters.tell_deciders("lending_changed", [booking], lent=_named(wanted), lent_before=before)
    return booking


def _named(counts: Mapping[int, int]) -> list[Bilingual]:
    known = equipment_by_id(counts)
    names = [(counts[one.id], Bilingual.of(one, "name")) for one in known]
    return [Bilingual(f"{count} × {name.vi}", f"{count} × {name.read_in('en')}") for count, name in names]
