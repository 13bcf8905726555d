"""Places that fit, as values: what the finder calls free is what the one rule about the floor calls free."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bookings.finder import Answer, Floor, Why, Wish, find, free_spans, instead, is_free
from app.bookings.rules import BookingRequest
from app.core.timespan import Timespan
from app.venues.models import Area, Quota, QuotaMeasure, QuotaPeriod, Venue
from app.venues.terms import Held, Use, Who
from tests.bookings.factories import MONDAY, span

EARLY = datetime(2026, 11, 1, tzinfo=UTC)
DAYTIME = [(time(7), time(22))]


def place(number: int, *areas: int, **facts: Any) -> Venue:
    values: dict[str, Any] = {
        "open_to_bookings": True, "outdoor": False, "step_free": None, "capacity": None, "setup_minutes": 0,
        "strike_minutes": 0, "whole_id": None, "zone_name": "Asia/Ho_Chi_Minh", "members_may_request": True,
        "associates_may_request": False, "public_bodies_may_request": False, "breaches_become_requests": False,
    }  # fmt: skip
    return Venue(id=number, slug=f"v{number}", areas=[Area(id=one) for one in areas or (number,)], **values | facts)


def floor(*venues: Venue, taken: dict[int, Sequence[Timespan]] | None = None, **facts: Any) -> Floor:
    days = [MONDAY + timedelta(days=one) for one in range(40)]
    hours = facts.pop("hours", {day: {venue.id: DAYTIME for venue in venues} for day in days})
    return Floor(
        venues=venues, hours=hours, taken=taken or {}, layouts=facts.pop("layouts", {}), now=facts.pop("now", EARLY)
    )


def wish(start: str = "19:00", end: str = "21:00", **values: Any) -> Wish:
    earliest, latest = time.fromisoformat(start), time.fromisoformat(end)
    length = timedelta(hours=latest.hour - earliest.hour, minutes=latest.minute - earliest.minute)
    return Wish(**{"days": (MONDAY,), "earliest": earliest, "latest": latest, "length": length} | values)


def only(asked: Wish, facts: Floor) -> Answer:
    (answer,) = find(asked, facts)
    return answer


@pytest.mark.parametrize(
    ("facts", "values", "why"),
    [
        ({"capacity": 40}, {"people": 40}, None),
        ({"capacity": 40}, {"people": 41}, Why.TOO_SMALL),
        ({}, {"people": 90_000}, None),
        ({"open_to_bookings": False}, {}, Why.NOT_OPEN),
        ({"outdoor": True}, {"outdoor": True}, None),
        ({"outdoor": True}, {"outdoor": False}, Why.ONLY_OUTDOOR),
        ({"outdoor": False}, {"outdoor": True}, Why.ONLY_INDOOR),
        ({"step_free": None}, {"step_free": True}, None),
        ({"step_free": False}, {"step_free": True}, Why.STEPS),
        ({"step_free": False}, {"step_free": False}, None),
    ],
)
def test_what_is_published_excludes_and_what_is_not_does_not(
    facts: dict[str, Any], values: dict[str, Any], why: Why | None
) -> None:
    assert only(wish(**values), floor(place(1, **facts))).why == why


@pytest.mark.parametrize(
    ("layouts", "values", "why", "room", "layout"),
    [
        ({}, {"layout": "theatre", "people": 50}, None, 100, ""),
        ({"theatre": 40}, {"layout": "theatre", "people": 50}, Why.TOO_SMALL, 40, "theatre"),
        ({"theatre": None}, {"layout": "theatre", "people": 50}, None, 100, "theatre"),
        ({"theatre": 40}, {"layout": "market", "people": 5}, Why.NO_LAYOUT, 100, ""),
        ({"theatre": 40}, {"people": 50}, None, 100, ""),
    ],
)
def test_room_by_layout(
    layouts: dict[str, int | None], values: dict[str, Any], why: Why | None, room: int, layout: str
) -> None:
    answer = only(wish(**values), floor(place(1, capacity=100), layouts={1: layouts}))
    assert (answer.why, answer.room, answer.layout) == (why, room, layout)


@pytest.mark.parametrize(
    ("asked", "facts", "why"),
    [
        (wish("06:00", "08:00"), {}, Why.OUTSIDE_HOURS),
        (wish(), {"hours": {}}, Why.CLOSED),
        (wish(), {"now": span("19:30", "20:00").start}, Why.PAST),
        (wish(), {"taken": {1: [span("20:00", "23:00")]}}, Why.TAKEN),
        (wish(), {"taken": {1: [span("21:00", "23:00")]}}, None),
        (wish("17:00", "21:00", length=timedelta(hours=2)), {"taken": {1: [span("18:00", "19:00")]}}, None),
        (wish("17:00", "21:00", length=timedelta(hours=3)), {"taken": {1: [span("18:00", "19:00")]}}, Why.TAKEN),
    ],
)
def test_why_a_day_does_not_fit(asked: Wish, facts: dict[str, Any], why: Why | None) -> None:
    assert only(asked, floor(place(1), **facts)).why == why


def test_what_is_taken_says_when_it_is_free_and_what_is_free_beside_it() -> None:
    garden, east, west = place(1, 11, 12), place(2, 11, whole_id=1), place(3, 12, whole_id=1)
    facts = floor(garden, east, west, taken={11: [span("18:00", "20:00")]})
    answers = {one.venue.id: one for one in find(wish(), facts)}
    assert [one.venue.id for one in find(wish(), facts)] == [3, 1, 2], "what fits comes first"
    assert answers[1].near == answers[2].near == (west,)
    assert answers[1].next_free == span("19:00", "21:00", MONDAY + timedelta(days=1))
    assert answers[3].fitting[0].fit == span("19:00", "21:00")


@pytest.mark.parametrize(
    ("facts", "who", "why", "code"),
    [
        ({}, Who.MEMBER, None, None),
        ({}, Who.ASSOCIATE, Why.TERMS, "booking.associate"),
        ({}, None, None, None),
        ({"length_max_minutes": 90}, Who.MEMBER, Why.TERMS, "booking.length_long"),
        ({"notice_max_days": 3}, Who.MEMBER, Why.TERMS, "booking.notice_long"),
        ({"length_max_minutes": 90}, None, None, None),
        ({"length_max_minutes": 90, "breaches_become_requests": True}, Who.MEMBER, None, "booking.length_long"),
    ],
)
def test_terms_that_are_not_kept(facts: dict[str, Any], who: Who | None, why: Why | None, code: str | None) -> None:
    answer = only(wish(who=who), floor(place(1, **facts)))
    breach = answer.breach or answer.days[0].breach
    assert (answer.why, breach.code if breach else None) == (why, code)
    assert (answer.next_free is None) == (code is not None or why is None)


def test_the_next_free_day_keeps_the_notice() -> None:
    hall, now = place(1, notice_min_hours=72), span("08:00", "09:00").start
    answer = only(wish(who=Who.MEMBER), floor(hall, now=now))
    assert (answer.why, answer.next_free) == (Why.TERMS, span("19:00", "21:00", MONDAY + timedelta(days=3)))


def once_a_week(hall: Venue) -> Held:
    """The week of the first day is used up."""
    quota = Quota(venue_id=hall.id, period=QuotaPeriod.WEEK, measure=QuotaMeasure.BOOKINGS, amount=1)
    return Held([(quota, hall)], [Use(frozenset({hall.id}), span("08:00", "09:00"))], 100, hall.zone)


def test_what_the_space_has_already_counts() -> None:
    hall = place(1, name_vi="Nhà", name_en=None)
    answer = only(wish(who=Who.MEMBER, held=once_a_week(hall)), floor(hall))
    assert (answer.why, answer.breach.code if answer.breach else None) == (Why.TERMS, "booking.quota_bookings")
    assert answer.next_free == span("19:00", "21:00", MONDAY + timedelta(days=7))
    assert only(wish(who=Who.MEMBER), floor(hall)).why is None


def test_nothing_is_proposed_that_the_terms_would_refuse() -> None:
    hall, closed, strict = place(1), place(2, members_may_request=False), place(3, length_max_minutes=90)
    lenient = place(4, length_max_minutes=90, breaches_become_requests=True)
    facts = floor(hall, closed, strict, lenient, taken={1: [span("18:30", "20:00")]})
    found = instead(asked(1), facts, who=Who.MEMBER, held=once_a_week(hall))
    assert found.same_day == ()
    assert [t.start.day for t in found.other_days] == [14, 15, 16]
    assert found.places == (lenient,)
    bare = instead(asked(1), facts)
    assert len(bare.same_day) == 2
    assert bare.places == (closed, strict, lenient)


def test_set_up_and_strike_need_free_floor_too() -> None:
    hall = place(1, setup_minutes=60, strike_minutes=30)
    facts = floor(hall, taken={1: [span("10:00", "12:00")]})
    assert free_spans([hall], MONDAY, facts, timedelta(minutes=60), timedelta(minutes=30)) == [
        span("07:00", "09:30"),
        span("13:00", "22:00"),
    ]


def test_a_proposed_start_is_what_people_write() -> None:
    facts = floor(place(1), now=span("12:02", "13:00").start)
    fit = only(wish("12:00", "18:00", length=timedelta(hours=2)), facts).days[0].fit
    assert fit == span("12:05", "14:05")


def test_the_drawing_runs_from_six_to_midnight() -> None:
    facts = floor(place(1), hours={MONDAY: {1: [(time(0), time(23, 59))]}}, taken={1: [span("12:00", "13:00")]})
    day = only(wish(), facts).days[0]
    assert day.bars("opened", facts.venues[0].zone) == [(0, 1080)]
    assert day.bars("free", facts.venues[0].zone) == [(0, 360), (420, 660)]
    assert day.bars("fit", facts.venues[0].zone) == [(780, 120)]


minutes = st.integers(0, 1439)


@given(
    taken=st.lists(st.tuples(st.integers(-600, 1800), st.integers(1, 400), st.sampled_from([1, 2])), max_size=5),
    opened=st.lists(st.tuples(minutes, minutes), max_size=3),
    setup=st.integers(0, 120), strike=st.integers(0, 120), start=minutes, length=st.integers(1, 500),
    zone=st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin"]),
    day=st.sampled_from([MONDAY, date(2026, 3, 29), date(2026, 10, 25)]),
    now=st.integers(-2000, 2000),
)  # fmt: skip
def test_a_phase_fits_where_the_rule_about_the_floor_says_so(
    taken: list[tuple[int, int, int]], opened: list[tuple[int, int]], setup: int, strike: int, start: int,
    length: int, zone: str, day: date, now: int,
) -> None:  # fmt: skip
    """Free spans and `is_free`, which asks the rules of hours and overlap, agree on every phase of a day."""
    hall = place(1, 1, 2, zone_name=zone)
    midnight = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    spans: dict[int, list[Timespan]] = {1: [], 2: []}
    for begins, lasts, area in taken:
        spans[area].append(
            Timespan(midnight + timedelta(minutes=begins), midnight + timedelta(minutes=begins + lasts))
        )
    hours = [(time(a // 60, a % 60), time(b // 60, b % 60)) for a, b in opened if a < b]
    facts = floor(hall, hours={day: {1: hours}}, taken=spans, now=midnight + timedelta(minutes=now))
    phases = timedelta(minutes=setup), timedelta(minutes=strike)
    public = Timespan(midnight + timedelta(minutes=start), midnight + timedelta(minutes=start + length))
    asked = BookingRequest(space_id=1, venue_ids=(1,), title_vi="x", public=public, setup=phases[0], strike=phases[1])
    if len(public.days(hall.zone)) > 1 or public.days(hall.zone)[0] != day:
        return
    inside = any(one.contains(public) for one in free_spans([hall], day, facts, *phases))
    assert inside == is_free([hall], asked, public, facts)


def asked(*venues: int, **values: Any) -> BookingRequest:
    return BookingRequest(
        **{"space_id": 1, "venue_ids": venues, "title_vi": "x", "public": span("19:00", "21:00")} | values
    )


def test_instead_of_what_is_taken() -> None:
    one, two, small = place(1), place(2), place(3, capacity=10)
    facts = floor(
        one, two, small, taken={1: [span("18:30", "20:00"), span("19:00", "21:00", MONDAY + timedelta(days=1))]}
    )
    found = instead(asked(1, expected_people=30), facts)
    assert found.same_day == (span("16:30", "18:30"), span("20:00", "22:00"))
    assert [t.start.day for t in found.other_days] == [9, 10, 11]
    assert found.places == (two,)


def test_places_next_door_come_first() -> None:
    other, garden, east, west = place(4), place(1, 11, 12), place(2, 11, whole_id=1), place(3, 12, whole_id=1)
    facts = floor(other, garden, east, west, taken={11: [span("18:00", "20:00")]})
    assert instead(asked(1), facts).places == (west, other)


def test_over_midnight_only_days_and_places_are_offered() -> None:
    night = Timespan(span("20:00", "21:00").start, span("09:00", "10:00", MONDAY + timedelta(days=2)).end)
    facts = floor(place(1), place(2), taken={1: [night]})
    found = instead(asked(1, public=night), facts)
    assert found.same_day == ()
    assert found.other_days[0].start == span("20:00", "21:00", MONDAY + timedelta(days=2)).start
    assert [venue.id for venue in found.places] == [2]
