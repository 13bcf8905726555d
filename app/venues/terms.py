"""On what terms a venue is given, and which of them a request does not keep. Pure: values in hand, `now` passed in.

Terms bind whoever asks for a space, at the moment of asking; the Centre sees what is broken and is not bound by it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.core.errors import DomainError
from app.core.text import Bilingual
from app.core.timespan import Timespan, day_span
from app.venues.models import Quota, QuotaMeasure, QuotaPeriod, Venue

MINUTES_AN_HOUR = 60
_HOUR = timedelta(hours=1)


class Who(StrEnum):
    """As what a space asks: a full member, an associate, or a public body that is no member."""

    MEMBER = "member"
    ASSOCIATE = "associate"
    PUBLIC_BODY = "public_body"


@dataclass(frozen=True)
class Breach:
    """A term that is not kept: the code of its sentence, the form field that could mend it, and plain values, so that
    it can be stored with a booking. `where` is a name in both languages."""

    code: str
    field: str
    values: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "field": self.field, **self.values}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Breach":
        values = {name: value for name, value in stored.items() if name not in ("code", "field")}
        return cls(stored["code"], stored["field"], values)

    @property
    def words(self) -> dict[str, Any]:
        """The values as a sentence takes them."""
        where, hours = self.values.get("where"), self.values.get("hours")
        return {
            **self.values,
            **({"where": Bilingual(where["vi"], where["en"])} if where else {}),
            **({"time": timedelta(hours=hours)} if hours is not None else {}),
        }

    def error(self) -> DomainError:
        return DomainError(self.code, field=self.field, **self.words)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for, as far as terms go. `who` is None for a space that may not ask by itself: the Centre asks for it."""

    who: Who | None
    blocked: Timespan
    public: Timespan


@dataclass(frozen=True)
class Use:
    """A public phase that a space has, and the `places` (ids) it counts for: see `places_of`."""

    places: frozenset[int]
    public: Timespan


@dataclass(frozen=True)
class QuotaUse:
    """What a space would have of a quota in one period, days `first` to `last`. `where` is None where it is of all
    venues together; `before`, `after` and `amount` are hours or bookings, as `measure` says."""

    where: Bilingual | None
    period: str
    measure: str
    first: date
    last: date
    before: float
    after: float
    amount: int
    is_over: bool = field(compare=False, default=False)

    @property
    def key(self) -> str:
        return f"{self.where.vi if self.where else ''} {self.measure} {self.first} {self.last} {self.before} {self.amount}"


def places_of(venues: Iterable[Venue]) -> frozenset[int]:
    """The venues, and the wholes that they are parts of: what a part has counts for the whole, not the other way."""
    return frozenset(one for venue in venues for one in (venue.id, venue.whole_id) if one is not None)


def admits(venue: Venue, who: Who) -> bool:
    match who:
        case Who.MEMBER:
            return venue.members_may_request
        case Who.ASSOCIATE:
            return venue.associates_may_request
        case Who.PUBLIC_BODY:
            return venue.public_bodies_may_request


_CLOSED_TO = {
    Who.MEMBER: "booking.members_closed",
    Who.ASSOCIATE: "booking.associate",
    Who.PUBLIC_BODY: "booking.public_bodies_closed",
}


def broken_terms(
    venues: Sequence[Venue], wish: Wish, uses: Iterable[QuotaUse] = (), *, now: datetime
) -> list[Breach]:
    """Every term that asking for these venues does not keep, those first that are hardest to mend: who may book,
    notice, length, quota. `uses` are what the request would make of the quotas (`quotas_after`)."""
    return [
        *closed_to(venues, wish.who),
        *(breach for venue in venues for breach in _notice(venue, wish.blocked.start, now)),
        *(breach for venue in venues for breach in _length(venue, wish.public.length)),
        *(_quota(use) for use in uses if use.is_over),
    ]


def closed_to(venues: Iterable[Venue], who: Who | None) -> list[Breach]:
    if who is None:
        return [Breach("booking.not_member", "space", {})]
    return [Breach(_CLOSED_TO[who], "venues", _at(venue)) for venue in venues if not admits(venue, who)]


def become_requests(venues: Iterable[Venue]) -> bool:
    """Whether what breaks a term is looked at by people all the same: every venue must allow it."""
    return all(venue.breaches_become_requests for venue in venues)


def earliest_start(venue: Venue, *, now: datetime) -> datetime | None:
    """The first moment at which a set-up may begin. Real hours: a night on which the clocks change is no exception."""
    return None if venue.notice_min_hours is None else now.astimezone(UTC) + venue.notice_min_hours * _HOUR


def last_day_ahead(venue: Venue, *, now: datetime) -> date | None:
    """The last local day on which a set-up may begin; all of that day may."""
    if venue.notice_max_days is None:
        return None
    return now.astimezone(venue.zone).date() + timedelta(days=venue.notice_max_days)


