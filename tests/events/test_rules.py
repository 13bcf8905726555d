"""What is decided on values in hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import DomainError
from app.core.timespan import Timespan
from app.events import publishing
from app.events.listing import View, When, listing, read_choices
from app.events.models import EventStatus, Whereabouts
from app.events.publishing import Moderated, Way, Words, checked, free_slug, own_dates, way_of
from app.events.rules import Group, Happening, Named, by_month, cards, on_days, weekend_of
from app.memberships.models import Grade
from app.memberships.rules import NOBODY, Standing, Status

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
MEMBER = Standing(status=Status.MEMBER, grade=Grade.FULL)
ASSOCIATE = Standing(status=Status.MEMBER, grade=Grade.ASSOCIATE)
SUSPENDED = Standing(status=Status.SUSPENDED, grade=Grade.FULL)


@pytest.mark.parametrize("moderated", Moderated)
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("standing", [MEMBER, ASSOCIATE, SUSPENDED, NOBODY])
def test_what_waits_for_the_centre(moderated: Moderated, before: bool, standing: Standing) -> None:
    asked: dict[str, Any] = {"standing": standing, "published_before": before, "moderated": moderated}
    expected = {
        Moderated.NONE: Way.LIVE,
        Moderated.ALL: Way.WAITING,
        Moderated.NEW: Way.LIVE if before and standing is MEMBER else Way.WAITING,
    }[moderated]
    assert way_of(space_id=1, **asked) == expected
    assert way_of(space_id=None, **asked) == Way.LIVE  # the Centre's own


def test_every_status_has_its_ways() -> None:
    assert set(publishing.TRANSITIONS) == set(EventStatus)
    with pytest.raises(DomainError, match="changed_meanwhile"):
        publishing.check_transition(EventStatus.DRAFT, EventStatus.WITHDRAWN)


def test_away_from_the_museum_only_members_announce() -> None:
    assert publishing.may_host(Whereabouts.VENUE, NOBODY)
    assert not publishing.may_host(Whereabouts.SPACE, SUSPENDED)
    assert publishing.may_host(Whereabouts.ONLINE, ASSOCIATE)


def _spans(**values: Any) -> list[Timespan]:
    return own_dates(
        values.pop("day", date(2026, 12, 7)),
        values.pop("starts", time(19)),
        values.pop("ends", time(21)),
        now=NOW,
        **values,
    )


def test_own_dates_go_on_weekly_past_midnight_and_over_days() -> None:
    weekly = _spans(weeks=3)
    assert [one.start - weekly[0].start for one in weekly] == [timedelta(weeks=n) for n in range(3)]
    (night,) = _spans(starts=time(20), ends=time(1))
    assert night.length == timedelta(hours=5)
    (show,) = _spans(starts=time(9), ends=time(17), until=date(2026, 12, 20))
    assert show.length == timedelta(days=13, hours=8)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("event.date_past", {"day": date(2026, 11, 21)}),
        ("event.date_too_far", {"day": date(2029, 1, 1)}),
        ("event.ends_before", {"until": date(2026, 12, 6)}),
        ("event.too_many_dates", {"weeks": 61}),
        ("event.weeks_overlap", {"weeks": 2, "until": date(2026, 12, 15)}),
        ("event.too_long_span", {"until": date(2028, 1, 1)}),
    ],
)
def test_dates_that_cannot_be(code: str, values: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as caught:
        _spans(**values)
    assert caught.value.code == code
    assert caught.value.field


@pytest.mark.parametrize(
    ("code", "field", "values"),
    [
        ("event.missing", "title_vi", {"title_vi": " \u202e\x00 "}),
        ("event.too_long", "title_en", {"title_en": "a" * 201}),
        ("event.bad_link", "registration_url", {"registration_url": "javascript:alert(1)"}),
        ("event.bad_link", "online_url", {"online_url": "https://user:pass@example.org"}),
        ("event.unknown_choice", "kind", {"kind": "<b>"}),
        ("event.unknown_choice", "fields", {"fields": ["x"]}),
    ],
)
def test_words_that_cannot_be(code: str, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as caught:
        checked(Words(**{"title_vi": "Đêm nhạc"} | values), Whereabouts.VENUE, ["crafts"])
    assert (caught.value.code, caught.value.field) == (code, field)


def test_an_address_is_free_and_never_looks_like_that_of_a_booking() -> None:
    assert free_slug("Đêm nhạc", {"dem-nhac", "dem-nhac-2"}, "x") == "dem-nhac-3"
    assert free_slug("archive", set(), "x") == "archive-2"
    assert free_slug("a" * 24, set(), "x") == f"su-kien-{'a' * 24}"
    assert free_slug("???", set(), "x") == "su-kien"


def _one(title: str = "Nhạc", day: int = 1, *, series: str = "", hours: int = 2, **values: Any) -> Happening:
    start = datetime(2026, 12, day, 12, tzinfo=UTC)
    return Happening(
        key=title, uuid=f"{title}{day}", series=series or f"{title}{day}", title_vi=title, title_en=None,
        span=Timespan(start, start + timedelta(hours=hours)), **values,
    )  # fmt: skip


def test_dates_of_one_thing_are_one_card_in_the_order_of_its_nearest() -> None:
    found = [_one("A", 1, series="a"), _one("B", 2), _one("A", 8, series="a")]
    assert [(card.nearest.title_vi, len(card.dates)) for card in cards(found)] == [("A", 2), ("B", 1)]
    ((month, shown),) = by_month(cards(found))
    assert (month, len(shown)) == (date(2026, 12, 1), 2)


def test_whose_it_is() -> None:
    host = Named(slug="x", name_vi="Xưởng")
    assert _one().group == Group.MUSEUM
    assert _one(host=host).group == Group.NETWORK
    assert _one(host=host, where=Whereabouts.ONLINE).group == Group.MEMBERS


def test_a_day_is_that_of_the_place() -> None:
    late = replace(
        _one(), span=Timespan(datetime(2026, 12, 1, 16, tzinfo=UTC), datetime(2026, 12, 1, 18, tzinfo=UTC))
    )
    assert (late.first_on, late.last_on) == (date(2026, 12, 1), date(2026, 12, 2))  # 23:00 to 01:00 in Hanoi
    paris = replace(late, zone=ZoneInfo("Europe/Paris"))
    assert paris.first_on == paris.last_on == date(2026, 12, 1)
    days = on_days([late], date(2026, 12, 1), date(2026, 12, 3))
    assert [len(there) for there in days.values()] == [1, 1, 0]


def test_counts_are_what_each_choice_would_leave() -> None:
    host = Named(slug="x", name_vi="Lò gốm", name_en="Kiln")
    found = [
        _one("Gốm", 1, series="g", kind="workshop", fields=("crafts",), host=host),
        _one("Gốm", 8, series="g", kind="workshop", fields=("crafts",), host=host),
        _one("Phim", 2, kind="film"),
    ]
    told = listing(found, read_choices({"kind": "workshop"}, date(2026, 12, 1)))
    assert (len(told.found), told.total) == (2, 2)
    assert told.counts["kind"] == {"workshop": 1, "film": 1}
    assert told.counts["host"] == {"network": 1}
    assert [one.title_vi for one in listing(found, read_choices({"q": "lo gom"}, date(2026, 12, 1))).found] == [
        "Gốm"
    ] * 2


def test_what_is_asked_is_read_kindly() -> None:
    today = date(2026, 11, 25)  # a Wednesday
    assert read_choices({"view": "x", "when": "y", "from": "z"}, today).span is None
    week = read_choices({"view": "week", "from": "29/11/2026"}, today)
    assert (week.first, week.last, week.before, week.after) == (
        date(2026, 11, 23), date(2026, 11, 29), date(2026, 11, 16), date(2026, 11, 30),
    )  # fmt: skip
    month = read_choices({"view": "month", "from": "2026-12"}, today)
    assert (month.first, month.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert read_choices({"view": "month", "from": "2100-12"}, today).after is None
    assert read_choices({"when": "weekend"}, today).when == When.WEEKEND
    assert weekend_of(date(2026, 11, 29)) == (date(2026, 11, 28), date(2026, 11, 29))
    asked = read_choices({"view": "day", "kind": "film", "q": "a\0b"}, today)
    assert asked.address(view=None) == {"q": "ab", "kind": "film"}
    assert asked.view == View.DAY
