"""Each figure of the demo, counted a second time the slow way."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from statistics import median

import pytest
from pypdf import PdfReader

from app.applications.models import Application, Supplement
from app.applications.queries import promises_of
from app.bookings import conflicts
from app.bookings.models import Booking, BookingStatus, Closure
from app.bookings.queries.usage import report_of, usage_of
from app.core import clock
from app.core.db import db, transact
from app.core.timespan import Timespan, at
from app.evaluations.models import Decision
from app.register.queries import counted
from app.reports import counting, figures, month
from app.reports.periods import Period
from app.reports.queries import Facts
from app.venues.models import Venue
from app.workdays.queries import worked_or_not
from app.workdays.rules import is_working_day
from tests.statements import counted as asked
from tests.web.demo import Demo, read

pytestmark = pytest.mark.xdist_group("demo")
PERIODS = ("2026-10", "2026-11", "2026-q2", "2026", "2024-02")
MINUTE = timedelta(minutes=30)
HOUR = clock.HOUSE_ZONE


def house_day(moment):
    return moment.astimezone(HOUR).date()


@pytest.mark.parametrize("key", PERIODS)
def test_every_figure_counted_again(demo: Demo, key: str) -> None:
    with demo.app.test_request_context():
        period, now = Period.of(key), clock.now()
        facts = Facts(period, now)
        assert figures.decided_in(facts, period) == slow_decided(period)
        crowd = figures.crowd_in(facts, period)
        for name, number in slow_crowd(period, now).items():
            assert getattr(crowd, name) == number, name
        members = {row[0]: row[1] for row in figures.MAKERS["wards"](facts).rows}
        assert sum(members.values()) == counted(min(period.last, facts.today)).members


@pytest.mark.parametrize("key", ["2026-10", "2026-11"])
def test_the_hours_of_venues_counted_in_half_hours(demo: Demo, key: str) -> None:
    """Whatever is written in the demo begins and ends at full or half hours, or is cut by the clock."""
    with demo.app.test_request_context():
        period, now = Period.of(key), clock.now()
        now = now - timedelta(minutes=now.minute % 30, seconds=now.second, microseconds=now.microsecond)
        facts = Facts(period, now)
        for venue in facts.venues:
            used, bookable = slow_hours(venue, period, now)
            found = figures.taken_at(facts, venue.id, period)
            assert (found.used, found.bookable) == (used, bookable), venue.slug


def slow_decided(period):
    days, kept, waited = [], 0, 0
    for case in db.session.query(Application).filter(Application.submitted_at.is_not(None)):
        told = [
            d.published_at for d in db.session.query(Decision).filter_by(application_id=case.id) if d.published_at
        ]
        if not told or not period.holds(house_day(min(told))):
            continue
        received, decided = house_day(case.submitted_at), house_day(min(told))
        special = worked_or_not(received, decided)
        pauses = [(house_day(s.asked_at), house_day(s.ended_at) if s.ended_at else decided) for s in db.session.query(Supplement).filter_by(application_id=case.id)]  # fmt: skip
        with_centre = with_applicant = 0
        day = received + timedelta(days=1)
        while day <= decided:
            if is_working_day(day, special):
                held = any(since < day <= until for since, until in pauses)
                with_centre, with_applicant = with_centre + (not held), with_applicant + held
            day += timedelta(days=1)
        days.append(with_centre)
        waited += with_applicant
        kept += decided <= promises_of([case])[case.id].on
    found = counting.decided([counting.Case(period.first, period.first, one, 0) for one in days])
    assert found.median is None or abs(found.median - Decimal(str(median(days)))) <= Decimal("0.05")
    return counting.Decided(len(days), found.median, found.low, found.high, kept, waited)


def slow_crowd(period, now):
    found = dict.fromkeys(("uses", "no_shows", "told", "estimated", "programmes", "reached"), 0)
    for booking in db.session.query(Booking).filter_by(status=BookingStatus.CONFIRMED):
        if booking.public_ends_at > now or not period.holds(house_day(booking.public_starts_at)):
            continue
        usage, report = usage_of(booking.id), report_of(booking.id)
        if usage is not None and usage.no_show_at is not None:
            found["no_shows"] += 1
            continue
        found["uses"] += 1
        found["told"] += report.people if report else 0
        found["estimated"] += (booking.expected_people or 0) if report is None else 0
        found["reached"] += (report.disadvantaged_people or 0) if report else 0
        found["programmes"] += bool(booking.disadvantaged or (report and report.disadvantaged_people))
    return found


def slow_hours(venue, period, now):
    """Half an hour after the other."""
    parts = {one.id for one in db.session.query(Venue) if venue.id in (one.id, one.whole_id)}
    here = [b for b in db.session.query(Booking).filter_by(status=BookingStatus.CONFIRMED) if parts & {v.id for v in b.venues}]  # fmt: skip
    here = [b for b in here if (usage := usage_of(b.id)) is None or usage.no_show_at is None]
    shut = [c.span for c in db.session.query(Closure).filter_by(soft=False, lifted_at=None) if venue.id in {v.id for v in c.venues}]  # fmt: skip
    used = bookable = timedelta()
    for day in period.days:
        for opens, closes in conflicts.hours_on([venue], [day])[day][venue.id]:
            moment = at(day, opens, HOUR)
            while moment < at(day, closes, HOUR) and moment < now:
                slot = Timespan(moment, moment + MINUTE)
                if not any(one.overlaps(slot) for one in shut):
                    bookable += MINUTE
                    used += MINUTE if any(b.public.overlaps(slot) for b in here) else timedelta()
                moment += MINUTE
    return used, bookable


def test_a_venue_by_another_name_has_the_same_figures(demo: Demo) -> None:
    def numbers():
        facts = Facts(Period.of("2026-10"), clock.now())
        return sorted(row[1:] for row in figures.venues(facts).rows), [line.numbers for line in month.lines(month.report(Period.of("2026-10"), clock.now()))]  # fmt: skip

    with demo.app.test_request_context():
        before = numbers()
        venue = db.session.query(Venue).first()

        def rename():
            db.session.get(Venue, venue.id).name_vi = "Một tên khác"

        transact(rename)
        assert numbers() == before
    demo.reset()


def test_as_many_questions_for_years_as_for_a_month(demo: Demo) -> None:
    costs = {}
    for period in ("2026-10", "2026"):
        demo.clients["coordinator"].get(f"/desk/reports?period={period}")
        with asked(demo.app) as statements:
            assert demo.clients["coordinator"].get(f"/desk/reports?period={period}").status_code == 200
        costs[period] = len([one for one in statements if one != "BEGIN"])
    with asked(demo.app) as statements:
        assert demo.clients["coordinator"].get("/desk/reports/2026-10").status_code == 200
    assert max(*costs.values(), len(statements)) <= 25, (costs, len(statements))


def test_the_longest_remark_stays_on_the_sheet(demo: Demo) -> None:
    for language in ("vi", "en"):
        client = demo.clients["coordinator"]
        client.set_cookie("lang", language)
        for answer in (
            client.get(f"/desk/reports/2026-10.pdf?lang={language}"),
            _sent(client, "Một câu dài vừa phải. " * 27),
        ):
            assert answer.content_type == "application/pdf"
            assert len(PdfReader(BytesIO(answer.data)).pages) == 1
    client.set_cookie("lang", "vi")


def _sent(client, remark):
    form = next(one for one in read(client.get("/desk/reports/2026-10").text).forms if "remark" in one.controls)
    return client.post("/desk/reports/2026-10", data=form.untouched() | {"remark": remark})
