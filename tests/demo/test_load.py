"""One load takes seconds, so each test asks for much."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import config as configuration
from app import create_app
from app.applications.models import Application, ApplicationStatus
from app.bookings.models import Booking, BookingStatus, Closure
from app.bookings.queries import public_entries
from app.core import clock
from app.core.db import Base, db, transact
from app.core.timespan import Timespan
from app.demo.load import load_demo
from app.demo.people import PASSWORD, listed
from app.evaluations import queries as evaluations
from app.memberships.models import Grade
from app.memberships.queries import roll
from app.memberships.rules import Status
from app.seed import seed
from app.spaces.models import Space

HALF_A_YEAR = timedelta(days=95)


def test_everything_is_there_once_and_loading_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        assert load_demo() is True
        before = _counts()
        _every_state_of_applications()
        _every_state_of_bookings()
        _every_standing()
        _half_a_year_of_events()
        assert load_demo() is False
        assert _counts() == before
    for account in listed():
        answer = app.test_client().submit("/sign-in", {"email": account["email"], "password": PASSWORD})  # type: ignore[attr-defined]
        assert answer.status_code == 302, account


def _counts() -> dict[str, int]:
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in Base.metadata.sorted_tables
    }


def _every_state_of_applications() -> None:
    found = db.session.scalars(select(Application).order_by(Application.id)).all()
    assert {one.status for one in found} == set(ApplicationStatus)
    at_work = [one for one in found if one.status == ApplicationStatus.IN_REVIEW]
    progress = evaluations.progress_of(at_work).values()
    assert any(one.submitted == 1 and not one.calls_third for one in progress)
    assert any(one.calls_third for one in progress)


def _every_state_of_bookings() -> None:
    found = db.session.scalars(select(Booking).order_by(Booking.id)).all()
    states = Counter(one.status for one in found)
    assert set(states) == set(BookingStatus)
    first, second = [one for one in found if one.status == BookingStatus.REQUESTED]
    assert first.blocked.overlaps(second.blocked)
    assert first.venues == second.venues
    assert Counter(one.series_id for one in found if one.series_id).most_common(1)[0][1] > 1
    assert db.session.scalars(select(Closure).order_by(Closure.id)).one().lifted_at is None
    assert all("Dữ liệu minh họa." in one.about_vi for one in found)


def _every_standing() -> None:
    members = roll(clock.today())
    assert {one.standing.status for one in members} == {
        Status.MEMBER,
        Status.EXPIRED,
        Status.SUSPENDED,
        Status.REVOKED,
    }
    assert {one.standing.grade for one in members if one.standing.is_member} == set(Grade)
    papers = [certificate for one in members for certificate in one.certificates]
    assert papers
    assert all(certificate.pdf_id and certificate.data["demo"] for certificate in papers)
    spaces = db.session.scalars(select(Space).order_by(Space.id)).all()
    assert len(spaces) == 12
    assert all(space.demo and space.name_en and space.description_en for space in spaces)


def _half_a_year_of_events() -> None:
    now = clock.now()
    shown = public_entries(window=Timespan(now - HALF_A_YEAR, now + HALF_A_YEAR))
    confirmed = [one for one in shown if one.status == BookingStatus.CONFIRMED]
    assert len(confirmed) >= 40
    assert (
        min(
            len([1 for b in confirmed if b.public_ends_at < now]),
            len([1 for b in confirmed if b.public_starts_at > now]),
        )
        > 15
    )
    assert any(one.space_id is None and one.public.length > timedelta(days=7) for one in confirmed)
    assert any(one.blocked.overlaps(Timespan(now, now + timedelta(minutes=1))) for one in confirmed)


def test_it_can_be_loaded_before_a_week_of_holidays(ctx: Flask) -> None:
    """Six days before 2 September, when the competing requests would fall on a day off."""
    with time_machine.travel(datetime(2026, 8, 26, 1, 0, tzinfo=UTC), tick=True):
        transact(seed)
        assert load_demo() is True
        _every_state_of_bookings()
        _half_a_year_of_events()


def test_only_a_demo_has_demo_commands(app: Flask) -> None:
    for command in (["demo", "load"], ["demo", "accounts"], ["demo", "accounts", "--json"]):
        answer = app.test_cli_runner().invoke(args=command)
        assert answer.exit_code != 0
        assert "MODE=demo" in answer.output
        assert PASSWORD not in answer.output


def test_the_accounts_are_listed_for_people_and_for_programs(tmp_path) -> None:
    given = {"MODE": "demo", "INSTANCE": str(tmp_path), "SECRET_KEY": "demo-" * 10}
    runner = create_app(configuration.load(given)).test_cli_runner()
    roles = Counter(one["role"] for one in json.loads(runner.invoke(args=["demo", "accounts", "--json"]).output))
    assert roles == {
        "operator_approved": 1,
        "operator_draft": 1,
        "operator_stranger": 1,
        "coordinator": 2,
        "reviewer": 2,
        "approver": 1,
        "administrator": 1,
    }
    said = runner.invoke(args=["demo", "accounts"]).output.splitlines()
    assert [line.split() for line in said] == [list(one.values()) for one in listed()]
