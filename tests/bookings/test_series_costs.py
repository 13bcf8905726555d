"""A long series asks little more of the database than a short one, and what is seen in one look for all of it is what
is asked of each date alone."""

from datetime import timedelta

from app.bookings import conflicts, service
from app.core.db import db, transact
from app.venues.models import Quota, QuotaMeasure, QuotaPeriod
from app.venues.queries import edge_between
from tests.bookings import factories as make
from tests.bookings.conftest import NOON, House, Town
from tests.bookings.test_request_screens import FORM
from tests.bookings.test_series import DAYS, WEEK, in_the_way, send, wish
from tests.statements import counted

SHORT, LONG = "6", "60"


def test_sixty_dates_cost_hardly_more_statements_than_six(town: Town) -> None:
    lan = town.cast.client("lan")
    for n in (2, 5):
        in_the_way(town, make.MONDAY + WEEK * n)
    town.do(lambda: db.session.add(_quota(200)))
    asked, written = dict[str, int](), dict[str, int]()
    for count in (SHORT, LONG):
        with counted(town.app) as seen:
            page = lan.submit(FORM, wish(town) | {"count": count})
            answer = send(lan, page)
        assert answer.status_code == 302, answer.text
        written[count] = sum(one.startswith("INSERT") for one in seen)
        asked[count] = len(seen) - written[count]
        lan.submit(answer.location, {"then": "rest"}, to=answer.location)
    assert asked[LONG] <= asked[SHORT] + 3
    assert written[LONG] <= written[SHORT] + 3 * (int(LONG) - int(SHORT))  # a driver may send row by row


def _quota(amount: int) -> Quota:
    return Quota(
        public_id="quota", venue_id=None, measure=QuotaMeasure.BOOKINGS, period=QuotaPeriod.YEAR, amount=amount
    )


def test_the_dates_of_a_series_count_for_its_quota_before_they_are_written(town: Town) -> None:
    def bind() -> None:
        make.the_venue("lang-nghe").breaches_become_requests = False
        db.session.add(_quota(2))

    town.do(bind)
    page = town.cast.client("lan").submit(FORM, wish(town) | {"count": "3"})
    assert "2 buổi gửi được ngay, 1 buổi vướng" in page.text


def test_one_look_at_many_spans_finds_what_a_look_at_each_finds(house: House) -> None:
    slugs = ("lang-nghe", "cau-kinh", "san-khau-kinh")

    def fill() -> None:
        places = [make.the_venue(slug) for slug in slugs]
        if edge_between(places[0].areas[0], places[1].areas[0]) is None:
            make.edge(places[0].areas[0], places[1].areas[0])
        for n, venue in enumerate((*places, places[0])):
            make.book(house.hoa, house.space("hoa"), venue, when=make.span("18:00", "20:00", DAYS[0] + n * WEEK))
        for n, soft in enumerate((False, True)):
            service.close_venues(
                actor=house.tuan,
                venue_ids=[places[1].id],
                span=make.span("08:00", "12:00", DAYS[n + 2]),
                title_vi="Sửa mái",
                message_vi="Sửa mái",
                soft=soft,
            )

    transact(fill)
    places = [make.the_venue(slug) for slug in slugs]
    evenings = [make.span("19:00", "21:00", day) for day in DAYS]
    spans = [*evenings, *(one.widened(before=timedelta(hours=12)) for one in evenings)]
    every = conflicts.areas_of(places)
    seen = conflicts.Seen(every, spans, now=NOON)
    found = 0
    for areas in (every, *(conflicts.areas_of([one]) for one in places)):
        for span in spans:
            assert seen.obstacles(areas, span) == conflicts.obstacles(areas, span, now=NOON)
            assert seen.soft_conflicts(areas, span) == conflicts.soft_conflicts(areas, span, now=NOON)
            found += bool(seen.obstacles(areas, span)) + bool(seen.soft_conflicts(areas, span))
    assert found > len(spans)
