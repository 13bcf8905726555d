"""What breaks a venue's terms, pure: notice, length, who, quotas, cut-offs, who decides, room and equipment. Quotas and
equipment against counting it out by the quarter of an hour; Berlin over both clock changes."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.timespan import Timespan
from app.venues import terms
from app.venues.models import Quota, QuotaMeasure, QuotaPeriod, Venue
from app.venues.terms import Breach, QuotaUse, Use, Who, Wish

HANOI, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
QUARTER = timedelta(minutes=15)


def venue(number: int = 1, *, zone: str = "Asia/Ho_Chi_Minh", **values: Any) -> Venue:
    given = {
        "whole_id": None, "zone_name": zone, "members_may_request": True, "associates_may_request": False,
        "public_bodies_may_request": False, "breaches_become_requests": False, "capacity": None,
    }  # fmt: skip
    return Venue(id=number, name_vi=f"Nhà {number}", name_en=f"House {number}", **(given | values))


def local(text: str, zone: ZoneInfo = HANOI, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def span(start: str, end: str, zone: ZoneInfo = HANOI) -> Timespan:
    return Timespan(local(start, zone), local(end, zone))


def broken(where: Venue, public: Timespan, *, now: datetime, setup: timedelta = timedelta()) -> list[Breach]:
    wish = Wish(who=Who.MEMBER, blocked=public.widened(before=setup), public=public)
    return terms.broken_terms([where], wish, now=now)


def codes(found: list[Breach]) -> list[str]:
    return [breach.code for breach in found]


NOW = local("2026-11-22T12:00")


def test_notice_counts_to_the_set_up() -> None:
    there, evening = venue(notice_min_hours=48), span("2026-11-24T13:00", "2026-11-24T15:00")
    assert broken(there, evening, now=NOW, setup=timedelta(hours=1)) == []
    found = broken(there, evening, now=NOW, setup=timedelta(hours=1, minutes=1))
    assert codes(found) == ["booking.notice_short"]
    assert (found[0].field, found[0].values["hours"], found[0].values["earliest"]) == (
        "starts_at", 48, "12:00 24/11/2026",
    )  # fmt: skip


def test_the_earliest_moment_said_is_one_that_would_be_taken() -> None:
    there, now = venue(notice_min_hours=1), NOW + timedelta(seconds=1)
    found = broken(there, span("2026-11-22T12:30", "2026-11-22T13:30"), now=now)
    assert found[0].values["earliest"] == "13:01 22/11/2026"
    assert broken(there, span("2026-11-22T13:01", "2026-11-22T14:00"), now=now) == []


def test_how_far_ahead_is_counted_in_whole_days() -> None:
    there = venue(notice_max_days=30)
    assert broken(there, span("2026-12-22T23:00", "2026-12-23T01:00"), now=NOW) == []
    found = broken(there, span("2026-12-23T00:00", "2026-12-23T01:00"), now=NOW)
    assert (codes(found), found[0].values["latest"]) == (["booking.notice_long"], "22/12/2026")
    assert broken(there, span("2026-12-23T01:00", "2026-12-23T02:00"), now=NOW, setup=timedelta(hours=2)) == []


def test_the_length_is_that_of_the_public_phase() -> None:
    there = venue(length_min_minutes=60, length_max_minutes=150)
    assert broken(there, span("2026-12-07T19:00", "2026-12-07T20:00"), now=NOW, setup=timedelta(hours=9)) == []
    assert broken(there, span("2026-12-07T19:00", "2026-12-07T21:30"), now=NOW) == []
    short = broken(there, span("2026-12-07T19:00", "2026-12-07T19:59"), now=NOW)
    long = broken(there, span("2026-12-07T19:00", "2026-12-07T21:31"), now=NOW)
    assert [(b.code, b.field, b.values["hours"]) for b in short + long] == [
        ("booking.length_short", "ends_at", 1),
        ("booking.length_long", "ends_at", 2.5),
    ]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-10-25T01:00", "2026-10-25T04:00", 4),  # the hour from two to three comes twice
        ("2026-03-29T01:00", "2026-03-29T04:00", 2),  # and not at all
    ],
)
def test_in_berlin_lengths_are_real_hours(start: str, end: str, hours: int) -> None:
    night, now = span(start, end, BERLIN), local("2026-01-02T00:00")
    exact = venue(zone="Europe/Berlin", length_min_minutes=hours * 60, length_max_minutes=hours * 60)
    assert broken(exact, night, now=now) == []
    assert codes(broken(venue(zone="Europe/Berlin", length_max_minutes=hours * 60 - 1), night, now=now))


def test_in_berlin_notice_is_real_hours_and_days_are_its_own() -> None:
    there = venue(zone="Europe/Berlin", notice_min_hours=24, notice_max_days=1)
    noon = local("2026-10-24T12:00", BERLIN)
    assert broken(there, span("2026-10-25T11:00", "2026-10-25T12:00", BERLIN), now=noon) == []
    found = broken(there, span("2026-10-25T10:59", "2026-10-25T12:00", BERLIN), now=noon)
    assert found[0].values["earliest"] == "11:00 25/10/2026"
    spring = local("2026-03-28T12:00", BERLIN)
    assert broken(there, span("2026-03-29T13:00", "2026-03-29T14:00", BERLIN), now=spring) == []
    assert codes(broken(there, span("2026-03-29T12:59", "2026-03-29T14:00", BERLIN), now=spring))
    late = local("2026-10-24T23:30", BERLIN)  # already the 25th in Hanoi
    assert codes(broken(there, span("2026-10-26T01:00", "2026-10-26T02:00", BERLIN), now=late)) == [
        "booking.notice_long"
    ]


def test_who_may_ask() -> None:
    open_to = {
        Who.MEMBER: "members_may_request",
        Who.ASSOCIATE: "associates_may_request",
        Who.PUBLIC_BODY: "public_bodies_may_request",
    }
    shut = dict.fromkeys(open_to.values(), False)
    for who, switch in open_to.items():
        assert terms.closed_to([venue(**(shut | {switch: True}))], who) == []
        assert len(terms.closed_to([venue(**(dict.fromkeys(open_to.values(), True) | {switch: False}))], who)) == 1
    assert codes(terms.closed_to([venue()], None)) == ["booking.not_member"]


def test_who_comes_first_and_every_venue_is_asked() -> None:
    one, other = venue(1, notice_min_hours=999), venue(2, members_may_request=False, length_min_minutes=999)
    public = span("2026-11-24T13:00", "2026-11-24T15:00")
    wish = Wish(who=Who.MEMBER, blocked=public, public=public)
    assert codes(terms.broken_terms([one, other], wish, now=NOW)) == [
        "booking.members_closed", "booking.notice_short", "booking.length_short",
    ]  # fmt: skip


def test_all_venues_must_let_what_is_broken_be_asked_for() -> None:
    lenient, strict = venue(1, breaches_become_requests=True), venue(2)
    assert terms.become_requests([lenient])
    assert not terms.become_requests([lenient, strict])


def test_a_breach_comes_back_from_store_as_it_went() -> None:
    found = broken(venue(notice_min_hours=999), span("2026-11-24T13:00", "2026-11-24T15:00"), now=NOW)[0]
    again = Breach.of(found.as_json())
    assert again == found
    assert (again.error().code, again.error().values["where"].read_in("en")) == ("booking.notice_short", "House 1")


def test_the_strictest_cut_off_counts_from_the_set_up() -> None:
    start = local("2026-10-25T12:00", BERLIN)
    venues = [venue(1, cancel_until_hours=24, change_until_hours=None), venue(2, cancel_until_hours=None)]
    assert terms.cancel_closes_at(venues, start) == local("2026-10-24T13:00", BERLIN)
    assert terms.change_closes_at(venues, start) is None
    assert terms.change_closes_at([*venues, venue(3, change_until_hours=1)], start) == start - timedelta(hours=1)


# Quotas


def quota(amount: int, period: str = "week", measure: str = "hours", venue_id: int | None = 1) -> Quota:
    return Quota(venue_id=venue_id, period=period, measure=measure, amount=amount)


def after(limit: Quota, wish: Timespan, *uses: Timespan, there: Venue | None = None, percent: int = 100) -> QuotaUse:
    there = there or venue()
    places = frozenset({there.id})
    owner = None if limit.venue_id is None else there
    found = terms.quotas_after(
        [(limit, owner)], Use(places, wish), [Use(places, one) for one in uses], percent=percent, zone=there.zone
    )
    return found[0]


def test_a_week_begins_on_monday_and_what_crosses_counts_in_both() -> None:
    sunday_night = span("2026-12-06T22:00", "2026-12-07T01:00")
    assert after(quota(2), sunday_night).is_over is False
    first = after(quota(2), sunday_night)
    assert (first.first, first.last, first.before, first.after) == (date(2026, 11, 30), date(2026, 12, 6), 0, 2)
    monday = span("2026-12-07T09:00", "2026-12-07T10:30")
    over = after(quota(2), sunday_night, monday)
    assert (over.first, over.before, over.after, over.is_over) == (date(2026, 12, 7), 1.5, 2.5, True)


def test_exactly_the_amount_fits_and_a_minute_more_does_not() -> None:
    had = span("2026-12-07T09:00", "2026-12-07T15:00")
    assert not after(quota(8), span("2026-12-08T09:00", "2026-12-08T11:00"), had).is_over
    assert after(quota(8), span("2026-12-08T09:00", "2026-12-08T11:01"), had).is_over


def test_bookings_count_where_they_start() -> None:
    over_new_year = span("2026-12-31T22:00", "2027-01-01T02:00")
    had = [span(f"2026-12-{day:02}T09:00", f"2026-12-{day:02}T10:00") for day in (1, 2)]
    found = after(quota(2, "month", "bookings"), over_new_year, *had)
    assert (found.first, found.last, found.before, found.after, found.is_over) == (
        date(2026, 12, 1), date(2026, 12, 31), 2, 3, True,
    )  # fmt: skip
    january = span("2027-01-05T09:00", "2027-01-05T10:00")
    assert after(quota(1, "year", "bookings"), january, over_new_year).before == 0


def test_associates_have_a_share_rounded_up() -> None:
    assert [terms.share_of(amount, 50) for amount in (8, 7, 1)] == [4, 4, 1]
    assert terms.share_of(3, 0) == 1
    assert after(quota(3, measure="bookings"), span("2026-12-08T09:00", "2026-12-08T10:00"), percent=50).amount == 2


def test_a_part_counts_for_its_whole_and_not_the_other_way() -> None:
    garden, east = venue(1), venue(2, whole_id=1)
    whole, part = terms.places_of([garden]), terms.places_of([east])
    wish, had = span("2026-12-08T09:00", "2026-12-08T10:00"), span("2026-12-07T09:00", "2026-12-07T12:00")
    of_garden = terms.quotas_after([(quota(8), garden)], Use(part, wish), [Use(whole, had)], zone=HANOI)
    assert [use.after for use in of_garden] == [4]
    of_east = [(quota(8, venue_id=2), east)]
    assert terms.quotas_after(of_east, Use(whole, wish), [Use(part, had)], zone=HANOI) == []
    assert [use.after for use in terms.quotas_after(of_east, Use(part, wish), [Use(whole, had)], zone=HANOI)] == [1]


def test_a_quota_of_all_venues_counts_whatever_the_venue() -> None:
    wish, had = span("2026-12-08T09:00", "2026-12-08T10:00"), span("2026-12-07T09:00", "2026-12-07T12:00")
    everywhere = [(quota(3, venue_id=None), None)]
    found = terms.quotas_after(everywhere, Use(frozenset({1}), wish), [Use(frozenset({9}), had)], zone=HANOI)
    assert [(use.where, use.after, use.is_over) for use in found] == [(None, 4, True)]
    assert terms.broken_terms(
        [venue()], Wish(who=Who.MEMBER, blocked=wish, public=wish), found, now=NOW
    )[0].code == "booking.quota_all_hours"  # fmt: skip


def test_weeks_are_those_of_the_place() -> None:
    """Sunday evening in Berlin is Monday in Hanoi; and the Sunday of October has 25 hours."""
    there = venue(zone="Europe/Berlin")
    sunday = span("2026-10-25T00:00", "2026-10-26T00:00", BERLIN)
    found = after(quota(25), sunday, there=there)
    assert (found.first, found.last, found.after, found.is_over) == (
        date(2026, 10, 19),
        date(2026, 10, 25),
        25,
        False,
    )
    spring = span("2026-03-29T00:00", "2026-03-30T00:00", BERLIN)
    assert (after(quota(25), spring, there=there).first, after(quota(25), spring, there=there).after) == (
        date(2026, 3, 23), 23,
    )  # fmt: skip


def _grid(zone: ZoneInfo) -> Any:
    """Spans on quarters of an hour around a year's end and both clock changes."""
    starts = st.sampled_from([local("2026-12-28T00:00", zone), local("2026-10-24T00:00", zone), local("2026-03-27T00:00", zone)])  # fmt: skip
    return st.tuples(starts, st.integers(0, 4 * 24 * 8), st.integers(1, 4 * 60)).map(
        lambda one: Timespan(one[0] + one[1] * QUARTER, one[0] + (one[1] + one[2]) * QUARTER)
    )


