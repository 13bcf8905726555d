"""What a booking would use of quotas and of what is lent, with the facts fetched: one way for asking, deciding and
every page that shows it. Three queries for quotas and two for equipment, however many there are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.bookings import queries, rules
from app.bookings.licences import Needed, licences_for, marks_of
from app.bookings.models import Booking
from app.bookings.rules import BookingRequest
from app.core import clock
from app.core.text import Bilingual
from app.core.timespan import Timespan
from app.memberships.queries import standing_of
from app.settings.queries import value
from app.spaces.models import Space
from app.venues import terms
from app.venues.models import Venue
from app.venues.queries import equipment_by_id, quotas_for
from app.venues.terms import Breach, Held, QuotaUse, Who, Wish


@dataclass(frozen=True)
class Missing:
    """Something that is lent, and how many fewer there are than somebody wants."""

    public_id: str
    name: Bilingual
    wanted: int
    free: int

    @property
    def short(self) -> int:
        return self.wanted - self.free


@dataclass(frozen=True)
class Paper:
    """A notice or permit that the activity may need, and the last day to file it; `dated` where it has such a day."""

    name: Bilingual
    last_day: date | None
    late: bool
    dated: bool = True


@dataclass(frozen=True)
class Measured:
    """What having a slot means beside the floor: plain values, for whoever decides."""

    quotas: tuple[QuotaUse, ...] = ()
    missing: tuple[Missing, ...] = ()
    papers: tuple[Paper, ...] = ()

    @property
    def facts(self) -> list[str]:
        """What other people's bookings can change between a look and a click."""
        quotas = [f"quota {use.key}" for use in self.quotas]
        return quotas + [f"short {one.public_id} {one.wanted} {one.free}" for one in self.missing]

    @property
    def is_over(self) -> bool:
        return any(use.is_over for use in self.quotas)


def measured(
    booking: Booking,
    venues: Sequence[Venue] | None = None,
    slot: BookingRequest | Booking | None = None,
    *,
    now: datetime,
) -> Measured:
    """Of a booking as it stands or waits, or as it would be at other venues or in another slot."""
    venues, slot = booking.venues if venues is None else venues, slot or booking
    opening = slot.public.start.astimezone(venues[0].zone).date()
    papers = licences_for(booking.activity_kind, marks_of(booking), opening)
    return Measured(
        tuple(quotas_of(booking, venues, slot.public, now=now)),
        tuple(missing_for(booking, slot.blocked, now=now)),
        tuple(_paper(one) for one in papers),
    )


def _paper(one: Needed) -> Paper:
    dated = one.rule.lead_days > 0
    return Paper(Bilingual.of(one.rule, "name"), one.last_day, one.late and dated, dated)


def who_asks(space: Space | None) -> Who | None:
    return None if space is None else rules.asks_as(space, standing_of(space.id, clock.today()))


def quotas_after(
    space_id: int,
    who: Who | None,
    venues: Sequence[Venue],
    public: Timespan,
    *,
    ignoring: Collection[int] = (),
    now: datetime,
) -> list[QuotaUse]:
    """What the space would have of each quota with this public phase. `ignoring` are ids of bookings that do not
    count."""
    return held_of(space_id, who, venues, public, ignoring=ignoring, now=now).after(venues, public)


def held_of(
    space_id: int,
    who: Who | None,
    venues: Sequence[Venue],
    span: Timespan,
    *,
    ignoring: Collection[int] = (),
    zone: ZoneInfo | None = None,
    now: datetime,
) -> Held:
    """What the space has of the quotas that count at any of these venues, in every period the span touches. `zone` is
    whose periods those over all venues go by, the first venue's if it is not said."""
    quotas, zone = quotas_for(terms.places_of(venues)), zone or venues[0].zone
    percent = value("booking.associate_share") if who is Who.ASSOCIATE else 100
    if not quotas:
        return Held((), (), percent, zone)
    window = terms.window_of(quotas, span, zone)
    uses = queries.uses_of(space_id, window, ignoring=ignoring, now=now)
    return Held(quotas, uses, percent, zone)


def quotas_of(
    booking: Booking, venues: Sequence[Venue] | None = None, public: Timespan | None = None, *, now: datetime
) -> list[QuotaUse]:
    """With a booking as it stands or waits, or as it would be at other venues or at another time."""
    if booking.space is None:
        return []
    return quotas_after(
        booking.space.id,
        who_asks(booking.space),
        booking.venues if venues is None else venues,
        booking.public if public is None else public,
        ignoring=[booking.id],
        now=now,
    )


def broken_terms_of(
    booking: Booking, venues: Sequence[Venue], blocked: Timespan, public: Timespan, *, now: datetime
) -> list[Breach]:
    """What the Centre does not keep of the terms when it sends a booking there: it sees them and is not bound. The
    notice is the one its host gave; that it has become short is no doing of the host's."""
    if booking.space is None:
        return []
    wish = Wish(who=who_asks(booking.space), blocked=blocked, public=public)
    uses = quotas_of(booking, venues, public, now=now)
    broken = terms.broken_terms(venues, wish, uses, now=booking.created_at)
    known = {breach["code"] for breach in booking.breaches}
    return [one for one in broken if not one.code.startswith("booking.notice_") or one.code in known]


def missing_equipment(
    wanted: Mapping[int, int], span: Timespan, *, ignoring: Collection[int] = (), now: datetime
) -> list[Missing]:
    """Of what is asked for (ids and how many), what there is too little of at some moment of the blocked span."""
    if not wanted:
        return []
    lent = queries.lent_within(wanted, span, ignoring=ignoring, now=now)
    found = []
    for one in equipment_by_id(wanted):
        free = max(0, one.stock - terms.most_in_use(span, lent.get(one.id, [])))
        if free < wanted[one.id]:
            found.append(Missing(one.public_id, Bilingual.of(one, "name"), wanted[one.id], free))
    return found


def missing_for(booking: Booking, span: Timespan | None = None, *, now: datetime) -> list[Missing]:
    wanted = {one.equipment_id: one.quantity for one in booking.equipment}
    return missing_equipment(wanted, span or booking.blocked, ignoring=[booking.id], now=now)