def _notice(venue: Venue, start: datetime, now: datetime) -> Iterator[Breach]:
    earliest, last = earliest_start(venue, now=now), last_day_ahead(venue, now=now)
    if earliest is not None and start < earliest:
        first = _next_minute(earliest).astimezone(venue.zone)
        values = {"hours": venue.notice_min_hours, "earliest": f"{first:%H:%M %d/%m/%Y}"}
        yield Breach("booking.notice_short", "starts_at", _at(venue) | values)
    if last is not None and start.astimezone(venue.zone).date() > last:
        values = {"days": venue.notice_max_days, "latest": f"{last:%d/%m/%Y}"}
        yield Breach("booking.notice_long", "day", _at(venue) | values)


def _next_minute(moment: datetime) -> datetime:
    """Said to the minute, and still early enough when it is typed in."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def _length(venue: Venue, length: timedelta) -> Iterator[Breach]:
    """Of the public phase, in real minutes."""
    least, most = venue.length_min_minutes, venue.length_max_minutes
    if least is not None and length < timedelta(minutes=least):
        yield Breach("booking.length_short", "ends_at", _at(venue) | {"hours": hours_of(least)})
    if most is not None and length > timedelta(minutes=most):
        yield Breach("booking.length_long", "ends_at", _at(venue) | {"hours": hours_of(most)})


def hours_of(minutes: int) -> float | int:
    whole, rest = divmod(minutes, MINUTES_AN_HOUR)
    return round(minutes / MINUTES_AN_HOUR, 2) if rest else whole


def _at(venue: Venue) -> dict[str, Any]:
    return {"where": {"vi": venue.name_vi, "en": venue.name_en}}


def _quota(use: QuotaUse) -> Breach:
    measure = "hours" if use.measure == QuotaMeasure.HOURS else "bookings"
    values: dict[str, Any] = {
        "first": f"{use.first:%d/%m/%Y}",
        "last": f"{use.last:%d/%m/%Y}",
        "amount": use.amount,
        "used": use.before,
        "after": use.after,
    }
    if use.where is None:
        return Breach(f"booking.quota_all_{measure}", "day", values)
    return Breach(f"booking.quota_{measure}", "day", values | {"where": {"vi": use.where.vi, "en": use.where.en}})


# Quotas


def share_of(amount: int, percent: int) -> int:
    """What an associate member has of a quota, rounded up: never nothing."""
    return max(1, -(-amount * percent // 100))


def quotas_after(
    quotas: Iterable[tuple[Quota, Venue | None]],
    wish: Use,
    uses: Collection[Use],
    *,
    percent: int = 100,
    zone: ZoneInfo,
) -> list[QuotaUse]:
    """Of every quota that the wish counts for, the period in which least would be left.

    Periods are those of the calendar where the quota's venue is, `zone` for one of all venues: weeks from Monday,
    months, years. Hours count the public phase in real time, and what runs over the end of a period counts in each
    with its own part, nights included. A booking counts where its public phase starts, and there once.
    """
    found = []
    for quota, venue in quotas:
        if quota.venue_id is not None and quota.venue_id not in wish.places:
            continue
        here = [use.public for use in uses if quota.venue_id is None or quota.venue_id in use.places]
        amount = share_of(quota.amount, percent)
        calendar = venue.zone if venue is not None else zone
        where = Bilingual.of(venue, "name") if venue is not None else None
        periods = _in_periods(quota, wish.public, here, amount, calendar, where)
        found.append(max(periods, key=lambda one: (one.after, -one.first.toordinal())))
    return found


def _in_periods(
    quota: Quota, wish: Timespan, uses: Sequence[Timespan], amount: int, zone: ZoneInfo, where: Bilingual | None
) -> Iterator[QuotaUse]:
    for first, following in _periods(wish, QuotaPeriod(quota.period), zone):
        span = Timespan(day_span(first, zone).start, day_span(following, zone).start)
        if quota.measure == QuotaMeasure.BOOKINGS:
            if wish.start >= span.end or wish.start < span.start:
                continue
            before = sum(span.start <= use.start < span.end for use in uses)
            after, unit = before + 1, 1
        else:
            before = sum(_seconds_within(use, span) for use in uses)
            after, unit = before + _seconds_within(wish, span), 3600
        yield QuotaUse(
            where,
            quota.period,
            quota.measure,
            first,
            following - timedelta(days=1),
            _number(before, unit),
            _number(after, unit),
            amount,
            is_over=after > amount * unit,
        )


def _periods(span: Timespan, period: QuotaPeriod, zone: ZoneInfo) -> Iterator[tuple[date, date]]:
    """Those that the span touches: the first day of each, and of the one after it."""
    first = period_start(span.start.astimezone(zone).date(), period)
    while day_span(first, zone).start < span.end:
        following = next_period(first, period)
        yield first, following
        first = following


def period_start(day: date, period: QuotaPeriod) -> date:
    match period:
        case QuotaPeriod.WEEK:
            return day - timedelta(days=day.weekday())
        case QuotaPeriod.MONTH:
            return day.replace(day=1)
        case QuotaPeriod.YEAR:
            return day.replace(month=1, day=1)


def next_period(first: date, period: QuotaPeriod) -> date:
    match period:
        case QuotaPeriod.WEEK:
            return first + timedelta(days=7)
        case QuotaPeriod.MONTH:
            return (first + timedelta(days=31)).replace(day=1)
        case QuotaPeriod.YEAR:
            return first.replace(year=first.year + 1)


@dataclass(frozen=True)
class Held:
    """The quotas there are, and what one space has of them: what any wish of theirs is measured against."""

    quotas: Sequence[tuple[Quota, Venue | None]]
    uses: Collection[Use]
    percent: int
    zone: ZoneInfo

    def also(self, uses: Iterable[Use]) -> "Held":
        return replace(self, uses=[*self.uses, *uses])

    def after(self, venues: Iterable[Venue], public: Timespan) -> list[QuotaUse]:
        return quotas_after(
            self.quotas, Use(places_of(venues), public), self.uses, percent=self.percent, zone=self.zone
        )


def window_of(quotas: Iterable[tuple[Quota, Venue | None]], public: Timespan, zone: ZoneInfo) -> Timespan:
    """Everything that could count for one of these quotas beside the span."""
    starts, ends = [public.start], [public.end]
    for quota, venue in quotas:
        calendar, period = venue.zone if venue is not None else zone, QuotaPeriod(quota.period)
        first, last = public.start.astimezone(calendar).date(), public.end.astimezone(calendar).date()
        starts.append(day_span(period_start(first, period), calendar).start)
        ends.append(day_span(next_period(period_start(last, period), period), calendar).start)
    return Timespan(min(starts), max(ends))


def _seconds_within(one: Timespan, other: Timespan) -> int:
    start, end = max(one.start, other.start).astimezone(UTC), min(one.end, other.end).astimezone(UTC)
    return max(0, int((end - start).total_seconds()))


def _number(count: int, unit: int) -> float | int:
    return count // unit if count % unit == 0 else round(count / unit, 2)


# Cut-offs


def cancel_closes_at(venues: Iterable[Venue], starts_at: datetime) -> datetime | None:
    """From then on the team has to ask the Centre; of several venues the earliest moment. None where there is none."""
    return _cut_off((venue.cancel_until_hours for venue in venues), starts_at)


def change_closes_at(venues: Iterable[Venue], starts_at: datetime) -> datetime | None:
    return _cut_off((venue.change_until_hours for venue in venues), starts_at)


def _cut_off(hours: Iterable[int | None], starts_at: datetime) -> datetime | None:
    given = [one for one in hours if one is not None]
    return starts_at.astimezone(UTC) - max(given) * _HOUR if given else None


# Who decides


def deciders(named: Mapping[int, Collection[int]]) -> frozenset[int] | None:
    """Who (user ids) decides about a booking, given by venue those who are named for it and can still act; None for
    every coordinator. Of several venues it takes somebody named for each that names people; where nobody is, anybody
    named for one of them."""
    groups = [frozenset(people) for people in named.values() if people]
    if not groups:
        return None
    return frozenset.intersection(*groups) or frozenset.union(*groups)


# Capacity


def first_without(
    layout: str, venues: Iterable[Venue], listed: Mapping[int, Mapping[str, int | None]]
) -> Venue | None:
    """The first venue that cannot be set this way. `listed` gives by venue id the ways each lists and their capacity.
    Of several venues those that list no way at all do not matter, as long as another does."""
    every = list(venues)
    listing = [venue for venue in every if listed.get(venue.id)] or every
    return next((venue for venue in listing if layout not in listed.get(venue.id, {})), None)


def room_in(venues: Iterable[Venue], layout: str, listed: Mapping[int, Mapping[str, int | None]]) -> int | None:
    """How many people the venues hold together, set this way; None where the museum has not said so of each."""
    rooms = [listed.get(venue.id, {}).get(layout) or venue.capacity for venue in venues]
    return sum(room for room in rooms if room is not None) if None not in rooms else None


# Equipment


def most_in_use(span: Timespan, others: Iterable[tuple[Timespan, int]]) -> int:
    """The most that is out at one moment of the span: two that only follow each other share the same piece."""
    steps: list[tuple[datetime, int]] = []
    for other, count in others:
        if other.overlaps(span):
            steps += [(max(other.start, span.start), count), (other.end, -count)]
    out = most = 0
    for _moment, change in sorted(steps):
        out += change
        most = max(most, out)
    return most