def _start(day: date, period: str) -> date:
    if period == "week":
        return date.fromisocalendar(*day.isocalendar()[:2], 1)
    return date(day.year, day.month if period == "month" else 1, 1)


def _counted_out(
    wish: Timespan, uses: Collection[Timespan], period: str, measure: str, zone: ZoneInfo
) -> dict[date, float]:
    """By the first day of each period that the wish touches, what there is of it, the wish included."""
    counts: dict[date, float] = {}
    for one in (wish, *uses):
        quarters = range(int(one.length / QUARTER))
        moments = [one.start + n * QUARTER for n in quarters] if measure == "hours" else [one.start]
        for moment in moments:
            first = _start(moment.astimezone(zone).date(), period)
            counts[first] = counts.get(first, 0) + (0.25 if measure == "hours" else 1)
    moments = [wish.start + n * QUARTER for n in range(int(wish.length / QUARTER))]
    touched = {_start(moment.astimezone(zone).date(), period) for moment in (moments if measure == "hours" else moments[:1])}  # fmt: skip
    return {first: counts[first] for first in touched}


@pytest.mark.parametrize("zone", [HANOI, BERLIN], ids=str)
@settings(max_examples=60, deadline=None)
@given(data=st.data(), period=st.sampled_from(list(QuotaPeriod)), measure=st.sampled_from(list(QuotaMeasure)))
def test_quotas_as_counted_out_by_hand(zone: ZoneInfo, data: Any, period: str, measure: str) -> None:
    spans = _grid(zone)
    wish, uses = data.draw(spans), data.draw(st.lists(spans, max_size=4))
    amount = data.draw(st.integers(1, 40))
    there = venue(zone=str(zone))
    found = after(quota(amount, period, measure), wish, *uses, there=there)
    counted = _counted_out(wish, uses, period, measure, zone)
    assert found.after == max(counted.values())
    assert counted[found.first] == found.after
    assert found.is_over == any(count > amount for count in counted.values())
    window = terms.window_of([(quota(amount, period, measure), there)], wish, zone)
    seen = [use for use in uses if use.overlaps(window)]
    assert _counted_out(wish, seen, period, measure, zone) == counted


# Who decides, room, equipment


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, None),
        ({1: set()}, None),
        ({1: {7}, 2: set()}, {7}),
        ({1: {7, 8}, 2: {8, 9}}, {8}),
        ({1: {7}, 2: {9}}, {7, 9}),
    ],
)
def test_who_decides(named: dict[int, set[int]], expected: set[int] | None) -> None:
    assert terms.deciders(named) == expected


def test_room_is_that_of_the_layout_where_the_museum_has_said_so() -> None:
    hall, yard = venue(1, capacity=100), venue(2, capacity=50)
    listed: dict[int, dict[str, int | None]] = {1: {"theatre": 60, "standing": None}}
    assert terms.room_in([hall], "theatre", listed) == 60
    assert terms.room_in([hall], "standing", listed) == terms.room_in([hall], "", listed) == 100
    assert terms.room_in([hall, yard], "theatre", listed) == 110
    assert terms.room_in([hall, venue(3)], "", listed) is None


def test_a_way_that_is_not_listed() -> None:
    listed: dict[int, dict[str, int | None]] = {1: {"theatre": 60}, 2: {"market": None}}
    hall, yard, bare = venue(1), venue(2), venue(3)
    assert terms.first_without("theatre", [hall], listed) is None
    assert terms.first_without("market", [hall], listed) is hall
    assert terms.first_without("theatre", [hall, yard], listed) is yard
    assert terms.first_without("theatre", [hall, bare], listed) is None
    assert terms.first_without("theatre", [bare], listed) is bare


@settings(max_examples=100, deadline=None)
@given(others=st.lists(st.tuples(_grid(HANOI), st.integers(1, 3)), max_size=6), span=_grid(HANOI))
def test_equipment_as_counted_out_by_hand(others: list[tuple[Timespan, int]], span: Timespan) -> None:
    moments = [span.start + n * QUARTER for n in range(int(span.length / QUARTER))]
    expected = max(sum(n for other, n in others if other.start <= moment < other.end) for moment in moments)
    assert terms.most_in_use(span, others) == expected
